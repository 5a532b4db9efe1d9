import { createHash } from 'node:crypto'
import { seeded } from './seeded.ts'

/** A request that is told from all others by its number: everything about it follows from that number. */
export type Numbered = { n: number; method: 'GET' | 'POST'; path: string; query: string; body: Buffer | undefined }

/** `lab`: one route. `both`: a second route is called too. */
export function numbered(n: number): Numbered {
  const draw = seeded(n)
  const path = draw.below(8) === 0 ? `/both/${n}` : `/lab/${n}`
  // Larger than what is recorded in one piece (64 KiB), now and then.
  const size = () => (draw.below(40) === 0 ? 70_000 + draw.below(100_000) : draw.below(3_000))
  const query = `size=${size()}`
  if (draw.below(3) > 0) return { n, method: 'GET', path, query, body: undefined }
  return { n, method: 'POST', path, query, body: filled(n, 1 + size()) }
}

/** Every part of it says whose it is. */
export const filled = (n: number, size: number) => Buffer.alloc(size, `${n}.`)

export const answerTo = ({ n, query }: { n: number; query: string }) =>
  filled(n, Number(new URLSearchParams(query).get('size')))

export const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64')

export const readNumber = (path: string): number | undefined => {
  const n = /^\/(?:lab|both)\/(\d+)$/.exec(path)?.[1]
  return n === undefined ? undefined : Number(n)
}
