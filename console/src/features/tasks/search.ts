import { rowStatuses, taskStatuses } from '@mediary/contract/operations/tasks/statuses'
import { transactionStatuses } from '@mediary/contract/transactions/statuses'
import { z } from 'zod'
import { choiceParameter, textParameter } from '../../lib/address.ts'
import { timeRanges } from '../../lib/time-ranges.ts'

export const TasksSearch = z.object({
  status: choiceParameter(taskStatuses),
  user: textParameter,
  day: textParameter.describe('of earlier addresses'),
  range: choiceParameter(timeRanges).describe('takes the place of since and until'),
  since: textParameter,
  until: textParameter,
  page: textParameter,
  cancel: textParameter.describe('id of the task that is about to be cancelled'),
  delete: textParameter.describe('id of the task that is about to be deleted'),
})
export type TasksSearch = z.infer<typeof TasksSearch>

export const TaskSearch = z.object({
  tstatus: choiceParameter(rowStatuses),
  outcome: choiceParameter(transactionStatuses),
  errors: choiceParameter(['yes', 'no']),
  page: textParameter,
  ask: choiceParameter(['cancel', 'delete']),
})
export type TaskSearch = z.infer<typeof TaskSearch>
