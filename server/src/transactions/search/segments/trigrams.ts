import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../../platform/database/database.ts'
import { hasRow } from '../conditions.ts'
import { type Bitmap, emptyBitmap, setBit } from './bitmap.ts'

// A trigram filter is a Bloom filter with one hash function: each trigram of a text sets one of 16,384 bits. A segment whose
// filter lacks a trigram of the text searched for cannot contain that text.
const bucketBits = 1024
const buckets = 16

/** The bit of a trigram: the filter is stored in buckets, each a row. */
export type Trigram = { bucket: string; bit: number }

const toBucketName = (bucket: number) => bucket.toString(16)

/** Hashes the trigrams of ASCII characters. The engines do not agree on the lower case of others. */
function hashTrigrams(text: string): number[] {
  const lower = text.toLowerCase()
  const hashes: number[] = []
  for (let i = 0; i + 2 < lower.length; i++) {
    const [a, b, c] = [lower.charCodeAt(i), lower.charCodeAt(i + 1), lower.charCodeAt(i + 2)]
    if ((a | b | c) < 128) hashes.push(Math.imul((a << 14) ^ (b << 7) ^ c, 0x9e3779b1) >>> 18)
  }
  return hashes
}

// Some trigrams suffice: a segment that has all of them most likely contains the text.
const maxProbed = 8

export function chooseTrigrams(text: string): Trigram[] {
  const hashes = [...new Set(hashTrigrams(text))]
  const step = Math.max(1, hashes.length / maxProbed)
  const chosen = Array.from({ length: Math.min(hashes.length, maxProbed) }, (_, i) => hashes[Math.floor(i * step)] ?? 0)
  return chosen.map((hash) => ({ bucket: toBucketName(Math.floor(hash / bucketBits)), bit: hash % bucketBits }))
}

/** Builds the trigram filter of all texts of a segment. */
export function trigramFilter() {
  const seen = new Set<string>()
  const bits = emptyBitmap(buckets * bucketBits)
  return {
    add(text: string) {
      if (seen.has(text)) return
      seen.add(text)
      for (const hash of hashTrigrams(text)) setBit(bits, hash)
    },

    buckets(): [bucket: string, bits: Bitmap][] {
      const bytes = bucketBits / 8
      return Array.from({ length: buckets }, (_, i): [string, Bitmap] => [
        toBucketName(i),
        bits.subarray(i * bytes, (i + 1) * bytes),
      ]).filter(([, part]) => part.some((byte) => byte !== 0))
    },
  }
}

/**
 * SQL that tells if the filter of a segment has all trigrams. `p` is the first bucket; the other buckets are looked up only
 * where the first one matches.
 */
export function hasTrigrams(engine: Database['engine'], trigrams: Trigram[]): RawBuilder<boolean> {
  const asked = Object.entries(Object.groupBy(trigrams, ({ bucket }) => bucket))
  const has = (ordinals: RawBuilder<unknown>, some: Trigram[] = []) =>
    sql.join(
      some.map((trigram) => isBitSet(engine, ordinals, trigram)),
      sql` and `,
    )
  const conditions = asked.map(([bucket, some], n) =>
    n === 0
      ? sql`p.value = ${bucket} and ${has(sql`p.ordinals`, some)}`
      : hasRow(sql`from search_postings q where q.field = p.field and q.value = ${bucket} and q.segment = p.segment
          and ${has(sql`q.ordinals`, some)}`),
  )
  return sql`${sql.join(conditions, sql` and `)}`
}

/** SQL that tells if a bit of a bucket is set. */
function isBitSet(engine: Database['engine'], bucket: RawBuilder<unknown>, { bit }: Trigram): RawBuilder<boolean> {
  if (engine === 'postgres') return sql`get_bit(${bucket}, ${bit}) = 1`
  const [byte, inByte] = [Math.floor(bit / 8), bit % 8]
  const digit = sql`substr(hex(substr(${bucket}, ${sql.lit(byte + 1)}, 1)), ${sql.lit(inByte < 4 ? 2 : 1)}, 1)`
  const withBit = Array.from({ length: 16 }, (_, n) => n).filter((n) => (n >> (inByte % 4)) & 1)
  return sql`${digit} in (${sql.join(withBit.map((n) => sql.lit(n.toString(16).toUpperCase())))})`
}
