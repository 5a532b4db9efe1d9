import { rowStatuses, taskStatuses } from '@mediary/contract/operations/tasks/statuses'
import { transactionStatuses } from '@mediary/contract/transactions/statuses'
import { type AddressOf, addressSchema, choiceParameter, textParameter } from '../../lib/address.ts'
import { timeRanges } from '../../lib/time-ranges.ts'

export const TasksSearch = addressSchema({
  status: choiceParameter(taskStatuses),
  user: textParameter,
  /** Of earlier addresses. */
  day: textParameter,
  /** Takes the place of since and until. */
  range: choiceParameter(timeRanges),
  since: textParameter,
  until: textParameter,
  page: textParameter,
  /** Id of the task that is about to be cancelled. */
  cancel: textParameter,
  /** Id of the task that is about to be deleted. */
  delete: textParameter,
})
export type TasksSearch = AddressOf<typeof TasksSearch>

export const TaskSearch = addressSchema({
  tstatus: choiceParameter(rowStatuses),
  outcome: choiceParameter(transactionStatuses),
  errors: choiceParameter(['yes', 'no']),
  page: textParameter,
  ask: choiceParameter(['cancel', 'delete']),
})
export type TaskSearch = AddressOf<typeof TaskSearch>
