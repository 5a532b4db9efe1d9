import { statSync } from 'node:fs'
import { readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Usage } from '@mediary/contract/transactions/retention'
import { sql } from 'kysely'
import { measureColdChannel } from '../bodies/index.ts'
import type { Database } from '../platform/database/database.ts'
import type { Reader } from '../platform/database/reader.ts'
import { leastIdAt, readTime } from '../platform/ids.ts'
import { matchOne, sumBodyBytes, type TransactionSearch } from '../transactions/index.ts'

// Beyond these the bytes are reckoned from a sample, and the count is what a count of so long can tell.
const bounds = { exact: 5_000, counted: 1_000_000, maxMilliseconds: 250 }
const sample = { places: 20, each: 50 }

type Search = Pick<TransactionSearch, 'ids' | 'count'>

/** Measures the storage of a channel. It reads no body, and only as many rows as the bounds allow. */
export async function measureUsage(reader: Reader, search: Search, channel: string): Promise<Usage> {
  const asked = { filters: { channelID: { $eq: channel } }, channels: 'all', timeout: bounds.maxMilliseconds } as const
  const { count: transactions, kind } = await search.count({ ...asked, limit: bounds.counted })
  const [oldest] = (await search.ids({ ...asked, limit: 1, direction: 'newer' })).ids
  const [newest] = (await search.ids({ ...asked, limit: 1 })).ids
  const known = {
    channelID: channel,
    transactions,
    ...(oldest && { oldest: new Date(readTime(oldest)).toISOString() }),
  }
  const cold = await measureColdChannel(reader, channel)
  if (!oldest || !newest) return { ...known, bodyBytes: 0, kind }
  if (kind === 'exact' && transactions <= bounds.exact) {
    const { ids } = await search.ids({ ...asked, timeout: Number.POSITIVE_INFINITY, limit: bounds.exact })
    return { ...known, bodyBytes: cold + (await measureBytes(reader, ids)), kind }
  }
  const some: string[] = []
  for (const after of placesBetween(readTime(oldest), readTime(newest)))
    some.push(...(await search.ids({ ...asked, after, direction: 'newer', limit: sample.each })).ids)
  const ids = [...new Set(some)]
  const bodyBytes = cold + Math.round(((await measureBytes(reader, ids)) / Math.max(1, ids.length)) * transactions)
  return { ...known, bodyBytes, kind: kind === 'at-least' ? 'at-least' : 'estimated' }
}

/** Moments spread evenly, as the ids that begin there. */
function placesBetween(from: number, until: number) {
  const step = (until - from) / sample.places
  return Array.from({ length: sample.places }, (_, i) => leastIdAt(from + i * step))
}

async function measureBytes({ engine, kysely }: Reader, ids: string[]) {
  const { rows } = await sql<{
    bytes: number | null
  }>`select ${sumBodyBytes(engine, (id) => matchOne(engine, id, ids))} as bytes`.execute(kysely)
  return Number(rows[0]?.bytes ?? 0)
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
  const bodies = database.bodyFiles ? await measureFolder(database.bodyFiles.folder) : 0
  return { bytes: sizes.reduce((sum, size) => sum + size, bodies), free: Number(pages.get()?.free) }
}

/** Files that are removed meanwhile count nothing. */
async function measureFolder(folder: string) {
  const names = await readdir(folder).catch(() => [])
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

export async function measureDisk(folder: string) {
  const { bavail, blocks, bsize } = await statfs(folder)
  return { bytes: blocks * bsize, free: bavail * bsize }
}
