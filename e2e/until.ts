import { setTimeout as pause } from 'node:timers/promises'

/**
 * Waits for a condition; fails loudly when it never holds. It looks again after an eighth of the time that it has waited, and
 * at least ten times in a second: each look costs a request or a walk through a page, which the awaited work has to wait for.
 */
export async function until<T>(what: string, holds: () => T | Promise<T>, patience = 30_000): Promise<NonNullable<T>> {
  const began = Date.now()
  while (Date.now() < began + patience) {
    const value = await holds()
    if (value) return value as NonNullable<T>
    await pause(Math.min(100, Math.max(5, (Date.now() - began) / 8)))
  }
  throw new Error(`It never came about that ${what}`)
}
