import type { TransactionStatus } from '@mediary/contract/transactions/statuses'

type Others = { secondaries?: readonly number[]; asynchronous?: boolean }

const isGood = (status: number) => status >= 200 && status < 300

/** The status of a transaction by what its client got and, once they have answered, what its secondary routes got. */
export function finalStatus(
  responseStatus: number,
  { secondaries = [], asynchronous = false }: Others = {},
): TransactionStatus {
  if (responseStatus >= 500) return 'Failed'
  if (secondaries.some((status) => status >= 500)) return 'Completed with error(s)'
  const clientError = responseStatus >= 400
  if (isGood(responseStatus) && secondaries.every(isGood)) return asynchronous ? 'Pending Async' : 'Successful'
  return asynchronous && !(clientError && secondaries.every(isGood)) ? 'Pending Async' : 'Completed'
}

/**
 * Builds the test for the statuses of the primary after which a waiting route is called: exact codes and classes such
 * as 2**. No pattern means all.
 */
export function statusCodes(patterns: string | undefined): (status: number) => boolean {
  const wanted = (patterns ?? '')
    .split(',')
    .map((pattern) => pattern.trim())
    .filter(Boolean)
  if (wanted.length === 0) return () => true
  return (status) =>
    wanted.some((pattern) => pattern === String(status) || (pattern.includes('*') && pattern[0] === String(status)[0]))
}
