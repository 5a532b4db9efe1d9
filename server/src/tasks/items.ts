import type { RowStatus } from '@mediary/contract/operations/tasks/statuses'
import type { TransactionStatus } from '@mediary/contract/transactions/statuses'
import type { Kysely } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import type { Tables, TaskItemRow } from './rows.ts'

/** A transaction to be repeated, with the key that orders it. */
export type NewTaskItem = Pick<TaskItemRow, 'transaction_id' | 'order_key'> &
  Partial<Pick<TaskItemRow, 'attempt' | 'routes' | 'edit'>>

type TaskItemFilters = {
  tstatus?: RowStatus | undefined
  rerunStatus?: TransactionStatus | undefined
  hasErrors?: 'yes' | 'no' | undefined
}

const slice = 500

/** Their numbers follow `after`. */
export async function insertTaskItems(trx: Kysely<Tables>, task: string, after: number, items: NewTaskItem[]) {
  for (let i = 0; i < items.length; i += slice) {
    const rows = items.slice(i, i + slice).map((item, at) => ({
      transaction_id: item.transaction_id,
      order_key: item.order_key,
      attempt: item.attempt ?? null,
      routes: item.routes ?? null,
      edit: item.edit ?? null,
      task,
      n: after + i + at + 1,
      tstatus: 'Queued' as const,
      rerun_id: null,
      rerun_status: null,
      error: null,
    }))
    await trx.insertInto('task_rows').values(rows).execute()
  }
}

/** A page of the transactions of a task, and how many there are. */
export async function listTaskItems(
  database: Database,
  task: string,
  { tstatus, rerunStatus, hasErrors }: TaskItemFilters,
  { limit, offset }: { limit: number; offset: number },
) {
  const matching = database.kysely
    .withTables<Tables>()
    .selectFrom('task_rows')
    .where('task', '=', task)
    .$if(tstatus !== undefined, (q) => q.where('tstatus', '=', tstatus ?? 'Queued'))
    .$if(rerunStatus !== undefined, (q) => q.where('rerun_status', '=', rerunStatus ?? 'Processing'))
    .$if(hasErrors === 'yes', (q) => q.where('error', 'is not', null))
    .$if(hasErrors === 'no', (q) => q.where('error', 'is', null))
  const page = matching
    .select(['transaction_id', 'tstatus', 'error', 'rerun_id', 'rerun_status'])
    .orderBy('n')
    .limit(limit)
    .offset(offset)
  const counted = await matching.select((eb) => eb.fn.countAll().as('n')).executeTakeFirst()
  return { rows: limit ? await page.execute() : [], total: Number(counted?.n ?? 0) }
}
