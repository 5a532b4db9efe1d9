// Takes over transactions from another store, with their ids.
import type { Channel } from '@mediary/contract/channels'
import type { NewTransaction } from '@mediary/contract/transactions/mediator-updates'
import type { Seal } from '../../bodies/index.ts'
import type { Database } from '../../platform/database/database.ts'
import { toCallRow } from '../calls.ts'
import { type RecordTables, type RecordWriter, writeRecorded } from '../writer.ts'
import type { BodyPolicy } from './bodies.ts'
import { buildTransaction } from './build-transaction.ts'
import { toBodyPolicy } from './rows.ts'

/** A transaction with its id. `rerun`: the transaction that it repeats. */
export type ImportedTransaction = {
  id: string
  document: NewTransaction
  canRerun: boolean
  rerun: { parent: string; attempt: number | null } | undefined
  /** Undefined: the channel is gone, and every body is stored. */
  channel: Channel | undefined
  /** The channel would have deleted its bodies by now. */
  isExpired: boolean
  seal: Seal | undefined
}

type Tables = RecordTables & {
  reruns: { id: string; parent: string; by: string; task: string; attempt: number | null; changes: string | null }
}

/** A statement of SQLite takes 32,766 values, and a transaction has 27. */
const rowsPerStatement = 200

/** The transactions that are taken over. */
export function transactionImporter(database: Database) {
  const db = database.kysely.withTables<RecordTables>()
  return {
    /** Returns those of the ids that the record has already. */
    async findRecorded(ids: string[]): Promise<Set<string>> {
      const rows = await db.selectFrom('transactions').select('id').where('id', 'in', ids).execute()
      return new Set(rows.map(({ id }) => id))
    },

    /** Adds transactions with all their parts, in one commit. */
    add(transactions: ImportedTransaction[], now = Date.now()): Promise<void> {
      const built = transactions.map(({ id, document, canRerun, seal, ...stored }) => {
        const storage = { policy: findPolicy(stored), seal }
        const { row, calls, bodies } = buildTransaction(id, document, storage, now)
        return { row: { ...row, can_rerun: Number(canRerun && row.can_rerun === 1) }, calls, bodies }
      })
      const chunks = built.flatMap(({ bodies }) => bodies.chunks)
      return writeRecorded(
        database,
        transactions.map(({ id }) => id),
        async (trx) => {
          await insertRows(built, (some) =>
            trx
              .insertInto('transactions')
              .values(some.map(({ row }) => row))
              .execute(),
          )
          const calls = built.flatMap((one) => one.calls.map((call) => toCallRow(one.row.id, call)))
          await insertRows(calls, (some) => trx.insertInto('calls').values(some).execute())
          const rows = chunks.map(({ id, key = null, ...chunk }) => ({ ...chunk, transaction_id: id, key }))
          await insertRows(rows, (some) => trx.insertInto('body_chunks').values(some).execute())
          await insertReruns(trx, transactions)
        },
      )
    },
  }
}

/** Returns which bodies are stored. */
function findPolicy({ channel, isExpired }: Pick<ImportedTransaction, 'channel' | 'isExpired'>): BodyPolicy {
  if (isExpired) return { request: false, response: false }
  return channel ? toBodyPolicy(channel) : { request: true, response: true }
}

async function insertRows<T>(rows: T[], insert: (some: T[]) => Promise<unknown>) {
  for (let from = 0; from < rows.length; from += rowsPerStatement)
    await insert(rows.slice(from, from + rowsPerStatement))
}

/** Nobody of this installation asked for these reruns, and no task has them. */
async function insertReruns(trx: RecordWriter, transactions: ImportedTransaction[]) {
  const rows = transactions.flatMap(({ id, rerun }) =>
    rerun ? [{ id, ...rerun, by: '', task: '', changes: null }] : [],
  )
  await insertRows(rows, (some) => trx.withTables<Tables>().insertInto('reruns').values(some).execute())
}
