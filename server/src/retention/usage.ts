import { statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import type { Usage } from '@mediary/contract/retention'
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../platform/database.ts'
import { leastIdAt, timeOf } from '../platform/ids.ts'
import type { Reader } from '../platform/reader.ts'

// Beyond these the bytes are reckoned from a sample, and the count says "at least".
const bounds = { exact: 5_000, counted: 1_000_000 }
const sample = { places: 20, each: 50 }

/** What is kept of a channel. Never reads a body, and never more than the bounds say. */
export async function usageOf(reader: Reader, channel: string): Promise<Usage> {
  const { count, first, last } = await countOf(reader, channel)
  const known = { channelID: channel, transactions: count, ...(first && { oldest: atOf(first) }) }
  if (!first || !last) return { ...known, bodyBytes: 0, kind: 'exact' }
  if (count <= bounds.exact) {
    const all = sql`select id from transactions where channel = ${channel}`
    return { ...known, bodyBytes: (await bytesOf(reader, all)).bytes, kind: 'exact' }
  }
  const { n, bytes } = await bytesOf(reader, spread(channel, timeOf(first), timeOf(last)))
  const bodyBytes = Math.round((bytes / Math.max(1, n)) * count)
  return { ...known, bodyBytes, kind: count > bounds.counted ? 'at-least' : 'estimated' }
}

const atOf = (id: string) => new Date(timeOf(id)).toISOString()

async function countOf({ kysely }: Reader, channel: string) {
  const { rows } = await sql<{ count: number; first: string | null; last: string | null }>`select
    (select count(*) from (select 1 from transactions where channel = ${channel}
      limit ${sql.lit(bounds.counted + 1)}) as counted) as count,
    (select id from transactions where channel = ${channel} order by id limit 1) as first,
    (select id from transactions where channel = ${channel} order by id desc limit 1) as last`.execute(kysely)
  const [row] = rows
  return { count: Number(row?.count ?? 0), first: row?.first ?? undefined, last: row?.last ?? undefined }
}

/** Some transactions after each of several moments between the first and the last. */
function spread(channel: string, from: number, until: number): RawBuilder<unknown> {
  const step = (until - from) / sample.places
  const places = Array.from({ length: sample.places }, (_, i) => leastIdAt(from + i * step))
  return sql.join(
    places.map(
      (place) => sql`select id from (select id from transactions where channel = ${channel} and id >= ${place}
        order by id limit ${sql.lit(sample.each)}) as place`,
    ),
    sql` union `,
  )
}

async function bytesOf({ kysely }: Reader, ids: RawBuilder<unknown>) {
  const { rows } = await sql<{ n: number; bytes: number | null }>`with chosen as (${ids}) select
    (select count(*) from chosen) as n,
    (select sum(length(bytes)) from body_chunks where transaction_id in (select id from chosen)) as bytes`.execute(
    kysely,
  )
  return { n: Number(rows[0]?.n ?? 0), bytes: Number(rows[0]?.bytes ?? 0) }
}

/** The files of the store. */
export async function storeSize(database: Database) {
  if (database.engine === 'postgres') {
    const { rows } = await sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`.execute(
      database.kysely,
    )
    return { bytes: Number(rows[0]?.bytes ?? 0) }
  }
  const path = database.sqlite.location()
  const sizes = [path, `${path}-wal`].map((file) => statSync(file ?? '', { throwIfNoEntry: false })?.size ?? 0)
  const pages = database.sqlite.prepare(
    'select freelist_count * page_size as free from pragma_freelist_count, pragma_page_size',
  )
  const { free } = pages.get() as { free: number }
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), free }
}

export async function diskOf(folder: string) {
  const { bavail, blocks, bsize } = await statfs(folder)
  return { bytes: blocks * bsize, free: bavail * bsize }
}
