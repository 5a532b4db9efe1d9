import type { TransactionStatus } from '@mediary/contract/transactions'

/** The status of a transaction with one route, by the status its client got. */
export function finalStatus(responseStatus: number): TransactionStatus {
  if (responseStatus >= 500) return 'Failed'
  if (responseStatus >= 200 && responseStatus < 300) return 'Successful'
  return 'Completed'
}
