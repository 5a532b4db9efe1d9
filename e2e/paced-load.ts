import { Agent, request } from 'node:https'
import type { TLSSocket } from 'node:tls'

type Identity = { keyPem: string; pem: string }
/** `rate`: requests a second in all; `fresh`: how many of them on a connection of their own, with a full handshake. */
export type Rates = { rate: number; fresh: number; connections: number }

const patience = 30_000
const step = 10

type Counts = {
  due: number
  answered: number
  opened: number
  fresh: number
  resumed: number
  sentAgain: number
  late: number
  failures: string[]
}

/**
 * Mutual TLS at a steady rate, whatever the server does meanwhile: what is due is sent, on kept connections and on new
 * ones. What fails is counted here, where it would be felt. No session is resumed, so that each new connection costs what it
 * costs a client that comes for the first time.
 */
export function pacedLoad(url: string, identity: Identity, { rate, fresh, connections }: Rates) {
  const sender = new PacedSender(url, identity, connections)
  const begun = performance.now()
  const every = Math.round(rate / fresh)
  const pacing = setInterval(() => {
    const due = Math.floor(((performance.now() - begun) * rate) / 1000)
    while (sender.state.due < due) sender.send(++sender.state.due % every === 0)
  }, step)
  return {
    state: sender.state,
    /** What is under way is waited for, and counts. */
    async stop() {
      clearInterval(pacing)
      await sender.end()
    },
  }
}

class PacedSender {
  readonly state: Counts = {
    due: 0,
    answered: 0,
    opened: 0,
    fresh: 0,
    resumed: 0,
    sentAgain: 0,
    late: 0,
    failures: [],
  }
  readonly #url: string
  readonly #keeping: Agent
  readonly #once: Agent
  readonly #under = new Set<Promise<void>>()
  // Node marks a request as one on a kept connection only when it did not have to wait for it.
  readonly #used = new WeakSet<object>()

  constructor(url: string, { keyPem: key, pem: cert }: Identity, connections: number) {
    const identity = { key, cert, rejectUnauthorized: false, maxCachedSessions: 0 }
    this.#url = url
    this.#keeping = new Agent({ ...identity, keepAlive: true, maxSockets: connections, scheduling: 'fifo' })
    this.#once = new Agent({ ...identity, keepAlive: false })
  }

  send(onNewConnection: boolean) {
    const agent = onNewConnection ? this.#once : this.#keeping
    if (agent === this.#keeping && Object.keys(agent.requests).length > 0) this.state.late++
    const sent = this.#sendOne(agent).finally(() => this.#under.delete(sent))
    this.#under.add(sent)
  }

  async end() {
    await Promise.all(this.#under)
    this.#keeping.destroy()
    this.#once.destroy()
  }

  #sendOne(agent: Agent): Promise<void> {
    return new Promise<void>((resolve) => {
      const failed = (how: string) => {
        this.state.failures.push(how)
        resolve()
      }
      const on = { kept: false }
      const outgoing = request(this.#url, { agent, timeout: patience }, (response) => {
        if (agent === this.#once) this.state.fresh++
        else if (!on.kept) this.state.opened++
        if ((response.socket as TLSSocket).isSessionReused()) this.state.resumed++
        response.resume()
        response.on('end', () => {
          if (response.statusCode !== 200) return failed(String(response.statusCode))
          this.state.answered++
          resolve()
        })
        response.on('error', (error) => failed(`in the middle of an answer: ${error.message}`))
      })
      outgoing.on('timeout', () => outgoing.destroy(new Error('never answered')))
      outgoing.on('error', (error) => {
        // RFC 9112 §9.3.1: a kept connection that was closed while it was idle is opened again.
        if (!on.kept || !('code' in error) || error.code !== 'ECONNRESET') return failed(error.message)
        this.state.sentAgain++
        resolve(this.#sendOne(agent))
      })
      outgoing.on('socket', (socket) => {
        on.kept = this.#used.has(socket)
        this.#used.add(socket)
      })
      outgoing.end()
    })
  }
}
