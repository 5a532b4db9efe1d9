import { setTimeout as pause } from 'node:timers/promises'

/** Waits for a condition, looking again in short steps; fails loudly when it never holds. */
export async function until<T>(what: string, holds: () => T | Promise<T>, patience = 30_000): Promise<NonNullable<T>> {
  const deadline = Date.now() + patience
  while (Date.now() < deadline) {
    const value = await holds()
    if (value) return value as NonNullable<T>
    await pause(20)
  }
  throw new Error(`It never came about that ${what}`)
}
