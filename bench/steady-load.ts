import { setTimeout as wait } from 'node:timers/promises'

/** Sends the request with this number, which was due at a time of `performance.now`. Resolves with the milliseconds that count. */
type Send = (n: number, due: number) => Promise<number>

/**
 * Sends so many requests a second, whatever the server does meanwhile. Returns the milliseconds of each, sorted. Rejects when one
 * fails, once those under way have ended.
 */
export async function sendSteadily(
  send: Send,
  { rate, seconds }: { rate: number; seconds: number },
): Promise<number[]> {
  const begun = performance.now()
  const times: number[] = []
  const failures: unknown[] = []
  const under = new Set<Promise<void>>()
  for (let n = 0; performance.now() < begun + seconds * 1_000 && failures.length === 0; await wait(1))
    for (let due = begun + (n * 1_000) / rate; due <= performance.now(); due = begun + (++n * 1_000) / rate) {
      const one = send(n, due)
        .then((time) => void times.push(time))
        .catch((error) => void failures.push(error))
        .finally(() => void under.delete(one))
      under.add(one)
    }
  await Promise.all(under)
  if (failures.length > 0) throw failures[0]
  return times.sort((a, b) => a - b)
}
