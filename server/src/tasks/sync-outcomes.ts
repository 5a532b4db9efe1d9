import type { RowStatus } from '@mediary/contract/operations/tasks/statuses'
import type { TransactionStatus } from '@mediary/contract/transactions/statuses'
import { sql } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import type { Tables } from './rows.ts'

/**
 * Reads the outcome of begun rows from the record, whoever began them: the record knows how each ended, also when the
 * process that repeated it is dead. A rerun that failed is a failed row.
 * Tells whether it has learned anything.
 */
export async function syncOutcomes(database: Database, task: string): Promise<boolean> {
  const hasEnded = sql<boolean>`exists (select 1 from transactions t where t.id = task_rows.rerun_id
    and t.status <> 'Processing' and (task_rows.rerun_status is null or t.status <> task_rows.rerun_status))`
  const field = <Value extends string>(text: string) =>
    sql<Value>`(select ${sql.raw(text)} from transactions t where t.id = task_rows.rerun_id)`
  const db = database.kysely.withTables<Tables>()
  const begun = () => db.updateTable('task_rows').where('task', '=', task).where('tstatus', '=', 'Processing')

  const ended = await begun()
    .set({
      rerun_status: field<TransactionStatus>('t.status'),
      tstatus: field<RowStatus>(
        `case t.status when 'Pending Async' then 'Processing' when 'Failed' then 'Failed' else 'Completed' end`,
      ),
      error: field(
        `case t.status when 'Failed' then coalesce(t.error, 'The upstream answered ' || t.response_status) end`,
      ),
    })
    .where(hasEnded)
    .executeTakeFirst()
  const lost = await begun()
    .set({ tstatus: 'Failed', error: 'The transaction that repeated it is no longer in the record' })
    .where(sql<boolean>`not exists (select 1 from transactions t where t.id = task_rows.rerun_id)`)
    .executeTakeFirst()
  return ended.numUpdatedRows + lost.numUpdatedRows > 0n
}
