import type { Representation } from '@mediary/contract/transactions'
import { type Caller, may } from '../platform/caller.ts'
import type { TransactionRow, TransactionStore } from './store.ts'
import { type Bodies, viewOf } from './view.ts'

/** Shows transactions to a caller. `limit`: bytes of each body. */
export const shower =
  (transactions: TransactionStore) =>
  async (row: TransactionRow, representation: Representation, caller: Caller, limit: number) =>
    viewOf(row, representation, await bodiesFor(transactions, row, representation, caller, limit))

/** Bodies hold patients' data: they need a permission of their own, whatever representation was asked for. */
async function bodiesFor(
  transactions: TransactionStore,
  row: TransactionRow,
  representation: Representation,
  caller: Caller,
  limit: number,
): Promise<Bodies> {
  if (representation !== 'full' && representation !== 'fulltruncate') return {}
  if (!may(caller, 'transaction-view-body-all', row.channel)) return {}
  const body = (part: 'request' | 'response', inline: Uint8Array | null, size: number | null) =>
    inline ?? (size ? transactions.chunked(row.id, part, limit) : undefined)
  return {
    request: await body('request', row.request_body, row.request_size),
    response: await body('response', row.response_body, row.response_size),
  }
}
