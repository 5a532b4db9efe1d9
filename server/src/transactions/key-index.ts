import type { BodyStore } from '../bodies/index.ts'
import type { Database } from '../platform/database.ts'
import { leastIdAt } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import type { TransactionRow, TransactionStore } from './store.ts'

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

const every = 1_000
const batch = 200
/** Bytes of a body that are read; of a longer one no value is taken. */
const mostBody = 1024 * 1024
/** Before a channel has been looked at: what was recorded meanwhile is not missed. */
const firstLook = 60 * 60 * 1000
/** Transactions that the control process makes itself have no lease. */
const margin = 15_000

/** As it stands in the index. A hash is keyed, so that nobody can try out all numbers of patients. */
export const keptValue = (digest: (text: string) => string, { name, value, hashed }: KeyValue) =>
  hashed ? `#${digest(`${name}\0${value}`)}` : `=${value}`

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
export function keyIndex(database: Database, { channels, transactions, bodies, digest, log }: Deps) {
  const db = database.kysely.withTables<Tables>()
  const seen = new Map<string, Set<string>>()

  /** Nothing older is under way. */
  const settled = async () => {
    const row = await db.selectFrom('workers').select(db.fn.min('since').as('since')).executeTakeFirst()
    const latest = leastIdAt(Date.now() - margin)
    return row?.since && row.since < latest ? row.since : latest
  }

  async function mark(channel: string) {
    const row = await db
      .selectFrom('search_progress')
      .select('indexed')
      .where('channel', '=', channel)
      .executeTakeFirst()
    return row?.indexed ?? leastIdAt(Date.now() - firstLook)
  }

  const setMark = (channel: string, indexed: string) =>
    db
      .insertInto('search_progress')
      .values({ channel, indexed })
      .onConflict((conflict) => conflict.column('channel').doUpdateSet({ indexed }))
      .execute()

  const ended = (channel: string, from: string) =>
    db
      .selectFrom('transactions')
      .select(['id', 'status'])
      .where('channel', '=', channel)
      .where('id', '>', from)
      .orderBy('id')
      .limit(batch)
      .execute()

  async function indexOne(id: string, extract: KeyedChannel['extract']) {
    const row = await transactions.find(id)
    if (!row) return
    const values = extract(await sidesOf(bodies, row))
    if (values.length === 0) return
    const rows = values.map((value) => ({ name: value.name, value: keptValue(digest, value), transaction_id: id }))
    await db
      .insertInto('search_keys')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }

  async function catchUp({ id: channel, extract }: KeyedChannel) {
    const done = seen.get(channel) ?? new Set<string>()
    seen.set(channel, done)
    const sure = await settled()
    for (let from = await mark(channel); ; ) {
      const rows = await ended(channel, from)
      for (const { id, status } of rows) {
        if (status === 'Processing' || done.has(id)) continue
        await indexOne(id, extract)
        done.add(id)
      }
      from = rows.at(-1)?.id ?? from
      const reached = rows.length < batch || from > sure ? sure : from
      await setMark(channel, reached)
      for (const id of done) if (id <= reached) done.delete(id)
      if (rows.length < batch) return
    }
  }

  async function round() {
    for (const channel of await channels()) await catchUp(channel)
  }

  const state = { running: undefined as Promise<void> | undefined }
  const tick = () => {
    state.running ??= round()
      .catch((error: unknown) => log.error({ err: error }, 'search keys could not be indexed; it is tried again'))
      .finally(() => {
        state.running = undefined
      })
    return state.running
  }
  const timer = setInterval(() => void tick(), every)
  timer.unref()
  return {
    tick,
    async close() {
      clearInterval(timer)
      await state.running
    },
  }
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
