import { Agent, request } from 'node:https'
import type { TLSSocket } from 'node:tls'

type Identity = { keyPem: string; pem: string }
/** `rate`: requests a second in all; `fresh`: how many of them on a connection of their own, with a full handshake. */
export type Rates = { rate: number; fresh: number; connections: number }

const patience = 30_000
const step = 10

/**
 * Mutual TLS at a steady rate, whatever the server does meanwhile: what is due is sent, on kept connections and on new
 * ones. What fails is counted here, where it would be felt. No session is resumed, so that each new connection costs what it
 * costs a client that comes for the first time.
 */
export function pacedLoad(url: string, { keyPem: key, pem: cert }: Identity, { rate, fresh, connections }: Rates) {
  const identity = { key, cert, rejectUnauthorized: false, maxCachedSessions: 0 }
  const keeping = new Agent({ ...identity, keepAlive: true, maxSockets: connections, scheduling: 'fifo' })
  const once = new Agent({ ...identity, keepAlive: false })
  const state = {
    due: 0,
    answered: 0,
    opened: 0,
    fresh: 0,
    resumed: 0,
    sentAgain: 0,
    late: 0,
    failures: [] as string[],
  }
  const under = new Set<Promise<void>>()
  // Node marks a request as one on a kept connection only when it did not have to wait for it.
  const used = new WeakSet<object>()

  const one = (agent: Agent): Promise<void> =>
    new Promise<void>((resolve) => {
      const failed = (how: string) => {
        state.failures.push(how)
        resolve()
      }
      const on = { kept: false }
      const outgoing = request(url, { agent, timeout: patience }, (response) => {
        if (agent === once) state.fresh++
        else if (!on.kept) state.opened++
        if ((response.socket as TLSSocket).isSessionReused()) state.resumed++
        response.resume()
        response.on('end', () => {
          if (response.statusCode === 200) state.answered++
          else state.failures.push(String(response.statusCode))
          resolve()
        })
        response.on('error', (error) => failed(`in the middle of an answer: ${error.message}`))
      })
      outgoing.on('timeout', () => outgoing.destroy(new Error('never answered')))
      outgoing.on('error', (error) => {
        // RFC 9112 §9.3.1: a kept connection that was closed while it was idle is opened again.
        if (!on.kept || !('code' in error) || error.code !== 'ECONNRESET') return failed(error.message)
        state.sentAgain++
        resolve(one(agent))
      })
      outgoing.on('socket', (socket) => {
        on.kept = used.has(socket)
        used.add(socket)
      })
      outgoing.end()
    })

  const send = (agent: Agent) => {
    if (agent === keeping && Object.keys(agent.requests).length > 0) state.late++
    const sent = one(agent).finally(() => under.delete(sent))
    under.add(sent)
  }

  const begun = performance.now()
  const every = Math.round(rate / fresh)
  const pacing = setInterval(() => {
    const due = Math.floor(((performance.now() - begun) * rate) / 1000)
    while (state.due < due) send(++state.due % every === 0 ? once : keeping)
  }, step)
  return {
    state,
    /** What is under way is waited for, and counts. */
    async stop() {
      clearInterval(pacing)
      await Promise.all(under)
      keeping.destroy()
      once.destroy()
    },
  }
}
