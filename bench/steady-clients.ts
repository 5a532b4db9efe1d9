// Well-behaved clients: requests at a steady rate on connections that stay open, and now and then one on a new connection.
import { Agent, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'

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
      const kept: Promise<number>[] = []
      const fresh: Promise<number>[] = []
      const begun = performance.now()
      const isDue = (sent: readonly unknown[], every: number) =>
        sent.length < Math.floor(((performance.now() - begun) * every) / 1_000)
      while (performance.now() < begun + seconds * 1_000) {
        while (isDue(kept, rate)) kept.push(send(keeping, kept.length))
        while (isDue(fresh, newConnections)) fresh.push(send(opening, fresh.length))
        await wait(2)
      }
      const sort = async (times: Promise<number>[]) => (await Promise.all(times)).sort((a, b) => a - b)
      return { kept: await sort(kept), fresh: await sort(fresh) }
    },
    close: () => keeping.destroy(),
  }
}
