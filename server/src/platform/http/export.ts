// Sends a list as a file: CSV, or JSON lines. It asks the handler of the list for one page after the other, as fast as the caller reads.
import { Readable } from 'node:stream'
import type { Exported } from '@mediary/contract/api/endpoint'
import { findRows, readField } from '@mediary/contract/api/find'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { byteOrderMark, writeCsvRecord } from '../text/csv.ts'

type Format = 'csv' | 'ndjson'
type Row = Record<string, unknown>
type Query = Record<string, unknown>

const mediaTypes = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' } as const

/** Returns the format that the caller accepts, when the list has it. */
export function chooseFormat({ columns }: Exported, { headers, method }: FastifyRequest): Format | undefined {
  const accept = headers.accept ?? ''
  if (method !== 'GET') return undefined
  if (columns && /\btext\/csv\b/i.test(accept)) return 'csv'
  return /\bapplication\/(x-)?ndjson\b/i.test(accept) ? 'ndjson' : undefined
}

type Export = {
  exported: Exported
  format: Format
  query: Query
  /** Returns a page as the list returns it. */
  readPage: (query: Query) => Promise<unknown>
  response: z.ZodType | undefined
}

/** Sends the whole list, and returns false when the answer is no list. A page that cannot be read first is a problem like any other; a later one breaks the file off. */
export async function sendExport(
  { exported, format, query, readPage, response }: Export,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<boolean> {
  const read = async (at: Query): Promise<Page | undefined> => {
    reply.removeHeader('Link')
    const rows = listRows(exported, response?.parse(await readPage(at)))
    return rows && { rows, next: readNext(reply) }
  }
  const first = await read(toFirstPage(exported, query))
  if (!first) return false
  for (const name of ['Link', 'X-Searched-To']) reply.removeHeader(name)
  reply
    .type(mediaTypes[format])
    .header('content-disposition', `attachment; filename="${buildFileName(request)}.${format}"`)
  const pages = listPages(exported, query, first, read)
  void reply.send(Readable.from(writeRows(pages, format, exported.columns ?? []), { objectMode: false }))
  return true
}

type Page = { rows: Row[]; next: string | undefined }

function listRows({ rows }: Exported, answer: unknown): Row[] | undefined {
  const list: unknown = rows === undefined ? answer : readField(answer, rows)
  return Array.isArray(list) ? list : undefined
}

/** Returns the rows of a list that contain what the caller is looking for. Other answers stay as they are. */
export const selectFound = ({ find }: Exported, query: Query, answer: unknown): unknown =>
  find && typeof query.find === 'string' && Array.isArray(answer) ? findRows(find, query.find, answer) : answer

/** Returns where a list says that its next page begins, also when the page is not full: a search may have run out of time. */
function readNext(reply: FastifyReply): string | undefined {
  const [, address] = /<([^>]*)>;\s*rel="next"/.exec(String(reply.getHeader('Link') ?? '')) ?? []
  return new URLSearchParams(address?.split('?')[1]).get('before') ?? undefined
}

const toFirstPage = ({ paging }: Exported, query: Query): Query =>
  paging
    ? { ...query, after: undefined, before: undefined, [paging.limit]: paging.size, ...firstPlace[paging.by] }
    : query

/** An export begins with the first page, whichever one the caller sees. */
const firstPlace = { before: {}, filterPage: { filterPage: 0 }, page: { page: 0 } } as const

async function* listPages(
  { paging }: Exported,
  query: Query,
  first: Page,
  read: (query: Query) => Promise<Page | undefined>,
): AsyncGenerator<Row[]> {
  let page = first
  let former = new Set<unknown>()
  for (let n = 1; ; n++) {
    // What came in meanwhile moves the pages of a list that is counted by pages: a row can come twice.
    yield page.rows.filter(({ _id }) => _id === undefined || !former.has(_id))
    if (!paging) return
    former = new Set(page.rows.map(({ _id }) => _id))
    const isFull = page.rows.length === paging.size
    const before = page.next ?? (isFull ? page.rows.at(-1)?._id : undefined)
    if (paging.by === 'before' ? before === undefined : !isFull) return
    const place = paging.by === 'before' ? { before } : { [paging.by]: n }
    const following = await read({ ...toFirstPage({ paging }, query), ...place })
    if (!following) return
    page = following
  }
}

async function* writeRows(pages: AsyncIterable<Row[]>, format: Format, columns: readonly string[]) {
  if (format === 'csv') yield byteOrderMark + writeCsvRecord(columns)
  for await (const rows of pages) {
    const lines = rows.map((row) =>
      format === 'csv' ? writeCsvRecord(columns.map((column) => toCell(row, column))) : `${JSON.stringify(row)}\n`,
    )
    if (lines.length > 0) yield lines.join('')
  }
}

/** Returns the value of a column, which may be a path such as `request.method`. */
function toCell(row: Row, column: string): string {
  const value = column.split('.').reduce<unknown>(readField, row)
  if (value === undefined || value === null) return ''
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join('; ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const pagingParameters = new Set(['limit', 'filterLimit', 'filterPage', 'page', 'before', 'after', 'patience'])
const maxNameLength = 150

/** Returns the name of the file: the list, its filters and the time. A searched value may identify a patient, so only its key is named. */
function buildFileName({ query, routeOptions }: FastifyRequest): string {
  const parameters = Object.entries(typeof query === 'object' && query !== null ? query : {})
  const filters = parameters
    .filter(([name]) => !pagingParameters.has(name))
    .flatMap(([name, value]) => {
      if (name === 'patient') return [name]
      return name === 'filters' ? listFilters(String(value)) : [`${name}=${value}`]
    })
  const list = (routeOptions.url ?? '').split('/').filter((part) => part && !part.startsWith(':'))
  const time = new Date().toISOString().slice(0, 16)
  const name = [...list, ...filters].join('_').slice(0, maxNameLength)
  return `${name}_${time}`.replace(/[^A-Za-z0-9=._-]+/g, '-')
}

function listFilters(text: string): string[] {
  try {
    const filters: unknown = JSON.parse(text)
    if (typeof filters !== 'object' || filters === null) return []
    return Object.entries(filters).map(([name, value]) => {
      if (name === 'searchKey') return `searchKey=${Reflect.get(Object(value), 'name')}`
      return `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`
    })
  } catch {
    return []
  }
}
