import type { Transaction } from '@mediary/contract/transactions'
import type { TransactionStatus } from '@mediary/contract/transactions/statuses'
import { type TimeRange, toInstants } from './ranges.ts'

type Search = {
  range?: TimeRange | undefined
  since?: string | undefined
  until?: string | undefined
  status?: TransactionStatus | undefined
  channel?: string | undefined
  client?: string | undefined
  method?: string | undefined
  path?: string | undefined
  code?: string | undefined
}

/** The current time, and the zone in which a day begins. */
type Moment = { now: number; zone?: string | undefined }

const pickGiven = (key: string, value: unknown) => (value === undefined || value === '' ? {} : { [key]: value })
const parseInstant = (local: string | undefined) => {
  const time = Date.parse(local ?? '')
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}

/** Returns the filters of the API for the parameters of the address. A half-typed code or date filters nothing. */
export function toFilters(search: Search, { now, zone }: Moment = { now: Date.now() }): Record<string, unknown> {
  const range = search.range
    ? Object.fromEntries(
        Object.entries(toInstants(search.range, now, zone)).map(([key, at]) => [key, new Date(at).toISOString()]),
      )
    : { ...pickGiven('$gte', parseInstant(search.since)), ...pickGiven('$lte', parseInstant(search.until)) }
  const code = /^([1-5]\d\d|[1-5]xx)$/i.test(search.code ?? '') ? search.code?.toLowerCase() : undefined
  return {
    ...pickGiven('status', search.status),
    ...pickGiven('channelID', search.channel),
    ...pickGiven('clientID', search.client),
    ...pickGiven('request.method', search.method),
    ...pickGiven('request.path', search.path),
    ...pickGiven('response.status', code),
    ...(Object.keys(range).length > 0 ? { 'request.timestamp': range } : {}),
  }
}

export const measureDuration = ({ request, response }: Pick<Transaction, 'request' | 'response'>) =>
  response && Date.parse(response.timestamp) - Date.parse(request.timestamp)

type Headers = Record<string, string | string[]>

const hidden = /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key|x-auth-.*|.*token.*|.*secret.*)$/i
const ownToCurl = /^(host|content-length|connection|transfer-encoding|accept-encoding)$/i
const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/** Returns the request as a curl command, without headers that may contain a secret. */
export function toCurl(request: Transaction['request'], body: string | undefined, base: string): string {
  const headers: Headers = request.headers ?? {}
  const shown = Object.entries(headers).filter(([name]) => !hidden.test(name) && !ownToCurl.test(name))
  const query = request.querystring ? `?${request.querystring.replace(/^\?/, '')}` : ''
  return [
    `curl -X ${request.method} ${quote(base + request.path + query)}`,
    ...shown.flatMap(([name, value]) => [value].flat().map((one) => `-H ${quote(`${name}: ${one}`)}`)),
    ...(body ? [`--data-binary ${quote(body)}`] : []),
  ].join(' \\\n  ')
}
