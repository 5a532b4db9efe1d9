import type { OrderBy, Task } from '@mediary/contract/operations/tasks'
import type { RowStatus, TaskStatus } from '@mediary/contract/operations/tasks/statuses'
import type { TransactionFilters } from '@mediary/contract/transactions/filters'
import type { TransactionStatus } from '@mediary/contract/transactions/statuses'
import type { TransactionRow } from '../transactions/index.ts'

/** `Deleting` is not shown: its rows are on their way out. */
type StoredStatus = TaskStatus | 'Deleting'

export type TaskRow = {
  id: string
  status: StoredStatus
  by: string
  created: number
  completed: number | null
  batch_size: number
  rate: number | null
  order_by: string
  total: number
  selection: string | null
  watermark: string | null
  owner: string | null
  lease_until: number
}

/** One transaction to be repeated. Who has written `rerun_id` has begun it, in the same commit. */
export type TaskItemRow = {
  task: string
  n: number
  transaction_id: string
  order_key: string | null
  tstatus: RowStatus
  rerun_id: string | null
  rerun_status: TransactionStatus | null
  error: string | null
  attempt: number | null
  /** The routes to ask again; null is the primary and all others. */
  routes: string | null
  edit: string | null
}

export type RetryRow = {
  transaction_id: string
  channel: string
  due: number
  attempt: number
  routes: string | null
}

export type Tables = {
  tasks: TaskRow
  task_rows: TaskItemRow
  retries: RetryRow
  reruns: { id: string; parent: string; task: string }
  transactions: TransactionRow
}

/** The transactions that a task must still select, in slices: those that matched when it was created. */
export type PendingSelection = {
  filters: TransactionFilters
  channels: 'all' | string[]
  until: string
  includeReruns: boolean
}

/** The automatic retries belong to nobody. OpenHIM's name. */
export const internal = 'internal'

export const readOrder = (stored: string): OrderBy => (stored === 'time' ? 'time' : { key: stored.slice(4) })
export const storedOrder = (order: OrderBy) => (order === 'time' ? 'time' : `key:${order.key}`)

export const toTask = (row: TaskRow, remaining: number): Task => ({
  _id: row.id,
  // A task that is being deleted is not listed any more.
  status: row.status === 'Deleting' ? 'Cancelled' : row.status,
  user: row.by,
  created: new Date(row.created).toISOString(),
  completedDate: row.completed === null ? undefined : new Date(row.completed).toISOString(),
  totalTransactions: row.total,
  remainingTransactions: remaining,
  batchSize: row.batch_size,
  rate: row.rate ?? undefined,
  orderBy: readOrder(row.order_by),
  gathering: row.selection !== null,
})
