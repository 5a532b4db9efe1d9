import { isOrchestrationKey, isRouteKey } from '../../calls.ts'
import type { IndexedRow } from './rows.ts'

/** The indexed fields. A field has a posting list for each value; a text field has a trigram filter. */
export type Field =
  | ('channel' | 'client' | 'status' | 'code' | 'method' | 'host' | 'port' | 'rerunnable' | 'error' | 'property')
  | ('route.name' | 'route.code' | 'route.method' | 'route.host' | 'route.port')
  | ('call.name' | 'call.code' | 'call.method' | 'call.host' | 'call.port')
export type TextField = 'path' | 'query' | 'route.path' | 'route.query' | 'call.path' | 'call.query' | 'primary.path'

/** A trigram filter gives segments only. For the texts of calls, the posting lists of a field that every such call has give the ordinals. */
export const boundingFields: [text: TextField, ofAll: Field][] = [
  ['route.path', 'route.code'],
  ['route.query', 'route.code'],
  ['call.path', 'call.code'],
  ['call.query', 'call.code'],
]

export type IndexedCall = {
  transaction_id: string
  key: string
  name: string
  status: number | null
  definition: string
}

export type FieldSink = {
  value: (field: Field, value: string | undefined) => void
  /** The transactions may have any value of the field. */
  any: (field: Field) => void
  text: (field: TextField, text: string) => void
}

/** The value of a missing field. */
export const absentValue = ''

const hostAndPort = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/

export const withoutPort = (host: string) => hostAndPort.exec(host)?.[1] ?? host

const fingerprintFields = ['channel', 'client', 'status', 'method', 'code', 'rerunnable', 'error'] as const

/** Tells if transactions with a fingerprint may still change without an invalidation. */
export const isUnfinished = (common: string) => ['Processing', 'Pending Async'].includes(common.split('\t', 3)[2] ?? '')

export function collectFingerprint(common: string, { value, any }: FieldSink) {
  const values = common.split('\t')
  for (const [i, field] of fingerprintFields.entries()) value(field, values[i] ?? absentValue)
  const host = values.slice(fingerprintFields.length).join('\t')
  const match = host.startsWith('+') ? hostAndPort.exec(host.slice(1)) : []
  if (match) {
    value('host', match[1]?.toLowerCase() ?? absentValue)
    value('port', match[2] ?? absentValue)
  } else {
    any('host')
    any('port')
  }
}

export function collectRow({ path, query, properties }: IndexedRow, { value, text }: FieldSink) {
  text('path', path)
  text('query', query)
  if (properties !== null) collectProperties(properties, value)
}

export const toPropertyValue = (key: string, value: unknown) => `${key}=${value}`

function collectProperties(json: string, value: FieldSink['value']) {
  for (const [key, it] of Object.entries(JSON.parse(json))) {
    value('property', key)
    if (typeof it !== 'object') value('property', toPropertyValue(key, it))
  }
}

/** Indexes the call of the primary route. Its method, query string and status are those of the transaction. */
export function collectPrimaryCall(json: string, { value, text }: FieldSink) {
  const { name, host, port, path } = JSON.parse(json)
  value('call.name', name)
  value('call.host', String(host).toLowerCase())
  value('call.port', String(port))
  text('primary.path', String(path))
}

/** Indexes a secondary route, or a call that a mediator reports. The calls that a route reports are not indexed. */
export function collectCall({ key, name, status, definition }: IndexedCall, { value, text }: FieldSink) {
  const of = isRouteKey(key) ? 'route' : isOrchestrationKey(key) ? 'call' : undefined
  if (!of) return
  const { request = {} } = JSON.parse(definition)
  value(`${of}.name`, name)
  value(`${of}.code`, status === null ? absentValue : String(status))
  value(`${of}.method`, request.method)
  value(`${of}.host`, request.host === undefined ? undefined : String(request.host).toLowerCase())
  value(`${of}.port`, request.port === undefined ? undefined : String(request.port))
  text(`${of}.path`, request.path ?? '')
  text(`${of}.query`, request.querystring ?? '')
}
