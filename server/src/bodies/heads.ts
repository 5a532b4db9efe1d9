// Reads the heads of transactions: their headers, and the call of the primary route.
import type { Database } from '../platform/database/database.ts'
import { inChunks } from '../platform/database/in-chunks.ts'
import { gone } from '../platform/http/problem.ts'

type Row = { id: string; request_headers: string; response_headers: string | null; upstream: string | null }
type Tables = { transactions: Row }

/** Flat lists: name, value, name, value … Undefined: what is stored is damaged or gone. */
export type Heads = {
  requestHeaders: string[] | undefined
  /** Null when there was no answer. */
  responseHeaders: string[] | null | undefined
  /** The call of the primary route, as JSON. */
  upstream: string | null
}

export type HeadStore = ReturnType<typeof headStore>

/** The one reader of what is kept of heads. */
export function headStore({ kysely }: Pick<Database, 'kysely'>) {
  const db = kysely.withTables<Tables>()

  /** Loads the heads of transactions by their ids. Those of transactions that are not in the record are missing. */
  const load = async (ids: readonly string[]): Promise<Map<string, Heads>> => {
    const rows = await inChunks(ids, (some) =>
      db
        .selectFrom('transactions')
        .select(['id', 'request_headers', 'response_headers', 'upstream'])
        .where('id', 'in', some)
        .execute(),
    )
    return new Map(rows.map((row) => [row.id, toHeads(row)]))
  }

  const find = async (id: string) => (await load([id])).get(id)

  return {
    load,
    find,

    /** Returns the headers of a request that is to be sent again. Throws, as for a body, when they are damaged. */
    async readRequest(id: string): Promise<string[]> {
      const headers = (await find(id))?.requestHeaders
      if (!headers) throw gone('body-damaged', { name: 'request' })
      return headers
    },
  }
}

const toHeads = ({ request_headers, response_headers, upstream }: Row): Heads => ({
  requestHeaders: JSON.parse(request_headers),
  responseHeaders: response_headers === null ? null : JSON.parse(response_headers),
  upstream,
})
