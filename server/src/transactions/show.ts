import type { Representation } from '@mediary/contract/transactions'
import type { BodyReader } from '../bodies/index.ts'
import type { Caller } from '../platform/http/caller.ts'
import type { Call } from './calls.ts'
import { loadNames, type NameSources } from './names.ts'
import { getOwnBodyPart } from './primary-call-view.ts'
import type { TransactionRow, TransactionStore } from './store.ts'
import { type Bodies, toView } from './view.ts'

/** `limit`: bytes of each body. */
type ShowOptions = { caller: Caller; limit: number; reason?: string | undefined }

type PresenterDependencies = NameSources & {
  transactions: Pick<TransactionStore, 'lineage' | 'calls'>
  bodies: BodyReader
}

/** Shows transactions to a caller. */
export const transactionPresenter =
  ({ transactions, bodies, ...sources }: PresenterDependencies) =>
  async (
    rows: TransactionRow[],
    representation: Representation,
    by: ShowOptions,
    known?: ReturnType<typeof transactions.lineage>,
  ) => {
    const [lineages, findNames] = await Promise.all([
      known ?? transactions.lineage(rows.map(({ id }) => id)),
      loadNames(rows, sources),
    ])
    const detailed = representation !== 'simple' && representation !== 'bulkrerun'
    return Promise.all(
      rows.map(async (row) => {
        const calls = detailed ? await transactions.calls(row.id) : []
        const shown = await loadBodies(bodies, row, calls, { ...by, representation })
        return toView(row, representation, shown, { lineage: lineages.get(row.id), calls, names: findNames(row) })
      }),
    )
  }

async function loadBodies(
  bodies: BodyReader,
  row: TransactionRow,
  calls: readonly Call[],
  { representation, ...by }: ShowOptions & { representation: Representation },
): Promise<Bodies> {
  if (representation !== 'full' && representation !== 'fulltruncate') return {}
  const own = [...(row.request_size === 0 ? [] : ['request']), ...(row.response_size === 0 ? [] : ['response'])]
  const ofCalls = calls.flatMap(({ requestBody, responseBody }) => [requestBody, responseBody])
  const names = [...ofCalls, getOwnBodyPart(row)]
  const others = names.filter((part): part is string => Boolean(part) && part !== 'request' && part !== 'response')
  return bodies.shown(row, [...own, ...new Set(others)], by)
}
