import { transactionStatuses } from '@mediary/contract/transactions/statuses'
import { type AddressOf, addressSchema, choiceParameter, textParameter } from '../../lib/address.ts'
import { timeRanges } from '../../lib/time-ranges.ts'

export const TransactionFilters = addressSchema({
  /** Takes the place of since and until. */
  range: choiceParameter(timeRanges),
  since: textParameter,
  until: textParameter,
  status: choiceParameter(transactionStatuses),
  channel: textParameter,
  client: textParameter,
  method: textParameter,
  path: textParameter,
  code: textParameter,
  /** The query, such as `took:>2s -client:clinic`. */
  q: textParameter,
  live: choiceParameter(['off']),
})
export type TransactionFilters = AddressOf<typeof TransactionFilters>

export const TransactionsSearch = addressSchema({
  ...TransactionFilters.shape,
  /** What is about to be sent again. */
  rerun: choiceParameter(['selected', 'matching']),
  /** Id of the transaction that is shown beside the list. */
  show: textParameter,
})
export type TransactionsSearch = AddressOf<typeof TransactionsSearch>

export const TransactionSearch = addressSchema({
  ...TransactionFilters.shape,
  full: choiceParameter(['request', 'response']),
  /** A call of the timeline, such as o0, r1 or r1o0. */
  call: textParameter,
  side: choiceParameter(['request', 'response', 'difference']),
  /** Id of the transaction beside which this one is shown. */
  compare: textParameter,
  rerun: choiceParameter(['one', 'edit']),
  views: choiceParameter(['shown']),
})
export type TransactionSearch = AddressOf<typeof TransactionSearch>
