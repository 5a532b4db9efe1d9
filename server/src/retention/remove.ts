import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { BodyTables } from '../bodies/index.ts'
import type { Database } from '../platform/database/database.ts'
import { invalidateSegments, type TransactionSearch } from '../transactions/index.ts'

type TransactionRow = {
  id: string
  channel: string
  status: string
  can_rerun: number
  request_size: number | null
}
type Tables = BodyTables & { transactions: TransactionRow }

/** The other tables with data of a transaction, and their column with its id. Audits of access to bodies stay. */
const copies: [table: string, column: string][] = [
  ['calls', 'transaction_id'],
  ['reruns', 'id'],
  ['retries', 'transaction_id'],
]

/** Ids of one channel follow each other closely: all blocks from the first to the last are summarised anew. */
const changedIn = (ids: string[]) => {
  const sorted = ids.toSorted()
  return invalidateSegments(sorted[0] ?? '', sorted.at(-1) ?? '')
}

// A slice holds the store's lock for a few milliseconds: so many rows, and at most 16 MiB of bodies.
const slice = { rows: 200, chunks: 64 }

export type What = 'bodies' | 'records'
export type Removed = { transactions: number; chunks: number; bytes: number }

/** Removes by age, in slices, and lets those who record go first. Transactions under way are never touched. */
export function remover(database: Database, search: Pick<TransactionSearch, 'ids'>) {
  const db = database.kysely.withTables<Tables>()

  /** Rests twice as long as it worked. */
  const gently = async <T>(work: () => Promise<T>): Promise<T> => {
    const start = performance.now()
    const result = await work()
    await pause(Math.ceil((performance.now() - start) * 2))
    return result
  }

  const removeChunks = async (ids: string[]): Promise<Removed> => {
    const owners = new Set<string>()
    for (const removed = { chunks: 0, bytes: 0 }; ; ) {
      const { rows } = await gently(() =>
        sql<{ id: string; bytes: number }>`delete from body_chunks where (transaction_id, part, n) in (
          select transaction_id, part, n from body_chunks where transaction_id in (${sql.join(ids)})
          limit ${sql.lit(slice.chunks)}) returning transaction_id as id, length(bytes) as bytes`.execute(
          database.kysely,
        ),
      )
      removed.chunks += rows.length
      for (const { id, bytes } of rows) {
        owners.add(id)
        removed.bytes += Number(bytes)
      }
      if (rows.length < slice.chunks) return { ...removed, transactions: owners.size }
    }
  }

  /** Values to search by were taken from the bodies. */
  const removeSearchKeys = (ids: string[]) =>
    gently(() => sql`delete from search_keys where transaction_id in (${sql.join(ids)})`.execute(database.kysely))

  const removeBodies = async (ids: string[]): Promise<Removed> => {
    const chunks = await removeChunks(ids)
    await removeSearchKeys(ids)
    // What has no body any more cannot be sent again.
    await db.transaction().execute(async (trx) => {
      await trx
        .updateTable('transactions')
        .set({ can_rerun: 0 })
        .where('id', 'in', ids)
        .where('can_rerun', '=', 1)
        .where('request_size', '>', 0)
        .execute()
      await changedIn(ids).execute(trx)
    })
    return chunks
  }

  const removeRecords = async (ids: string[]): Promise<Removed> => {
    const chunks = await removeChunks(ids)
    await removeSearchKeys(ids)
    for (const [table, column] of copies)
      await sql`delete from ${sql.table(table)} where ${sql.ref(column)} in (${sql.join(ids)})`.execute(database.kysely)
    await gently(() =>
      db.transaction().execute(async (trx) => {
        await trx.deleteFrom('transactions').where('id', 'in', ids).execute()
        await changedIn(ids).execute(trx)
      }),
    )
    return chunks
  }

  const next = async (channel: string, after: string, before: string) => {
    const filters = { channelID: { $eq: channel } }
    const range = { after: after || undefined, before, direction: 'newer' as const }
    const { ids } = await search.ids({ filters, channels: 'all', ...range, limit: slice.rows })
    if (!ids.length) return []
    return db.selectFrom('transactions').select(['id', 'status']).where('id', 'in', ids).orderBy('id').execute()
  }

  return {
    removeBodies,

    /** Of one channel, everything older than `before`. Returns also from where it is worth looking the next time. */
    async older(what: What, channel: string, { after, before }: { after: string; before: string }) {
      const removed: Removed = { transactions: 0, chunks: 0, bytes: 0 }
      let [mark, from] = [after, after]
      let underWay = false
      for (;;) {
        const rows = await next(channel, from, before)
        const ids = rows.filter(({ status }) => status !== 'Processing').map(({ id }) => id)
        if (ids.length) {
          const { transactions, chunks, bytes } = await (what === 'bodies' ? removeBodies(ids) : removeRecords(ids))
          removed.chunks += chunks
          removed.bytes += bytes
          removed.transactions += what === 'bodies' ? transactions : ids.length
        }
        underWay ||= ids.length < rows.length
        from = rows.at(-1)?.id ?? from
        if (!underWay) mark = from
        if (rows.length < slice.rows) return { removed, mark }
      }
    },

    /** Rows of a table of its own, by when they were written. */
    async olderRows(table: 'refusals' | 'body_views' | 'channel_audits', before: number): Promise<number> {
      for (let removed = 0; ; ) {
        const { numAffectedRows = 0n } = await gently(() =>
          sql`delete from ${sql.table(table)} where id in (
            select id from ${sql.table(table)} where at < ${before} order by id limit ${sql.lit(slice.rows)})`.execute(
            database.kysely,
          ),
        )
        removed += Number(numAffectedRows)
        if (Number(numAffectedRows) < slice.rows) return removed
      }
    },

    /** Bytes of all bodies. */
    async size(): Promise<number> {
      const { rows } = await sql<{ size: number | null }>`select sum(length(bytes)) as size from body_chunks`.execute(
        database.kysely,
      )
      return Number(rows[0]?.size ?? 0)
    },

    /** The oldest bodies, whatever their channel, until so many bytes are removed. */
    async oldest(bytes: number): Promise<{ transactions: number; bytes: number }> {
      let [freed, from, transactions] = [0, '', 0]
      while (freed < bytes) {
        const { rows } = await sql<{
          id: string
          size: number
        }>`select c.transaction_id as id, sum(length(c.bytes)) as size
          from body_chunks c join transactions t on t.id = c.transaction_id
          where c.transaction_id > ${from} and t.status <> 'Processing'
          group by c.transaction_id order by c.transaction_id limit ${sql.lit(slice.rows)}`.execute(database.kysely)
        if (rows.length === 0) break
        const chosen: string[] = []
        for (const { id, size } of rows) {
          if (freed >= bytes) break
          chosen.push(id)
          freed += Number(size)
        }
        transactions += (await removeBodies(chosen)).transactions
        from = chosen.at(-1) ?? from
      }
      return { transactions, bytes: freed }
    },
  }
}
