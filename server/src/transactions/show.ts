import type { Representation } from '@mediary/contract/transactions'
import type { BodyReader, Heads } from '../bodies/index.ts'
import type { Caller } from '../platform/http/caller.ts'
import type { Call } from './calls.ts'
import { loadNames, type NameSources } from './names.ts'
import { getOwnBodyPart } from './primary-call-view.ts'
import type { TransactionRow, TransactionStore } from './store.ts'
import { type Bodies, toView } from './view.ts'

/** `limit`: bytes of each body. */
type ShowOptions = { caller: Caller; limit: number; reason?: string | undefined }

type PresenterDependencies = NameSources & {
  transactions: Pick<TransactionStore, 'lineage' | 'calls' | 'heads'>
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
    const detailed = representation !== 'simple' && representation !== 'bulkrerun'
    const ids = rows.map(({ id }) => id)
    const [lineages, findNames, heads] = await Promise.all([
      known ?? transactions.lineage(ids),
      loadNames(rows, sources),
      transactions.heads.load(detailed ? ids : []),
    ])
    return Promise.all(
      rows.map(async (row) => {
        const calls = detailed ? await transactions.calls(row.id) : []
        const recorded = { heads: heads.get(row.id), lineage: lineages.get(row.id), calls, names: findNames(row) }
        return toView(row, representation, await loadBodies(bodies, row, recorded, { ...by, representation }), recorded)
      }),
    )
  }

async function loadBodies(
  bodies: BodyReader,
  row: TransactionRow,
  { calls, heads }: { calls: readonly Call[]; heads: Heads | undefined },
  { representation, ...by }: ShowOptions & { representation: Representation },
): Promise<Bodies> {
  if (representation !== 'full' && representation !== 'fulltruncate') return {}
  const own = [...(row.request_size === 0 ? [] : ['request']), ...(row.response_size === 0 ? [] : ['response'])]
  const ofCalls = calls.flatMap(({ requestBody, responseBody }) => [requestBody, responseBody])
  const names = [...ofCalls, getOwnBodyPart(heads)]
  const others = names.filter((part): part is string => Boolean(part) && part !== 'request' && part !== 'response')
  return bodies.shown(row, [...own, ...new Set(others)], by)
}
