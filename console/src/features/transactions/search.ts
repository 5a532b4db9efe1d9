import { transactionStatuses } from '@mediary/contract/transactions/statuses'
import { z } from 'zod'
import { choiceParameter, textParameter } from '../../lib/address.ts'
import { timeRanges } from '../../lib/time-ranges.ts'

export const TransactionFilters = z.object({
  range: choiceParameter(timeRanges).describe('takes the place of since and until'),
  since: textParameter,
  until: textParameter,
  status: choiceParameter(transactionStatuses),
  channel: textParameter,
  client: textParameter,
  method: textParameter,
  path: textParameter,
  code: textParameter,
  q: textParameter.describe('the query, such as `took:>2s -client:clinic`'),
  live: choiceParameter(['off']),
})
export type TransactionFilters = z.infer<typeof TransactionFilters>

export const TransactionsSearch = TransactionFilters.extend({
  rerun: choiceParameter(['selected', 'matching']).describe('what is about to be sent again'),
})
export type TransactionsSearch = z.infer<typeof TransactionsSearch>

export const TransactionSearch = TransactionFilters.extend({
  full: choiceParameter(['request', 'response']),
  call: textParameter.describe('a call of the timeline, such as o0, r1 or r1o0'),
  side: choiceParameter(['request', 'response', 'difference']),
  compare: textParameter.describe('id of the transaction beside which this one is shown'),
  rerun: choiceParameter(['one', 'edit']),
  views: choiceParameter(['shown']),
})
export type TransactionSearch = z.infer<typeof TransactionSearch>
