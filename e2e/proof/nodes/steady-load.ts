// Requests at a steady rate, whatever the servers do meanwhile.
import { Agent, request } from 'node:http'

const patience = 30_000
const step = 10

export type SteadyLoad = ReturnType<typeof steadyLoad>

/** Sends so many requests a second over kept connections. What fails is counted here, where it would be felt. */
export function steadyLoad(url: string, { rate, connections }: { rate: number; connections: number }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const state = { due: 0, answered: 0, sentAgain: 0, maxDuration: 0, failures: [] as string[] }
  const underWay = new Set<Promise<void>>()

  const send = (): Promise<void> =>
    new Promise((resolve) => {
      const at = performance.now()
      const failed = (how: string) => {
        state.failures.push(how)
        resolve()
      }
      const outgoing = request(url, { agent, timeout: patience }, (response) => {
        response.resume()
        response.on('error', (error) => failed(`in the middle of an answer: ${error.message}`))
        response.on('end', () => {
          if (response.statusCode !== 200) return failed(`answered with ${response.statusCode}`)
          state.answered++
          state.maxDuration = Math.max(state.maxDuration, performance.now() - at)
          resolve()
        })
      })
      outgoing.on('timeout', () => outgoing.destroy(new Error('never answered')))
      outgoing.on('error', (error) => {
        // RFC 9112 §9.3.1: a kept connection that was closed while it was idle is opened again.
        if (!outgoing.reusedSocket || !('code' in error) || error.code !== 'ECONNRESET') return failed(error.message)
        state.sentAgain++
        resolve(send())
      })
      outgoing.end()
    })

  const began = performance.now()
  const pacing = setInterval(() => {
    const due = Math.floor(((performance.now() - began) * rate) / 1000)
    while (state.due < due) {
      state.due++
      const sent = send().finally(() => underWay.delete(sent))
      underWay.add(sent)
    }
  }, step)
  return {
    state,
    /** Stops. What is under way is waited for, and counts. */
    async stop() {
      clearInterval(pacing)
      await Promise.all(underWay)
      agent.destroy()
    },
  }
}
