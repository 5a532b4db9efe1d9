import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { deleteEventPatients } from '../audit-events/index.ts'
import type { LegalHolds } from '../holds/index.ts'
import { deleteTransactionNotes } from '../notes/index.ts'
import type { Database } from '../platform/database/database.ts'
import { deleteRetries } from '../tasks/index.ts'
import {
  listDroppedRanges,
  messageBodyBytes,
  type RemovedBodies,
  type TransactionSearch,
  transactionRemoval,
} from '../transactions/index.ts'
import { splitByRanges } from './spans.ts'

type Tables = { transactions: { id: string; channel: string; status: string } }

// A step holds the store's lock for a few milliseconds.
const slice = { rows: 200 }
/** Of rows that are only looked at. */
const pageSize = 2_000

export type What = 'bodies' | 'records'
export type Removed = RemovedBodies
/** Builds the statements that delete what other slices have of transactions. */
export const deleteRelatedRows = (ids: readonly string[]) => [
  deleteRetries(ids),
  deleteTransactionNotes(ids),
  deleteEventPatients(ids),
]

type DeleteOldRows = (database: Database, before: number, limit: number) => Promise<number>

type Mark = { after: string; before: string }
type Listed = { id: string; status: string }
type Sized = Listed & { bytes: number }
type Stored = { id: string; size: number }

/** Removes by age, in slices, and lets those who record go first. Transactions under way and legal holds are never touched. */
export class Remover {
  #database: Database
  #search: Pick<TransactionSearch, 'ids'>
  #holds
  #removal

  constructor(database: Database, search: Pick<TransactionSearch, 'ids'>, holds: Pick<LegalHolds, 'findHeld'>) {
    this.#holds = holds
    this.#database = database
    this.#search = search
    this.#removal = transactionRemoval(database, { deleteRelated: deleteRelatedRows, runStep: runGently })
  }

