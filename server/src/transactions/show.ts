import type { Representation } from '@mediary/contract/transactions'
import type { BodyStore } from '../bodies/index.ts'
import { type Caller, may } from '../platform/caller.ts'
import type { TransactionRow, TransactionStore } from './store.ts'
import { type Bodies, viewOf } from './view.ts'

/** Shows transactions to a caller. `limit`: bytes of each body. */
export const shower =
  ({ transactions, bodies }: { transactions: Pick<TransactionStore, 'kin'>; bodies: BodyStore }) =>
  async (rows: TransactionRow[], representation: Representation, caller: Caller, limit: number) => {
    const kin = await transactions.kin(rows.map(({ id }) => id))
    return Promise.all(
      rows.map(async (row) =>
        viewOf(row, representation, await bodiesFor(bodies, row, representation, caller, limit), kin.get(row.id)),
      ),
    )
  }

/** Bodies hold patients' data: they need a permission of their own, whatever representation was asked for. */
async function bodiesFor(
  bodies: BodyStore,
  row: TransactionRow,
  representation: Representation,
  caller: Caller,
  limit: number,
): Promise<Bodies> {
  if (representation !== 'full' && representation !== 'fulltruncate') return {}
  if (!may(caller, 'transaction-view-body-all', row.channel)) return {}
  const body = (part: 'request' | 'response', size: number | null) =>
    size === 0 ? undefined : bodies.first(row.id, part, limit)
  return { request: await body('request', row.request_size), response: await body('response', row.response_size) }
}
