import { setTimeout as wait } from 'node:timers/promises'
import { Pool } from 'undici'
import type { Scenario } from './scenarios.ts'

type Steady = { url: string; scenarios: readonly Scenario[]; rate: number; connections: number; seconds: number }

/**
 * Sends so many requests a second, whatever the server does meanwhile, each of the next scenario in turn. Returns how many milliseconds
 * each took from when it was due, sorted. Rejects when one is not answered with a success.
 */
export async function sendSteadily({ url, scenarios, rate, connections, seconds }: Steady): Promise<number[]> {
  const pool = new Pool(new URL(url).origin, { connections, pipelining: 1 })
  const begun = performance.now()
  const times: number[] = []
  const send = async (n: number) => {
    const { method, authorization = '', body = null } = scenarios[n % scenarios.length] ?? {}
    const headers = { authorization, ...(body !== null && { 'content-type': 'application/json' }) }
    const answer = await pool.request({ method: method ?? 'GET', path: new URL(url).pathname, headers, body })
    await answer.body.dump()
    if (answer.statusCode !== 200) throw new Error(`A request was answered with ${answer.statusCode}`)
    times.push(performance.now() - begun - (n * 1_000) / rate)
  }
  const under = new Set<Promise<void>>()
  const failures: unknown[] = []
  for (let sent = 0; performance.now() < begun + seconds * 1_000 && failures.length === 0; await wait(1))
    for (const due = Math.floor(((performance.now() - begun) * rate) / 1_000); sent < due; sent++) {
      const one = send(sent)
        .catch((error) => void failures.push(error))
        .finally(() => void under.delete(one))
      under.add(one)
    }
  await Promise.all(under)
  await pool.close()
  if (failures.length > 0) throw failures[0]
  return times.sort((a, b) => a - b)
}
