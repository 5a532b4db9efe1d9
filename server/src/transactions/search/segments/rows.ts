// Reads what a segment is built from.
import type { SQLOutputValue } from 'node:sqlite'
import { type RawBuilder, sql } from 'kysely'
import { whenFree } from '../../../platform/concurrency/when-free.ts'
import type { Database, SqliteParts } from '../../../platform/database/database.ts'

/** The indexed columns of a transaction. Many transactions share a `fingerprint`, so that it is parsed once for all of them. */
export type IndexedRow = {
  id: string
  fingerprint: string
  path: string
  query: string
  /** The call of the primary route, without its time: calls to the same place are equal. */
  upstream: string | null
  properties: string | null
}

/** The fields with few values, separated by tabs. Only the host, the last field, may contain a tab. */
const fingerprint = [
  'channel',
  `coalesce(client, '')`,
  'status',
  'method',
  `coalesce(cast(response_status as text), '')`,
  'can_rerun',
  'case when error is null then 0 else 1 end',
  `case when host is null then '-' else '+' || host end`,
].join(` || '\t' || `)

/** The time and what stands behind it, such as the headers, is most of the text. */
const time = `',"at":'`
const cutBefore = (found: string) =>
  `case when ${found} > 0 then substr(upstream, 1, ${found} - 1) || '}' else upstream end`
const upstream = {
  sqlite: cutBefore(`instr(upstream, ${time})`),
  postgres: cutBefore(`strpos(upstream, ${time})`),
}

type Range = { after: string; last: string }
type Bounds = Record<keyof Range, RawBuilder<unknown>>

const buildQuery = (engine: Database['engine'], { after, last }: Bounds) =>
  sql<IndexedRow>`select id, ${sql.raw(fingerprint)} as fingerprint, path, query, ${sql.raw(upstream[engine])} as upstream,
    properties from transactions where id > ${after} and id <= ${last} order by id`

/** Reads the transactions of a range in the order of their ids, and returns what is made of them. */
export async function readRows<T>(
  database: Database,
  range: Range,
  use: (rows: Iterable<IndexedRow>) => T,
): Promise<T> {
  if (database.engine === 'sqlite') return whenFree(database, () => use(iterateRows(database, range)))
  const query = buildQuery('postgres', { after: sql.val(range.after), last: sql.val(range.last) })
  return use((await query.execute(database.kysely)).rows)
}

const toText = (value: SQLOutputValue | undefined) => (typeof value === 'string' ? value : null)

/** Row by row: thousands of rows in memory at once cost as much to make and to collect as all the rest of a segment. */
function* iterateRows({ sqlite, kysely }: Database & SqliteParts, { after, last }: Range): Generator<IndexedRow> {
  const { sql: text } = buildQuery('sqlite', { after: sql.raw('?'), last: sql.raw('?') }).compile(kysely)
  const statement = sqlite.prepare(text)
  statement.setReturnArrays(true)
  for (const row of statement.iterate(after, last)) {
    yield {
      id: String(row[0]),
      fingerprint: String(row[1]),
      path: String(row[2]),
      query: String(row[3]),
      upstream: toText(row[4]),
      properties: toText(row[5]),
    }
  }
}
