import type { DatabaseSync } from 'node:sqlite'
import type { Begun, Outcome } from './entries.ts'
import { ownedByMediator } from './status-owner.ts'

type Values = readonly (string | number | null)[]

const begunColumns = `id, channel, client, client_ip, recognised, credential, status, requested_at, method, host, path, query,
  request_headers, request_size, can_rerun`

/** In the order of the columns. */
export const toBegunValues = (row: Begun) => [
  row.id,
  row.channel,
  row.client,
  row.clientIp,
  row.recognised,
  row.credential,
  row.status,
  row.requestedAt,
  row.method,
  row.host,
  row.path,
  row.query,
  row.requestHeaders,
  row.requestSize,
  Number(row.canRerun),
]

/** In the order of the statement, the id last. */
export const toOutcomeValues = (row: Outcome) => [
  row.status,
  row.respondedAt,
  row.responseStatus,
  row.responseHeaders,
  row.responseSize,
  row.requestSize,
  Number(row.canRerun),
  row.upstream,
  row.error,
  row.id,
]

/** The clause for a row that is there already. Only what is written from a journal may be. */
export type OnConflict = '' | 'on conflict do nothing'

/** The statements that write a transaction: its beginning, its outcome, or both at once. */
export function prepareTransactions(sqlite: DatabaseSync, onConflict: OnConflict = '') {
  const begin = sqlite.prepare(
    `insert into transactions (${begunColumns}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ${onConflict}`,
  )
  const complete = sqlite.prepare(
    `update transactions set status = case when status_owner = ${ownedByMediator} then status else ? end, responded_at = ?,
       response_status = ?, response_headers = ?, response_size = ?, request_size = ?, can_rerun = ?, upstream = ?,
       error = coalesce(?, error) where id = ?`,
  )
  const whole = sqlite.prepare(
    `insert into transactions (${begunColumns}, responded_at, response_status, response_headers, response_size, upstream, error)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ${onConflict}`,
  )
  return {
    begin: (values: Values) => void begin.run(...values),
    complete: (values: Values) => void complete.run(...values),
    /** The outcome tells the status, the size of the request and if it can be sent again. */
    whole(begun: Values, outcome: Values) {
      const [status, respondedAt, responseStatus, responseHeaders, size, requestSize, canRerun, ...rest] = outcome
      const ends = [requestSize, canRerun, respondedAt, responseStatus, responseHeaders, size, ...rest.slice(0, 2)]
      const values = [...begun.slice(0, 6), status, ...begun.slice(7, 13), ...ends]
      whole.run(...values.map((value) => value ?? null))
    },
  }
}
