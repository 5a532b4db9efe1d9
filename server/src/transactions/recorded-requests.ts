// Reads recorded requests for those who decide about them again, the newest first and a page at a time.
import type { HeadStore } from '../bodies/index.ts'
import type { Database } from '../platform/database/database.ts'
import { leastIdAt } from '../platform/ids.ts'
import type { TransactionRow } from './store.ts'

type Columns = 'id' | 'channel' | 'client' | 'client_ip' | 'method' | 'path' | 'request_size' | 'truncated'
/** A recorded request. `isRepeated`: it is a rerun or a retry, so that no client sent it. */
export type RecordedRequest = Pick<TransactionRow, Columns> & {
  requestedAt: number
  isRepeated: boolean
  /** A flat list. Undefined: it is damaged. */
  headers: string[] | undefined
}

type Tables = { transactions: TransactionRow; reruns: { id: string } }

const pageSize = 500

/** Yields the requests that were recorded since a time, without those of shadow mode. */
export async function* readRecordedRequests(
  { kysely, heads }: Pick<Database, 'kysely'> & { heads: Pick<HeadStore, 'load'> },
  since: number,
): AsyncGenerator<RecordedRequest> {
  const query = kysely
    .withTables<Tables>()
    .selectFrom('transactions')
    .leftJoin('reruns', 'reruns.id', 'transactions.id')
    .select(['transactions.id', 'channel', 'client', 'client_ip', 'method', 'path'])
    .select(['request_size', 'truncated', 'requested_at as requestedAt', 'reruns.id as repeated'])
    .where('transactions.id', '>=', leastIdAt(since))
    .where('shadow', 'is', null)
    .orderBy('transactions.id', 'desc')
    .limit(pageSize)
  for (let before: string | undefined; ; ) {
    const page = await (before === undefined ? query : query.where('transactions.id', '<', before)).execute()
    const found = await heads.load(page.map(({ id }) => id))
    for (const { repeated, requestedAt, ...row } of page) {
      const headers = found.get(row.id)?.requestHeaders
      yield { ...row, requestedAt: Number(requestedAt), isRepeated: repeated !== null, headers }
    }
    before = page.at(-1)?.id
    if (before === undefined || page.length < pageSize) return
  }
}
