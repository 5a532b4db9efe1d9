import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../../platform/database/database.ts'
import { hasRow } from '../conditions.ts'
import { noPlaces, type Places, setPlace } from './bitmap.ts'

// A text is known by the runs of three characters in it, each hashed to one of 16,384 bits: a block in which a run of what
// is looked for does not occur is passed over.
const bucketBits = 1024
const buckets = 16

/** Where a run of characters is noted: a bit of a bucket. */
export type Gram = { bucket: string; bit: number }

const bucketName = (bucket: number) => bucket.toString(16)

/** Without those that are not ASCII, of which the engines do not agree what their lower case is. */
function hashesOf(text: string): number[] {
  const lower = text.toLowerCase()
  const hashes: number[] = []
  for (let i = 0; i + 2 < lower.length; i++) {
    const [a, b, c] = [lower.charCodeAt(i), lower.charCodeAt(i + 1), lower.charCodeAt(i + 2)]
    if ((a | b | c) < 128) hashes.push(Math.imul((a << 14) ^ (b << 7) ^ c, 0x9e3779b1) >>> 18)
  }
  return hashes
}

// Some are enough: a block that has all of them has most likely the text.
const mostAsked = 8

export function gramsOf(text: string): Gram[] {
  const hashes = [...new Set(hashesOf(text))]
  const step = Math.max(1, hashes.length / mostAsked)
  const chosen = Array.from({ length: Math.min(hashes.length, mostAsked) }, (_, i) => hashes[Math.floor(i * step)] ?? 0)
  return chosen.map((hash) => ({ bucket: bucketName(Math.floor(hash / bucketBits)), bit: hash % bucketBits }))
}

/** The grams of all texts of a block. */
export function gramsNoted() {
  const seen = new Set<string>()
  const bits = noPlaces(buckets * bucketBits)
  return {
    add(text: string) {
      if (seen.has(text)) return
      seen.add(text)
      for (const hash of hashesOf(text)) setPlace(bits, hash)
    },

    buckets(): [bucket: string, bits: Places][] {
      const bytes = bucketBits / 8
      return Array.from({ length: buckets }, (_, i): [string, Places] => [
        bucketName(i),
        bits.subarray(i * bytes, (i + 1) * bytes),
      ]).filter(([, part]) => part.some((byte) => byte !== 0))
    },
  }
}

/**
 * Whether a facet of a block has all of them, asked of the engine: `p` is its first bucket, and the others are looked up only where
 * that has what is asked of it.
 */
export function hasGrams(engine: Database['engine'], grams: Gram[]): RawBuilder<boolean> {
  const asked = Object.entries(Object.groupBy(grams, ({ bucket }) => bucket))
  const has = (places: RawBuilder<unknown>, some: Gram[] = []) =>
    sql.join(
      some.map((gram) => hasGram(engine, places, gram)),
      sql` and `,
    )
  const conditions = asked.map(([bucket, some], n) =>
    n === 0
      ? sql`p.value = ${bucket} and ${has(sql`p.places`, some)}`
      : hasRow(sql`from search_postings q where q.facet = p.facet and q.value = ${bucket} and q.block = p.block
          and ${has(sql`q.places`, some)}`),
  )
  return sql`${sql.join(conditions, sql` and `)}`
}

/** Whether a bit of a bucket is set. */
function hasGram(engine: Database['engine'], bucket: RawBuilder<unknown>, { bit }: Gram): RawBuilder<boolean> {
  if (engine === 'postgres') return sql`get_bit(${bucket}, ${bit}) = 1`
  const [byte, inByte] = [Math.floor(bit / 8), bit % 8]
  const digit = sql`substr(hex(substr(${bucket}, ${sql.lit(byte + 1)}, 1)), ${sql.lit(inByte < 4 ? 2 : 1)}, 1)`
  const withBit = Array.from({ length: 16 }, (_, n) => n).filter((n) => (n >> (inByte % 4)) & 1)
  return sql`${digit} in (${sql.join(withBit.map((n) => sql.lit(n.toString(16).toUpperCase())))})`
}
