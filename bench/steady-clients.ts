// Well-behaved clients: requests at a steady rate on connections that stay open, and now and then one on a new connection.
import { Agent, request } from 'node:http'
import { sendSteadily } from './steady-load.ts'

/** A second. */
const newConnections = 5

/** Milliseconds of each request, sorted. `fresh`: those on a new connection. */
export type SteadyTimes = { kept: number[]; fresh: number[] }

/** Opens the connections of some clients. `rate`: requests a second of all together. */
export async function openSteadyClients(
  url: string,
  tokens: readonly string[],
  { rate, connections }: { rate: number; connections: number },
) {
  // In turn, so that each worker gets its share.
  const keeping = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' })
  const opening = new Agent({ keepAlive: false })

  const send = (agent: Agent, n: number) =>
    new Promise<number>((resolve, reject) => {
      const began = performance.now()
      const outgoing = request(url, { agent, headers: { authorization: tokens[n % tokens.length] ?? '' } })
      outgoing.on('error', reject).on('response', (response) => {
        if (response.statusCode !== 200) return reject(new Error(`another client was answered ${response.statusCode}`))
        response.resume().on('end', () => resolve(performance.now() - began))
      })
      outgoing.end()
    })

  await Promise.all(Array.from({ length: connections }, (_, n) => send(keeping, n)))
  return {
    async send(seconds: number): Promise<SteadyTimes> {
      const [kept, fresh] = await Promise.all([
        sendSteadily((n) => send(keeping, n), { rate, seconds }),
        sendSteadily((n) => send(opening, n), { rate: newConnections, seconds }),
      ])
      return { kept, fresh }
    },
    close: () => keeping.destroy(),
  }
}
