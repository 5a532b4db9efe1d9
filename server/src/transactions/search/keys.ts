import type { Kysely } from 'kysely'
import type { BodyStore, Heads } from '../../bodies/index.ts'
import type { Database } from '../../platform/database/database.ts'
import { every } from '../../platform/every.ts'
import { leastIdAt } from '../../platform/ids.ts'
import type { Log } from '../../platform/log.ts'
import { lowWatermark } from '../../workers/index.ts'
import type { TransactionRow, TransactionStore } from '../store.ts'

type Side = { headers: string[]; query: string; body: Uint8Array | undefined }
type KeyValue = { name: string; value: string; hashed: boolean }

/** A channel with search keys, when it was changed last, and the function that extracts the values of its keys from a transaction. */
export type KeyedChannel = {
  id: string
  changedAt: number | undefined
  extract: (sides: { request: Side; response: Side }) => KeyValue[]
}

type Tables = {
  transactions: TransactionRow
  search_keys: { name: string; value: string; transaction_id: string }
  search_progress: { channel: string; indexed: string }
}

const indexEvery = 1_000
const batch = 1_000
/** A longer body is not read, and gives no values. */
const maxBodyBytes = 1024 * 1024
/** Milliseconds. A channel that is new here is indexed from so long before its last change, so that nothing is missed that was recorded meanwhile. */
const initialPeriod = 60 * 60 * 1000
/** Milliseconds. Transactions that no worker makes are recorded at once. */
const margin = 5_000

/** Returns a value as the index stores it. A hash is keyed, so that nobody can try out all numbers of patients. */
export const toIndexedValue = (digest: (text: string) => string, { name, value, hashed }: KeyValue) =>
  hashed ? `#${digest(`${name}\0${value}`)}` : `=${value}`

type Watermarks = Map<string, string>
type Digest = (text: string) => string
type Deps = {
  channels: () => Promise<KeyedChannel[]>
  transactions: TransactionStore
  bodies: BodyStore
  digest: Digest
  log: Log
}

/**
 * Indexes search keys shortly after an exchange has ended, off the path of requests. Everything of a channel is indexed up to its
 * watermark; beyond it some transactions may still be under way. After a crash the indexer continues from the watermark.
 */
export function searchKeyIndexer(database: Database, { channels, transactions, bodies, digest, log }: Deps) {
  const db = database.kysely.withTables<Tables>()
  /** The indexed transactions beyond the watermark. */
  const done = new Set<string>()

  async function indexOne(id: string, extract: KeyedChannel['extract']) {
    const row = await transactions.find(id)
    if (!row) return
    const values = extract(await loadSides(bodies, row, await transactions.heads.find(id)))
    if (values.length === 0) return
    const rows = values.map((value) => ({ name: value.name, value: toIndexedValue(digest, value), transaction_id: id }))
    await db
      .insertInto('search_keys')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }

  async function indexAll(
    rows: Awaited<ReturnType<typeof listAfter>>,
    keyed: Map<string, KeyedChannel>,
    marks: Watermarks,
  ) {
    for (const { id, channel, status } of rows) {
      const { extract } = keyed.get(channel) ?? {}
      if (!extract || status === 'Processing' || id <= (marks.get(channel) ?? '') || done.has(id)) continue
      await indexOne(id, extract)
      done.add(id)
    }
  }

  /** Indexes all channels in one pass over the record, since few channels have most of it. */
  async function round() {
    const keyed = new Map((await channels()).map((channel) => [channel.id, channel]))
    if (!keyed.size) return
    const sure = await lowWatermark(database, margin)
    const marks = await loadWatermarks(db, [...keyed.values()])
    for (let from = [...marks.values()].sort()[0] ?? sure; ; ) {
      const rows = await listAfter(db, from)
      await indexAll(rows, keyed, marks)
      from = rows.at(-1)?.id ?? from
      const ended = rows.length < batch || from > sure
      const reached = ended ? sure : from
      for (const [channel, mark] of marks) if (mark < reached) await saveWatermark(db, channel, reached)
      for (const id of done) if (id <= reached) done.delete(id)
      if (ended) return
    }
  }

  return every(indexEvery, 'indexing search keys', round, log)
}

type Db = Kysely<Tables>

/** Loads the watermark of each channel. */
async function loadWatermarks(db: Db, channels: KeyedChannel[]): Promise<Watermarks> {
  const ids = channels.map(({ id }) => id)
  const rows = await db.selectFrom('search_progress').selectAll().where('channel', 'in', ids).execute()
  const known = new Map(rows.map(({ channel, indexed }) => [channel, indexed]))
  const now = Date.now()
  // The program may have stood still between the change and this first round.
  const asNew = ({ changedAt = now }: KeyedChannel) => leastIdAt(Math.min(now, changedAt) - initialPeriod)
  return new Map(channels.map((channel) => [channel.id, known.get(channel.id) ?? asNew(channel)]))
}

const saveWatermark = (db: Db, channel: string, indexed: string) =>
  db
    .insertInto('search_progress')
    .values({ channel, indexed })
    .onConflict((conflict) => conflict.column('channel').doUpdateSet({ indexed }))
    .execute()

const listAfter = (db: Db, id: string) =>
  db
    .selectFrom('transactions')
    .select(['id', 'channel', 'status'])
    .where('id', '>', id)
    .orderBy('id')
    .limit(batch)
    .execute()

/** Loads the headers and bodies of a transaction, as far as search keys read them. */
export async function loadSides(bodies: BodyStore, row: TransactionRow, heads: Heads | undefined) {
  const body = async (part: 'request' | 'response', size: number | null) =>
    size && size <= maxBodyBytes ? bodies.first(row.id, part, maxBodyBytes) : undefined
  return {
    request: {
      headers: heads?.requestHeaders ?? [],
      query: row.query,
      body: await body('request', row.request_size),
    },
    response: {
      headers: heads?.responseHeaders ?? [],
      query: '',
      body: await body('response', row.response_size),
    },
  }
}
