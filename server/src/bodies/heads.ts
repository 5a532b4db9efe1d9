// Reads the heads of transactions: their headers, and the call of the primary route.
import { type BodyFiles, DamagedBodyError } from '../platform/body-files/body-files.ts'
import type { Database } from '../platform/database/database.ts'
import { inChunks } from '../platform/database/in-chunks.ts'
import { gone } from '../platform/http/problem.ts'
import { type FoundMessages, type MessageColumns, messageColumns, readMessage, toMessagePlace } from './messages.ts'

/** An empty text stands in a row whose message is in a body file. */
type HeadColumns = { id: string; request_headers: string; response_headers: string | null; upstream: string | null }
type Row = HeadColumns & FoundMessages
type Tables = { transactions: HeadColumns & MessageColumns }

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
export function headStore(database: Database) {
  const db = database.kysely.withTables<Tables>()

  const select = (ids: readonly string[]): Promise<Row[]> =>
    inChunks(ids, (some) =>
      db
        .selectFrom('transactions')
        .select(['id', 'request_headers', 'response_headers', 'upstream'])
        .$if(database.engine === 'sqlite', (query) => query.select(messageColumns))
        .where('id', 'in', some)
        .execute(),
    )

  /** Loads the heads of transactions by their ids. Those of transactions that are not in the record are missing. */
  const load = async (ids: readonly string[], former = new Map<string, Row>()): Promise<Map<string, Heads>> => {
    const rows = await select(ids)
    const heads = new Map(rows.map((row) => [row.id, readHeads(database, row)]))
    // The file may be written anew meanwhile, or the body removed: then the row says where the head is now.
    const moved = rows.filter((row) => !isWhole(heads.get(row.id)) && !isSamePlace(row, former.get(row.id)))
    if (moved.length === 0) return heads
    const again = await load(
      moved.map(({ id }) => id),
      new Map(moved.map((row) => [row.id, row])),
    )
    return new Map([...heads, ...again])
  }

  const find = async (id: string) => (await load([id])).get(id)

  return {
    load: (ids: readonly string[]) => load(ids),
    find,

    /** Returns the headers of a request that is to be sent again. Throws, as for a body, when they are damaged. */
    async readRequest(id: string): Promise<string[]> {
      const headers = (await find(id))?.requestHeaders
      if (!headers) throw gone('body-damaged', { name: 'request' })
      return headers
    },
  }
}

const isWhole = (heads: Heads | undefined) => heads?.requestHeaders !== undefined && heads.responseHeaders !== undefined

const isSamePlace = (row: Row, former: Row | undefined) =>
  former !== undefined &&
  (['request_file', 'request_position', 'response_file', 'response_position'] as const).every(
    (column) => row[column] === former[column],
  )

/** Reads the heads of a row as it was found. */
export function readHeads(database: Database, row: Row): Heads {
  const files = database.engine === 'sqlite' ? database.bodyFiles : undefined
  return { requestHeaders: readRequestHeaders(files, row), ...readAnswer(files, row) }
}

function readRequestHeaders(files: BodyFiles | undefined, row: Row): string[] | undefined {
  const text = toMessagePlace(row, 'request') ? readHead(files, row, 'request') : row.request_headers
  return text ? JSON.parse(text) : undefined
}

function readAnswer(files: BodyFiles | undefined, row: Row): Pick<Heads, 'responseHeaders' | 'upstream'> {
  const { response_headers, upstream } = row
  if (!toMessagePlace(row, 'response'))
    return { responseHeaders: response_headers === null ? null : parseIfThere(response_headers), upstream }
  const text = readHead(files, row, 'response')
  if (text === undefined) return { responseHeaders: undefined, upstream }
  const [responseHeaders, call] = JSON.parse(text)
  return { responseHeaders, upstream: call === null ? upstream : JSON.stringify(call) }
}

const parseIfThere = (text: string): string[] | undefined => (text === '' ? undefined : JSON.parse(text))

/** Undefined: it is damaged, or was forgotten. */
function readHead(files: BodyFiles | undefined, row: Row, side: 'request' | 'response'): string | undefined {
  try {
    return readMessage(files, row, side)?.head.toString()
  } catch (error) {
    if (error instanceof DamagedBodyError) return undefined
    throw error
  }
}
