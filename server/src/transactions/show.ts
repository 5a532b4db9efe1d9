import type { Representation } from '@mediary/contract/transactions'
import type { BodyStore } from '../bodies/index.ts'
import { type Caller, may } from '../platform/caller.ts'
import type { Call } from './calls.ts'
import type { TransactionRow, TransactionStore } from './store.ts'
import { type Bodies, viewOf } from './view.ts'

/** Shows transactions to a caller. `limit`: bytes of each body. */
export const shower =
  ({ transactions, bodies }: { transactions: Pick<TransactionStore, 'kin' | 'calls'>; bodies: BodyStore }) =>
  async (rows: TransactionRow[], representation: Representation, caller: Caller, limit: number) => {
    const kin = await transactions.kin(rows.map(({ id }) => id))
    const detailed = representation !== 'simple' && representation !== 'bulkrerun'
    return Promise.all(
      rows.map(async (row) => {
        const calls = detailed ? await transactions.calls(row.id) : []
        const shown = await bodiesFor(bodies, row, calls, { representation, caller, limit })
        return viewOf(row, representation, shown, { kin: kin.get(row.id), calls })
      }),
    )
  }

type Wanted = { representation: Representation; caller: Caller; limit: number }

/** Bodies hold patients' data: they need a permission of their own, whatever representation was asked for. */
async function bodiesFor(
  bodies: BodyStore,
  row: TransactionRow,
  calls: readonly Call[],
  { representation, caller, limit }: Wanted,
): Promise<Bodies> {
  if (representation !== 'full' && representation !== 'fulltruncate') return {}
  if (!may(caller, 'transaction-view-body-all', row.channel)) return {}
  const body = (part: string, size: number | null) => (size === 0 ? undefined : bodies.first(row.id, part, limit))
  const shown: Bodies = {
    request: await body('request', row.request_size),
    response: await body('response', row.response_size),
  }
  const parts = new Set(calls.flatMap(({ requestBody, responseBody }) => [requestBody, responseBody]))
  for (const part of parts) if (part && !(part in shown)) shown[part] = await bodies.first(row.id, part, limit)
  return shown
}
