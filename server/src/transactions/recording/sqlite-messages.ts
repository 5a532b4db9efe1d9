// Writes transactions whose heads stand in body files: the rows of SQLite have only where.
import type { DatabaseSync } from 'node:sqlite'
import type { NewEntry, Place } from '../../platform/body-files/entry.ts'
import type { Begun, Outcome } from './entries.ts'
import type { OnConflict } from './sqlite-transactions.ts'
import { ownedByMediator } from './status-owner.ts'

type Value = string | number | null
type Values = readonly Value[]

const noBytes = Buffer.alloc(0)

/** Builds the entry of a request: its headers, and its body when it was whole. */
export const toRequestEntry = ({ id, requestHeaders, requestBody }: Begun): NewEntry => ({
  id,
  part: 'request',
  n: 0,
  head: requestHeaders,
  bytes: requestBody ?? noBytes,
})

/** Builds the entry of an answer: its headers and the call of the primary route, and its body when it was whole. */
export const toResponseEntry = ({ id, responseHeaders, upstream, responseBody }: Outcome): NewEntry => ({
  id,
  part: 'response',
  n: 0,
  head: `[${responseHeaders},${upstream}]`,
  bytes: responseBody ?? noBytes,
})

/** What the beginning and the outcome both tell. The outcome knows better. */
const shared = ['status', 'request_size', 'can_rerun'] as const

const begunColumns = [
  ...([
    'id',
    ...shared,
    'channel',
    'client',
    'client_ip',
    'recognised',
    'credential',
    'requested_at',
    'method',
  ] as const),
  ...(['host', 'path', 'query', 'request_key', 'request_position', 'request_head_size', 'request_body_size'] as const),
]

/** Returns the values of the beginning, in the order of the columns. */
export function toBegunValues(row: Begun, place: Place): Value[] {
  const bodySize = row.requestBody?.length ?? 0
  return [
    row.id,
    row.status,
    row.requestSize,
    Number(row.canRerun),
    row.channel,
    row.client,
    row.clientIp,
    row.recognised,
    row.credential,
    row.requestedAt,
    row.method,
    row.host,
    row.path,
    row.query,
    bodySize > 0 ? (row.bodyKey ?? null) : null,
    place.position,
    place.headSize,
    bodySize,
  ]
}

const outcomeColumns = [
  ...([
    ...shared,
    'responded_at',
    'response_status',
    'response_size',
    'upstream',
    'error',
    'response_location',
  ] as const),
  ...(['response_key', 'response_position', 'response_head_size', 'response_body_size'] as const),
]

/** Returns the values of the outcome, in the order of the columns, the id last. */
export function toOutcomeValues(row: Outcome, place: Place): Value[] {
  const bodySize = row.responseBody?.length ?? 0
  return [
    row.status,
    row.requestSize,
    Number(row.canRerun),
    row.respondedAt,
    row.responseStatus,
    row.responseSize,
    readPlaceOfCall(row.upstream),
    row.error,
    findLocation(row.responseHeaders),
    bodySize > 0 ? (row.bodyKey ?? null) : null,
    place.position,
    place.headSize,
    bodySize,
    row.id,
  ]
}

/** The time and what stands behind it, such as the headers that were sent, stay in the body file. */
function readPlaceOfCall(upstream: string | null): string | null {
  const end = upstream?.indexOf(',"at":') ?? -1
  return upstream === null || end === -1 ? upstream : `${upstream.slice(0, end)}}`
}

/** Returns the address that an answer gives, for those who look for patients in the rows. */
function findLocation(headers: string | null): string | null {
  if (headers === null || !/"location"\s*,/i.test(headers)) return null
  const flat: string[] = JSON.parse(headers)
  return flat.find((_, i) => i % 2 === 1 && flat[i - 1]?.toLowerCase() === 'location') ?? null
}

/** Returns the statements that write a transaction: its beginning, its outcome, or both at once. `file`: the body file of its heads. */
export function prepareMessages(sqlite: DatabaseSync, onConflict: OnConflict = '') {
  const insert = (columns: readonly string[]) =>
    sqlite.prepare(`insert into transactions (${columns.join(', ')}, request_headers)
      values (${columns.map(() => '?').join(', ')}, '') ${onConflict}`)
  const begin = insert(['request_file', ...begunColumns])
  const wholeColumns = ['request_file', 'response_file', ...begunColumns, ...outcomeColumns.slice(shared.length)]
  const whole = insert(wholeColumns)
  const changes = outcomeColumns.map((column) => {
    if (column === 'status') return `status = case when status_owner = ${ownedByMediator} then status else ? end`
    return column === 'error' ? 'error = coalesce(?, error)' : `${column} = ?`
  })
  const complete = sqlite.prepare(
    `update transactions set response_file = ?, response_headers = null, ${changes.join(', ')} where id = ?`,
  )
  return {
    begin: (file: number, values: Values) => void begin.run(file, ...values),
    complete: (file: number, values: Values) => void complete.run(file, ...values),
    whole(file: number, begun: Values, outcome: Values) {
      const [id = null] = begun
      const both = [id, ...outcome.slice(0, shared.length), ...begun.slice(1 + shared.length)]
      const { changes: inserted } = whole.run(file, file, ...both, ...outcome.slice(shared.length, -1))
      // Its beginning was written before: of a frame that was written twice.
      if (inserted === 0) complete.run(file, ...outcome)
    },
  }
}
