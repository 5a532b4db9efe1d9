import type { Representation } from '@mediary/contract/transactions'
import type { BodyReader } from '../bodies/index.ts'
import type { Caller } from '../platform/http/caller.ts'
import type { Call } from './calls.ts'
import type { TransactionRow, TransactionStore } from './store.ts'
import { type Bodies, viewOf } from './view.ts'

/** `limit`: bytes of each body. */
type By = { caller: Caller; limit: number; reason?: string | undefined }

/** Shows transactions to a caller. */
export const shower =
  ({ transactions, bodies }: { transactions: Pick<TransactionStore, 'kin' | 'calls'>; bodies: BodyReader }) =>
  async (
    rows: TransactionRow[],
    representation: Representation,
    by: By,
    known?: ReturnType<typeof transactions.kin>,
  ) => {
    const kin = await (known ?? transactions.kin(rows.map(({ id }) => id)))
    const detailed = representation !== 'simple' && representation !== 'bulkrerun'
    return Promise.all(
      rows.map(async (row) => {
        const calls = detailed ? await transactions.calls(row.id) : []
        const shown = await bodiesFor(bodies, row, calls, { ...by, representation })
        return viewOf(row, representation, shown, { kin: kin.get(row.id), calls })
      }),
    )
  }

async function bodiesFor(
  bodies: BodyReader,
  row: TransactionRow,
  calls: readonly Call[],
  { representation, ...by }: By & { representation: Representation },
): Promise<Bodies> {
  if (representation !== 'full' && representation !== 'fulltruncate') return {}
  const own = [...(row.request_size === 0 ? [] : ['request']), ...(row.response_size === 0 ? [] : ['response'])]
  const parts = calls.flatMap(({ requestBody, responseBody }) => [requestBody, responseBody])
  const others = parts.filter((part): part is string => Boolean(part) && part !== 'request' && part !== 'response')
  return bodies.shown(row, [...own, ...new Set(others)], by)
}
