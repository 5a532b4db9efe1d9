import { sql } from 'kysely'
import { isOrchestrationKey, isRouteKey } from '../../calls.ts'

/** What a transaction is summarised by. The values of the first are few; of the second, only parts are known. */
export type Facet =
  | ('channel' | 'client' | 'status' | 'code' | 'method' | 'host' | 'port' | 'rerunnable' | 'error' | 'property')
  | ('route.name' | 'route.code' | 'route.method' | 'route.host' | 'route.port')
  | ('call.name' | 'call.code' | 'call.method' | 'call.host' | 'call.port')
export type TextFacet = 'path' | 'query' | 'route.path' | 'route.query' | 'call.path' | 'call.query' | 'primary.path'

/** Of texts only their blocks are known; but of which transactions those of calls may be, from what every such call has. */
export const placesOfText: [text: TextFacet, ofAll: Facet][] = [
  ['route.path', 'route.code'],
  ['route.query', 'route.code'],
  ['call.path', 'call.code'],
  ['call.query', 'call.code'],
]

/** A transaction as far as it is searched by its values; `said`: what many have in common, as one text. */
export type FacetRow = {
  id: string
  said: string
  path: string
  query: string
  upstream: string | null
  properties: string | null
}
/** The engine joins it faster than rows of so many columns are made. Only the host, the last of it, may contain a tab. */
export const said = sql<string>`${sql.join(
  [
    sql`channel`,
    sql`coalesce(client, '')`,
    sql`status`,
    sql`method`,
    sql`coalesce(cast(response_status as text), '')`,
    sql`can_rerun`,
    sql`case when error is null then 0 else 1 end`,
    sql`case when host is null then '-' else '+' || host end`,
  ],
  sql` || ${sql.lit('\t')} || `,
)}`

export type FacetCall = { transaction_id: string; key: string; name: string; status: number | null; definition: string }

export type Found = {
  value: (facet: Facet, value: string | undefined) => void
  /** It may have any value of the facet. */
  any: (facet: Facet) => void
  text: (facet: TextFacet, text: string) => void
}

/** What is not there. */
export const absent = ''

const hostAndPort = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/

export const withoutPort = (host: string) => hostAndPort.exec(host)?.[1] ?? host

const facetsSaid = ['channel', 'client', 'status', 'method', 'code', 'rerunnable', 'error'] as const

/** It may change without anybody saying so. */
export const mayChange = (common: string) => ['Processing', 'Pending Async'].includes(common.split('\t', 3)[2] ?? '')

export function saidFacets(common: string, { value, any }: Found) {
  const values = common.split('\t')
  for (const [i, facet] of facetsSaid.entries()) value(facet, values[i] ?? absent)
  const host = values.slice(facetsSaid.length).join('\t')
  const parts = host.startsWith('+') ? hostAndPort.exec(host.slice(1)) : []
  if (parts) {
    value('host', parts[1]?.toLowerCase() ?? absent)
    value('port', parts[2] ?? absent)
  } else {
    any('host')
    any('port')
  }
}

export function ownFacets({ path, query, properties }: FacetRow, { value, text }: Found) {
  text('path', path)
  text('query', query)
  if (properties !== null) propertiesOf(properties, value)
}

export const propertyValue = (key: string, value: unknown) => `${key}=${value}`

function propertiesOf(json: string, value: Found['value']) {
  for (const [key, it] of Object.entries(JSON.parse(json))) {
    value('property', key)
    if (typeof it !== 'object') value('property', propertyValue(key, it))
  }
}

/** The call of the primary route, of which method, query string and status are those of the transaction. */
export function primaryFacets(json: string, { value, text }: Found) {
  const { name, host, port, path } = JSON.parse(json)
  value('call.name', name)
  value('call.host', String(host).toLowerCase())
  value('call.port', String(port))
  text('primary.path', String(path))
}

/** When it was asked stands last, and says nothing of where. */
export const withoutTime = (upstream: string) => {
  const end = upstream.lastIndexOf(',"at":')
  return end < 0 ? upstream : `${upstream.slice(0, end)}}`
}

/** A secondary route, or a call that a mediator reports; those that a route reports are not searched. */
export function callFacets({ key, name, status, definition }: FacetCall, { value, text }: Found) {
  const of = isRouteKey(key) ? 'route' : isOrchestrationKey(key) ? 'call' : undefined
  if (!of) return
  const { request = {} } = JSON.parse(definition)
  value(`${of}.name`, name)
  value(`${of}.code`, status === null ? absent : String(status))
  value(`${of}.method`, request.method)
  value(`${of}.host`, request.host === undefined ? undefined : String(request.host).toLowerCase())
  value(`${of}.port`, request.port === undefined ? undefined : String(request.port))
  text(`${of}.path`, request.path ?? '')
  text(`${of}.query`, request.querystring ?? '')
}
