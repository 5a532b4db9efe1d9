// Removes transactions and their bodies: retention by age, the API one by one.

import { type RawBuilder, sql } from 'kysely'
import { markAllRemoved, markRemoved } from '../bodies/index.ts'
import type { Database } from '../platform/database/database.ts'
import { listMessageBodies, overwriteRemoved, removeMessageBodies } from './body-files/index.ts'
import { writeRecorded } from './writer.ts'

/** The numbers of a removal. `transactions` counts those that had a body. */
export type RemovedBodies = { transactions: number; chunks: number; bytes: number }

/** Runs one step of a removal. It may wait after the step, so that those who record go first. */
type RunStep = <T>(step: () => Promise<T>) => Promise<T>

/** Builds the statements that delete what other slices have of transactions, such as scheduled retries. */
export type DeleteRelated = (ids: readonly string[]) => readonly RawBuilder<unknown>[]

/** Chunks that one step removes: at most 16 MiB, so that it holds the store's lock for a few milliseconds. */
const chunksPerStep = 64

/** The other tables that hold something of a transaction, each with the column of its id. Audits of body views stay. */
const relatedTables: [table: string, column: string][] = [
  ['calls', 'transaction_id'],
  ['reruns', 'id'],
]

type Tally = ReturnType<typeof tally>

/** Adds up removed bodies. */
function tally() {
  const owners = new Set<string>()
  const total = { chunks: 0, bytes: 0 }
  return {
    add(bodies: readonly { id: string; bytes: number }[]) {
      total.chunks += bodies.length
      for (const { id, bytes } of bodies) {
        owners.add(id)
        total.bytes += Number(bytes)
      }
    },
    sum: (): RemovedBodies => ({ ...total, transactions: owners.size }),
  }
}

/** Search keys were taken from the bodies. */
const removeSearchKeys = ({ kysely }: Database, ids: string[]) =>
  sql`delete from search_keys where transaction_id in (${sql.join(ids)})`.execute(kysely)

/** Returns what removes bodies: those in chunks, and those behind heads. */
function bodyRemoval(database: Database, runStep: RunStep) {
  const { kysely, engine } = database

  const removeChunks = async (ids: string[], removed: Tally): Promise<void> => {
    for (;;) {
      const { rows } = await runStep(() =>
        sql<{
          id: string
          bytes: number
        }>`delete from body_chunks where transaction_id in (${sql.join(ids)}) and (transaction_id, part, n) in (
          select transaction_id, part, n from body_chunks where transaction_id in (${sql.join(ids)})
          limit ${sql.lit(chunksPerStep)}) returning transaction_id as id, coalesce(size, length(bytes)) as bytes`.execute(
          kysely,
        ),
      )
      await overwriteRemoved(database)
      removed.add(rows)
      if (rows.length === chunksPerStep) continue
      // What stands in objects is counted when it is taken out of them.
      if (engine === 'postgres') await markAllRemoved(kysely, ids)
      return
    }
  }

  const removeBodiesOfMessages = async (ids: string[], removed: Tally): Promise<void> => {
    for (;;) {
      const bodies = await runStep(() => removeMessageBodies(database, ids))
      if (bodies.length === 0) return
      await overwriteRemoved(database)
      removed.add(bodies)
    }
  }

  return { removeChunks, removeBodiesOfMessages }
}

export function transactionRemoval(
  database: Database,
  { deleteRelated, runStep }: { deleteRelated: DeleteRelated; runStep: RunStep },
) {
  const { kysely } = database
  const { removeChunks, removeBodiesOfMessages } = bodyRemoval(database, runStep)

  return {
    /** Removes bodies and keeps the records. A request without its body cannot be sent again. */
    async removeBodies(ids: string[]): Promise<RemovedBodies> {
      const removed = tally()
      await removeChunks(ids, removed)
      await removeBodiesOfMessages(ids, removed)
      await runStep(() => removeSearchKeys(database, ids))
      await writeRecorded(database, ids, (trx) =>
        trx
          .updateTable('transactions')
          .set({ can_rerun: 0 })
          .where('id', 'in', ids)
          .where('can_rerun', '=', 1)
          .where('request_size', '>', 0)
          .execute(),
      )
      return removed.sum()
    },

    /** Removes transactions that have ended, with everything that belongs to them. */
    async removeRecords(ids: string[]): Promise<RemovedBodies> {
      const removed = tally()
      await removeChunks(ids, removed)
      removed.add(await listMessageBodies(database, ids))
      await runStep(() => removeSearchKeys(database, ids))
      for (const [table, column] of relatedTables)
        await sql`delete from ${sql.table(table)} where ${sql.ref(column)} in (${sql.join(ids)})`.execute(kysely)
      for (const statement of deleteRelated(ids)) await statement.execute(kysely)
      await runStep(() =>
        writeRecorded(database, ids, (trx) => trx.deleteFrom('transactions').where('id', 'in', ids).execute()),
      )
      await overwriteRemoved(database)
      return removed.sum()
    },
  }
}

/** Removes one transaction in one commit. False when it is still under way: its end would belong to nothing. */
export async function removeTransaction(
  database: Database,
  id: string,
  deleteRelated: DeleteRelated,
): Promise<boolean> {
  const isRemoved = await deleteTransaction(database, id, deleteRelated)
  if (isRemoved) await overwriteRemoved(database)
  return isRemoved
}

const deleteTransaction = (database: Database, id: string, deleteRelated: DeleteRelated): Promise<boolean> =>
  writeRecorded(database, [id], async (trx) => {
    const deleted = await trx
      .deleteFrom('transactions')
      .where('id', '=', id)
      .where((eb) => eb.or([eb('responded_at', 'is not', null), eb('status', '<>', 'Processing')]))
      .returning('channel')
      .executeTakeFirst()
    if (!deleted) return false
    for (const table of ['body_chunks', 'search_keys'])
      await sql`delete from ${sql.table(table)} where transaction_id = ${id}`.execute(trx)
    if (database.engine === 'postgres') await markRemoved(trx, { id, channel: deleted.channel })
    for (const [table, column] of relatedTables)
      await sql`delete from ${sql.table(table)} where ${sql.ref(column)} = ${id}`.execute(trx)
    for (const statement of deleteRelated([id])) await statement.execute(trx)
    return true
  })
