// Takes over transactions from another store, with their ids.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Channel } from '@mediary/contract/channels'
import type { NewTransaction } from '@mediary/contract/transactions/mediator-updates'
import type { Seal } from '../../bodies/index.ts'
import type { Database } from '../../platform/database/database.ts'
import { toCallRow } from '../calls.ts'
import { type RecordTables, type RecordWriter, writeRecorded } from '../writer.ts'
import type { BodyPolicy } from './bodies.ts'
import { buildTransaction } from './build-transaction.ts'
import { takenOver } from './origins.ts'
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

/** A statement of PostgreSQL takes 65,535 values, and a transaction has 27. */
const rowsPerStatement = 200

/** The transactions that are taken over. */
export function transactionImporter(database: Database) {
  const db = database.kysely.withTables<RecordTables>()
  const insert = rowInserter(database)
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
        const can_rerun = Number(canRerun && row.can_rerun === 1)
        return { row: { ...row, recognised: takenOver, can_rerun }, calls, bodies }
      })
      const chunks = built.flatMap(({ bodies }) => bodies.chunks)
      return writeRecorded(
        database,
        transactions.map(({ id }) => id),
        async (trx, store) => {
          await insert(
            trx,
            'transactions',
            built.map(({ row }) => row),
          )
          const calls = built.flatMap((one) => one.calls.map((call) => toCallRow(one.row.id, call)))
          await insert(trx, 'calls', calls)
          await insert(trx, 'body_chunks', store(chunks))
          await insert(trx, 'reruns', listReruns(transactions))
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

type Row = Record<string, string | number | null | Uint8Array>

/** Returns the function that inserts rows of one table, all with the same columns. */
function rowInserter(database: Database) {
  const statements = new Map<string, StatementSync>()

  // SQLite keeps the memory of a statement of many rows until it is collected: one row with a kept statement needs none.
  const insertPrepared = (sqlite: DatabaseSync, table: string, rows: Row[]) => {
    for (const row of rows) {
      const columns = Object.keys(row)
      const text = `insert into ${table} (${columns.map((column) => `"${column}"`)}) values (${columns.map(() => '?')})`
      const statement = statements.get(text) ?? sqlite.prepare(text)
      statements.set(text, statement)
      statement.run(...Object.values(row))
    }
  }

  return async (trx: RecordWriter, table: string, rows: Row[]) => {
    if (database.engine === 'sqlite') return insertPrepared(database.sqlite, table, rows)
    const tables = trx.withTables<Record<string, Row>>()
    for (let from = 0; from < rows.length; from += rowsPerStatement)
      await tables
        .insertInto(table)
        .values(rows.slice(from, from + rowsPerStatement))
        .execute()
  }
}

/** Nobody of this installation asked for these reruns, and no task has them. */
const listReruns = (transactions: ImportedTransaction[]): Row[] =>
  transactions.flatMap(({ id, rerun }) => (rerun ? [{ id, ...rerun, by: '', task: '', changes: null }] : []))
