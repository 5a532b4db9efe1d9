// Reads what the issues follow: transactions that have ended, their reruns, and refusals.
import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import { inChunks } from '../platform/database/in-chunks.ts'
import { findPartEnd } from '../platform/following/find-part-end.ts'
import { isNotImported } from '../transactions/index.ts'
import { buildFailureCause, buildRefusalCause, type Occurrence } from './causes.ts'

type TransactionRow = {
  id: string
  channel: string
  client: string | null
  status: string
  requested_at: number
  responded_at: number | null
  response_status: number | null
  upstream: string | null
  error: string | null
}
type RefusalRow = {
  id: string
  last_seen: number
  count: number
  client: string | null
  channel: string | null
  status: number
  stage: string
  code: string | null
  reason: string
}
type CallRow = { transaction_id: string; key: string; name: string; status: number | null; definition: string }
type Tables = {
  transactions: TransactionRow
  reruns: { id: string; parent: string }
  refusals: RefusalRow
  calls: CallRow
}

type RecordTables = Kysely<Tables>

/** So many transactions are read at a time. */
const partSize = 1_000
/** Generations of reruns that are followed back to the original. */
const maxGenerations = 100
const finished = new Set(['Successful', 'Completed', 'Completed with error(s)', 'Failed'])

/** A transaction of the record. `parent`: the transaction of which it is a rerun. */
export type RecordedTransaction = TransactionRow & { parent: string | null }

/** Reads the part of the record that issues are made of. */
export function recordReader(database: Pick<Database, 'kysely'>) {
  const db = database.kysely.withTables<Tables>()
  const select = () =>
    db
      .selectFrom('transactions')
      .leftJoin('reruns', 'reruns.id', 'transactions.id')
      .select(['transactions.id', 'channel', 'client', 'status', 'requested_at', 'responded_at', 'response_status'])
      .select(['upstream', 'error', 'reruns.parent'])

  return {
    /** Reads the next part of the record, without what succeeded at once. `end`: the last id of the part. */
    async readPart(after: string, until: string): Promise<{ rows: RecordedTransaction[]; end: string; more: boolean }> {
      const { end, more } = await findPartEnd(database, 'transactions', { after, until }, partSize)
      const rows = await select()
        .where('transactions.id', '>', after)
        .where('transactions.id', '<=', end)
        .where(isNotImported)
        .where((eb) =>
          eb.or([eb('status', 'not in', ['Successful', 'Completed']), eb('reruns.parent', 'is not', null)]),
        )
        .orderBy('transactions.id')
        .execute()
      return { rows, end, more }
    },

    listEnded: (ids: string[]) =>
      inChunks(ids, (some) =>
        select()
          .where('transactions.id', 'in', some)
          .where('status', 'in', [...finished])
          .execute(),
      ),

    /** Returns what failed, and the originals of the reruns that succeeded. A rerun that fails counts for its original. */
    async judge(rows: readonly RecordedTransaction[]): Promise<{ occurrences: Occurrence[]; healed: string[] }> {
      const failed = rows.filter(({ status }) => status === 'Failed' || status === 'Completed with error(s)')
      const good = rows.filter(({ status, parent }) => status === 'Successful' && parent !== null)
      const originals = await findOriginals(
        db,
        [...failed, ...good].flatMap(({ parent }) => parent ?? []),
      )
      const partly = failed.filter(({ status }) => status !== 'Failed').map(({ id }) => id)
      const routes = await listFailedRoutes(db, partly)
      const findOriginal = ({ id, parent }: RecordedTransaction) => (parent && originals.get(parent)) ?? id
      return {
        occurrences: failed.map((row) => toOccurrence(row, findOriginal(row), routes.get(row.id))),
        healed: [...new Set(good.map(findOriginal))],
      }
    },

    listRefusals: listRefusals(db),
  }
}

const listRefusals = (db: RecordTables) => (after: string, until: string, limit: number) =>
  db
    .selectFrom('refusals')
    .select(['id', 'last_seen', 'count', 'client', 'channel', 'status', 'stage', 'code', 'reason'])
    .where('id', '>', after)
    .where('id', '<=', until)
    .orderBy('id')
    .limit(limit)
    .execute()

/** Returns the originals of reruns by their parents. */
async function findOriginals(db: RecordTables, parents: readonly string[]): Promise<Map<string, string>> {
  const originals = new Map(parents.map((id) => [id, id]))
  for (let i = 0; i < maxGenerations; i++) {
    const found = await inChunks([...new Set(originals.values())], (some) =>
      db.selectFrom('reruns').select(['id', 'parent']).where('id', 'in', some).execute(),
    )
    if (found.length === 0) break
    const next = new Map(found.map(({ id, parent }) => [id, parent]))
    for (const [id, ancestor] of originals) originals.set(id, next.get(ancestor) ?? ancestor)
  }
  return originals
}

/** Returns the first secondary route that failed, for each transaction. */
async function listFailedRoutes(db: RecordTables, ids: readonly string[]) {
  const calls = await inChunks(ids, (some) =>
    db
      .selectFrom('calls')
      .select(['transaction_id', 'key', 'name', 'status', 'definition'])
      .where('transaction_id', 'in', some)
      .where('key', 'like', 'r%')
      .where('key', 'not like', '%.%')
      .where((eb) => eb.or([eb('status', '>=', 500), eb('status', 'is', null)]))
      .orderBy('key', 'desc')
      .execute(),
  )
  return new Map(calls.map((call) => [call.transaction_id, call]))
}

export const hasEnded = ({ status }: RecordedTransaction) => finished.has(status)

function toOccurrence(row: RecordedTransaction, member: string, failedRoute: CallRow | undefined): Occurrence {
  const { channel, client } = row
  const about = { member, at: Number(row.responded_at ?? row.requested_at), count: 1, client }
  if (row.status === 'Failed') {
    const route: unknown = row.upstream && JSON.parse(row.upstream).name
    const name = typeof route === 'string' ? route : null
    const cause = buildFailureCause({
      channel,
      route: name,
      stage: 'forward',
      status: row.response_status,
      error: row.error,
    })
    return { ...about, cause }
  }
  const { name = null, status = null, definition = '{}' } = failedRoute ?? {}
  const error: unknown = JSON.parse(definition).error?.message
  const text = typeof error === 'string' ? error : null
  return { ...about, cause: buildFailureCause({ channel, route: name, stage: 'secondary', status, error: text }) }
}

/** `channels`: the ids of channels by their names, since refusals name their channel. */
export const toRefusalOccurrence = (row: RefusalRow, channels: ReadonlyMap<string, string>): Occurrence => ({
  member: row.id,
  at: Number(row.last_seen),
  count: row.count,
  client: row.client,
  cause: buildRefusalCause({
    channel: (row.channel !== null && channels.get(row.channel)) || null,
    channelName: row.channel,
    stage: row.stage,
    status: row.status,
    code: row.code,
    reason: row.reason,
  }),
})
