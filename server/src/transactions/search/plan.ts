import type { TransactionFilters } from '@mediary/contract/transactions/filters'
import { sql } from 'kysely'
import { jsonHas } from '../../platform/database/json-field.ts'
import type { Reader } from '../../platform/database/reader.ts'
import { leastIdAt } from '../../platform/ids.ts'
import { callParts, textLeaves } from './call-filters.ts'
import { codeLeaf, hasCode } from './codes.ts'
import {
  all,
  among,
  type Between,
  type Choice,
  type Condition,
  hasRow,
  hosts,
  namedIn,
  ports,
  type TextChoice,
  takes,
  texts,
} from './conditions.ts'
import { kinParts } from './lineage-filters.ts'
import { type Leaf, leafOf, oneOfNamed } from './predicates.ts'
import { type Facet, propertyValue, withoutPort } from './segments/fields.ts'
import { type Asked, type Bounds, everything, type Stream } from './slice.ts'

/** As a value of a search key may stand in the index: itself, and its hash. */
export type KeptValues = (key: { name: string; value: string }) => string[]

/**
 * What one filter asks of a transaction, and where that is quicker, the same of many at once; the streams that give nothing else;
 * what it asks of what a block is summarised by; whether it is about a column alone.
 */
type Part = {
  condition: Condition
  ofMany?: (ids: Between) => Condition
  streams?: Stream[] | undefined
  leaves?: Leaf[]
  plain?: true
}

/** `plain`: every filter is about a column, of whose values an engine knows how many there are. */
export type Plan = Asked & { streams: Stream[]; leaves: Leaf[]; ids: Bounds; plain: boolean }

const mostStreams = 60

/**
 * Some filters are answered by small tables, whose streams are followed. All others ask the blocks, and look at what those
 * say may match; what no block knows is asked of one transaction after the other, the newest first.
 */
export function plan(
  engine: Reader['engine'],
  filters: TransactionFilters,
  channels: 'all' | Set<string>,
  kept: KeptValues,
): Plan {
  const parts: Part[] = [...ownParts(filters, channels, kept), ...kinParts(filters), ...inBlocks(engine, filters)]
  const streams = parts.flatMap((part) => (part.streams && part.streams.length <= mostStreams ? [part.streams] : []))[0]
  return {
    streams: streams ?? [everything],
    leaves: streams ? [] : parts.flatMap(({ leaves = [] }) => leaves),
    rest: parts.length ? all(parts.map(({ condition }) => condition)) : undefined,
    restOf: (ids) => (parts.length ? all(parts.map(({ condition, ofMany }) => ofMany?.(ids) ?? condition)) : undefined),
    ids: boundsOf(filters['request.timestamp'] ?? {}),
    plain: parts.every(({ plain }) => plain),
  }
}

function ownParts({ _id, searchKey, channelID }: TransactionFilters, channels: 'all' | Set<string>, kept: KeptValues) {
  const seen = channels === 'all' ? undefined : { $in: [...channels] }
  return [
    ...(_id ? [identified(_id)] : []),
    ...(searchKey ? [keyed(searchKey.name, kept(searchKey))] : []),
    ...(channelID ? [valued('channel', 'channel', channelID)] : []),
    ...(seen ? [valued('channel', 'channel', seen)] : []),
  ]
}

function identified(choice: Choice<string>): Part {
  const streams = namedIn(choice)?.map((id): Stream => ({ ...everything, where: sql`id = ${id}` }))
  return { condition: all(among(sql`id`, choice)), streams }
}

function keyed(name: string, values: string[]): Part {
  const streams = values.map((value): Stream => {
    const where = sql<boolean>`name = ${name} and value = ${value}`
    return { table: 'search_keys', id: 'transaction_id', where }
  })
  const condition: Condition = hasRow(sql`from search_keys k where k.transaction_id = transactions.id
    and k.name = ${name} and k.value in (${sql.join(values)})`)
  return { condition, streams }
}

const valued = (column: string, facet: Facet, choice: Choice<string>): Part => ({
  condition: all(among(sql.ref(column), choice)),
  leaves: [leafOf([facet], choice)],
  plain: true,
  ...(namedIn(choice)?.length === 0 && { streams: [] }),
})

/** A host may be asked for with its port. */
const withoutPorts = ({ $eq, $in, ...choice }: Choice<string>): Choice<string> => ({
  ...choice,
  ...($eq !== undefined && { $in: [$eq, withoutPort($eq)] }),
  ...($in && { $in: $in.flatMap((host) => [host, withoutPort(host)]) }),
})

function inBlocks(engine: Reader['engine'], filters: TransactionFilters): Part[] {
  const { status, clientID, canRerun, error, properties } = filters
  const { 'request.method': method, 'request.host': host, 'request.port': port, 'response.status': code } = filters
  return [
    ...(error ? [failed(error.$exists)] : []),
    ...(status ? [valued('status', 'status', status)] : []),
    ...(code ? [answered(code)] : []),
    ...(canRerun ? [rerunnable(canRerun)] : []),
    ...(properties ? reported(engine, properties) : []),
    ...callParts(engine, filters),
    ...(clientID ? [valued('client', 'client', clientID)] : []),
    ...(method ? [valued('method', 'method', method)] : []),
    ...(host ? [{ condition: all(hosts(host)), leaves: [leafOf(['host'], withoutPorts(host))] }] : []),
    ...(port ? [{ condition: all(ports(port)), leaves: [leafOf(['port'], port)] }] : []),
    ...text('path', filters['request.path']),
    ...text('query', filters['request.querystring']),
  ]
}

const text = (name: 'path' | 'query', choice: TextChoice | undefined): Part[] =>
  choice ? [{ condition: all(texts(sql.ref(name), choice)), leaves: textLeaves([name], choice) }] : []

const failed = (exists: boolean): Part => ({
  condition: exists ? sql`error is not null` : sql`error is null`,
  leaves: [oneOfNamed(['error'], [exists ? '1' : '0'])],
  plain: true,
})

const answered = (filter: Parameters<typeof codeLeaf>[1]): Part => ({
  condition: hasCode(sql`response_status`, filter),
  leaves: [codeLeaf(['code'], filter)],
  plain: true,
})

function rerunnable(choice: Choice<boolean>): Part {
  const taken = [true, false].filter((value) => takes(choice, value)).map(Number)
  const condition: Condition = taken.length ? sql`can_rerun in (${sql.join(taken)})` : sql`1 = 0`
  return { condition, leaves: [oneOfNamed(['rerunnable'], taken.map(String))], plain: true }
}

const reported = (engine: Reader['engine'], properties: NonNullable<TransactionFilters['properties']>): Part[] =>
  Object.entries(properties).map(([name, value]) => ({
    condition: jsonHas(engine, sql`properties`, name, value === null ? undefined : String(value)),
    leaves: [oneOfNamed(['property'], [value === null ? name : propertyValue(name, value)])],
  }))

function boundsOf({ $gte, $gt, $lte, $lt }: NonNullable<TransactionFilters['request.timestamp']>): Bounds {
  const from = [$gte, $gt === undefined ? undefined : $gt + 1].filter((time) => time !== undefined)
  const below = [$lt, $lte === undefined ? undefined : $lte + 1].filter((time) => time !== undefined)
  return {
    ...(from.length && { from: leastIdAt(Math.max(...from)) }),
    ...(below.length && { below: leastIdAt(Math.min(...below)) }),
  }
}