  /** Removes of one channel everything older than `before`. Returns also from where it is worth looking the next time. */
  async removeOlder(what: What, channel: string, { after, before }: Mark): Promise<{ removed: Removed; mark: string }> {
    const removed: Removed = { transactions: 0, chunks: 0, bytes: 0 }
    let mark = after
    let underWay = false
    for await (const rows of this.#listSlices(what, channel, { after, before })) {
      const held = await this.#holds.findHeld(rows.map(({ id }) => id))
      const ids = rows.filter(({ id, status }) => status !== 'Processing' && !held.has(id)).map(({ id }) => id)
      if (ids.length) {
        const { transactions, chunks, bytes } = await (what === 'bodies'
          ? this.#removal.removeBodies(ids)
          : this.#removal.removeRecords(ids))
        removed.chunks += chunks
        removed.bytes += bytes
        removed.transactions += what === 'bodies' ? transactions : ids.length
      }
      underWay ||= ids.length < rows.length
      if (!underWay) mark = rows.at(-1)?.id ?? mark
    }
    return { removed, mark }
  }

  /** Deletes old rows of another slice's table, in steps. */
  async removeOldRows(deleteOld: DeleteOldRows, before: number): Promise<number> {
    for (let removed = 0; ; ) {
      const deleted = await runGently(() => deleteOld(this.#database, before, slice.rows))
      removed += deleted
      if (deleted < slice.rows) return removed
    }
  }

  /** Returns the bytes of all bodies. */
  async measure(): Promise<number> {
    const { rows } = await sql<{
      size: number | null
    }>`select sum(coalesce(size, length(bytes))) as size from body_chunks`.execute(this.#database.kysely)
    let size = Number(rows[0]?.size ?? 0)
    if (this.#database.engine === 'postgres') return size
    for await (const page of this.#listMessages('')) for (const { bytes } of page) size += bytes
    return size
  }

  /** Yields transactions with the bytes of the bodies that stand behind their heads, the oldest first. */
  async *#listMessages(after: string) {
    for (let from = after; ; ) {
      const { rows } = await runGently(() =>
        sql<Sized>`select id, status, ${messageBodyBytes} as bytes from transactions where id > ${from}
          order by id limit ${sql.lit(pageSize)}`.execute(this.#database.kysely),
      )
      yield rows
      if (rows.length < pageSize) return
      from = rows.at(-1)?.id ?? from
    }
  }

  /** Removes the oldest bodies, whatever their channel, until so many bytes are removed. */
  async removeOldest(bytes: number): Promise<{ transactions: number; bytes: number }> {
    let [freed, from, transactions] = [0, '', 0]
    while (freed < bytes) {
      const rows = await this.#listOldest(from)
      if (rows.length === 0) break
      const held = await this.#holds.findHeld(rows.map(({ id }) => id))
      const chosen: string[] = []
      for (const { id, size } of rows) {
        if (freed >= bytes) break
        from = id
        if (held.has(id)) continue
        chosen.push(id)
        freed += Number(size)
      }
      if (chosen.length > 0) transactions += (await this.#removal.removeBodies(chosen)).transactions
    }
    return { transactions, bytes: freed }
  }

  /** Yields what may be due, some rows at a time, the oldest first. Where bodies were dropped, few transactions have one. */
  async *#listSlices(what: What, channel: string, { after, before }: Mark) {
    const ranges = what === 'bodies' ? await listDroppedRanges(this.#database) : []
    for (const span of splitByRanges({ after, before }, ranges)) {
      const listNext = span.isDropped ? this.#listWithBodies : this.#listNext
      for (let from: string | undefined = span.after; from !== undefined; ) {
        const rows: Listed[] = await listNext.call(this, channel, { ...span, after: from })
        yield rows
        from = rows.length < slice.rows ? undefined : rows.at(-1)?.id
      }
    }
  }

  async #listNext(channel: string, { after, before }: Mark): Promise<Listed[]> {
    const filters = { channelID: { $eq: channel } }
    const range = { after: after || undefined, before, direction: 'newer' as const }
    const { ids } = await this.#search.ids({ filters, channels: 'all', ...range, limit: slice.rows })
    if (!ids.length) return []
    const transactions = this.#database.kysely.withTables<Tables>().selectFrom('transactions')
    return transactions.select(['id', 'status']).where('id', 'in', ids).orderBy('id').execute()
  }

  /** Lists transactions whose bodies are in no partition of their own, such as those that were imported later. */
  async #listWithBodies(channel: string, { after, before }: Mark): Promise<Listed[]> {
    const { rows } = await sql<Listed>`select t.id, t.status from transactions t where t.channel = ${channel}
      and t.id in (select c.transaction_id from body_chunks c where c.transaction_id > ${after} and c.transaction_id < ${before})
      order by t.id limit ${sql.lit(slice.rows)}`.execute(this.#database.kysely)
    return rows
  }

  /** Lists the oldest transactions with bodies, and the bytes of these. */
  async #listOldest(from: string): Promise<Stored[]> {
    if (this.#database.engine === 'postgres') return this.#listOldestChunks(from)
    for await (const page of this.#listMessages(from)) {
      const ofChunks = await this.#measureChunks(page)
      const stored = page
        .map(({ id, status, bytes }) => ({ id, status, size: bytes + (ofChunks.get(id) ?? 0) }))
        .filter(({ status, size }) => size > 0 && status !== 'Processing')
      if (stored.length > 0) return stored.slice(0, slice.rows)
    }
    return []
  }

  async #measureChunks(page: readonly Sized[]): Promise<Map<string, number>> {
    const { rows } = await sql<Stored>`select transaction_id as id, sum(coalesce(size, length(bytes))) as size
      from body_chunks where transaction_id >= ${page[0]?.id ?? ''} and transaction_id <= ${page.at(-1)?.id ?? ''}
      group by transaction_id`.execute(this.#database.kysely)
    return new Map(rows.map(({ id, size }) => [id, Number(size)]))
  }

  async #listOldestChunks(from: string) {
    const { rows } = await sql<Stored>`select c.transaction_id as id, sum(coalesce(c.size, length(c.bytes))) as size
      from body_chunks c join transactions t on t.id = c.transaction_id
      where c.transaction_id > ${from} and t.status <> 'Processing'
      group by c.transaction_id order by c.transaction_id limit ${sql.lit(slice.rows)}`.execute(this.#database.kysely)
    return rows
  }
}

/** Pauses after a step twice as long as it took. */
async function runGently<T>(step: () => Promise<T>): Promise<T> {
  const start = performance.now()
  const result = await step()
  await pause(Math.ceil((performance.now() - start) * 2))
  return result
}
