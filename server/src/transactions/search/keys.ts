import type { BodyStore } from '../../bodies/index.ts'
import type { Database } from '../../platform/database/database.ts'
import { every } from '../../platform/every.ts'
import { leastIdAt } from '../../platform/ids.ts'
import type { Log } from '../../platform/log.ts'
import type { TransactionRow, TransactionStore } from '../store.ts'

type Side = { headers: string[]; query: string; body: Uint8Array | undefined }
type KeyValue = { name: string; value: string; hashed: boolean }

/** A channel with search keys, and what takes their values out of what is recorded. */
export type KeyedChannel = { id: string; extract: (sides: { request: Side; response: Side }) => KeyValue[] }

type Tables = {
  transactions: TransactionRow
  workers: { since: string }
  search_keys: { name: string; value: string; transaction_id: string }
  search_progress: { channel: string; indexed: string }
}

const indexEvery = 1_000
const batch = 1_000
/** Bytes of a body that are read; of a longer one no value is taken. */
const mostBody = 1024 * 1024
/** Before a channel has been looked at: what was recorded meanwhile is not missed. */
const firstLook = 60 * 60 * 1000
/** Transactions that no worker makes are recorded at once. */
const margin = 5_000

/** As it stands in the index. A hash is keyed, so that nobody can try out all numbers of patients. */
export const toIndexedValue = (digest: (text: string) => string, { name, value, hashed }: KeyValue) =>
  hashed ? `#${digest(`${name}\0${value}`)}` : `=${value}`

type Marks = Map<string, string>
export type Digest = (text: string) => string
type Deps = {
  channels: () => Promise<KeyedChannel[]>
  transactions: TransactionStore
  bodies: BodyStore
  digest: Digest
  log: Log
}

/**
 * Indexes search keys shortly after an exchange has ended, off the path of requests. Up to its mark everything of a
 * channel is indexed; beyond it some transactions may still be under way. After a crash it goes on from the mark.
 */
export function searchKeyIndexer(database: Database, { channels, transactions, bodies, digest, log }: Deps) {
  const db = database.kysely.withTables<Tables>()
  /** Those beyond the mark that are indexed already. */
  const done = new Set<string>()

  /** Nothing older is under way. */
  const settled = async () => {
    const row = await db.selectFrom('workers').select(db.fn.min('since').as('since')).executeTakeFirst()
    const latest = leastIdAt(Date.now() - margin)
    return row?.since && row.since < latest ? row.since : latest
  }

  /** Up to where each channel is indexed. */
  async function marksOf(ids: string[]) {
    const rows = await db.selectFrom('search_progress').selectAll().where('channel', 'in', ids).execute()
    const known = new Map(rows.map(({ channel, indexed }) => [channel, indexed]))
    const asNew = leastIdAt(Date.now() - firstLook)
    return new Map(ids.map((id) => [id, known.get(id) ?? asNew]))
  }

  const setMark = (channel: string, indexed: string) =>
    db
      .insertInto('search_progress')
      .values({ channel, indexed })
      .onConflict((conflict) => conflict.column('channel').doUpdateSet({ indexed }))
      .execute()

  const after = (id: string) =>
    db
      .selectFrom('transactions')
      .select(['id', 'channel', 'status'])
      .where('id', '>', id)
      .orderBy('id')
      .limit(batch)
      .execute()

  async function indexOne(id: string, extract: KeyedChannel['extract']) {
    const row = await transactions.find(id)
    if (!row) return
    const values = extract(await sidesOf(bodies, row))
    if (values.length === 0) return
    const rows = values.map((value) => ({ name: value.name, value: toIndexedValue(digest, value), transaction_id: id }))
    await db
      .insertInto('search_keys')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }

  async function indexAll(rows: Awaited<ReturnType<typeof after>>, keyed: Map<string, KeyedChannel>, marks: Marks) {
    for (const { id, channel, status } of rows) {
      const { extract } = keyed.get(channel) ?? {}
      if (!extract || status === 'Processing' || id <= (marks.get(channel) ?? '') || done.has(id)) continue
      await indexOne(id, extract)
      done.add(id)
    }
  }

  /** All channels in one pass over what was recorded, since most of it is of few of them. */
  async function round() {
    const keyed = new Map((await channels()).map((channel) => [channel.id, channel]))
    if (!keyed.size) return
    const sure = await settled()
    const marks = await marksOf([...keyed.keys()])
    for (let from = [...marks.values()].sort()[0] ?? sure; ; ) {
      const rows = await after(from)
      await indexAll(rows, keyed, marks)
      from = rows.at(-1)?.id ?? from
      const ended = rows.length < batch || from > sure
      const reached = ended ? sure : from
      for (const [channel, mark] of marks) if (mark < reached) await setMark(channel, reached)
      for (const id of done) if (id <= reached) done.delete(id)
      if (ended) return
    }
  }

  return every(indexEvery, 'indexing search keys', round, log)
}

async function sidesOf(bodies: BodyStore, row: TransactionRow) {
  const body = async (part: 'request' | 'response', size: number | null) =>
    size && size <= mostBody ? bodies.first(row.id, part, mostBody) : undefined
  return {
    request: {
      headers: JSON.parse(row.request_headers),
      query: row.query,
      body: await body('request', row.request_size),
    },
    response: {
      headers: JSON.parse(row.response_headers ?? '[]'),
      query: '',
      body: await body('response', row.response_size),
    },
  }
}
