import type { TransactionFilters } from '@mediary/contract/transactions/filters'
import { sql } from 'kysely'
import { jsonHas } from '../../platform/database/json-field.ts'
import type { Reader } from '../../platform/database/reader.ts'
import { leastIdAt } from '../../platform/ids.ts'
import { hasLostBody } from '../body-partitions/index.ts'
import { planCallFilters } from './call-filters.ts'
import {
  type Choice,
  type Condition,
  hasRow,
  hostConditions,
  type IdRange,
  matchAll,
  matchAny,
  matchesChoice,
  namedValues,
  portConditions,
  type TextChoice,
  textConditions,
  valueConditions,
} from './conditions.ts'
import { planLineageFilters } from './lineage-filters.ts'
import { choicePredicate, namedValuesPredicate, type Predicate, textChoicePredicates } from './predicates.ts'
import { type Field, toPropertyValue, withoutPort } from './segments/fields.ts'
import { fullScan, type IdBounds, type IndexScan, type Residual } from './slice.ts'
import { statusCondition, statusPredicate } from './status-filter.ts'

/** Returns the forms in which the index may store the value of a search key: itself and its hash. */
export type IndexedValues = (key: { name: string; value: string }) => string[]

/**
 * One filter: its condition for a single transaction and, where that is faster, for a range of ids; the index scans that give
 * exactly its transactions; its predicates for segments. `plain`: it is about one column.
 */
type PlannedFilter = {
  condition: Condition
  conditionBetween?: (bounds: IdRange) => Condition
  indexScans?: IndexScan[] | undefined
  predicates?: Predicate[]
  plain?: true
}

/** The plan of a search. `plain`: every filter is about one column, so that an engine can estimate the matches. */
export type Plan = Residual & { indexScans: IndexScan[]; predicates: Predicate[]; ids: IdBounds; plain: boolean }

const maxIndexScans = 60

/**
 * Plans a search. A filter that a small table answers becomes index scans of that table. All other filters become predicates:
 * the segments give candidates, which are checked with the whole condition. Unindexed transactions are scanned, the newest first.
 */
export function planSearch(
  engine: Reader['engine'],
  filters: TransactionFilters,
  channels: 'all' | Set<string>,
  indexedValues: IndexedValues,
): Plan {
  const planned: PlannedFilter[] = [
    ...planColumnFilters(filters, channels, indexedValues),
    ...planLineageFilters(filters),
    ...planSegmentFilters(engine, filters),
  ]
  const indexScans = planned.flatMap((part) =>
    part.indexScans && part.indexScans.length <= maxIndexScans ? [part.indexScans] : [],
  )[0]
  return {
    indexScans: indexScans ?? [fullScan],
    predicates: indexScans ? [] : planned.flatMap(({ predicates = [] }) => predicates),
    residual: planned.length ? matchAll(planned.map(({ condition }) => condition)) : undefined,
    residualBetween: (ids) =>
      planned.length
        ? matchAll(planned.map(({ condition, conditionBetween: ofMany }) => ofMany?.(ids) ?? condition))
        : undefined,
    ids: toIdBounds(filters['request.timestamp'] ?? {}),
    plain: planned.every(({ plain }) => plain),
  }
}

function planColumnFilters(
  { _id, searchKey, channelID }: TransactionFilters,
  channels: 'all' | Set<string>,
  indexedValues: IndexedValues,
) {
  const seen = channels === 'all' ? undefined : { $in: [...channels] }
  return [
    ...(_id ? [planIdFilter(_id)] : []),
    ...(searchKey ? [planSearchKey(searchKey.name, indexedValues(searchKey))] : []),
    ...(channelID ? [planColumn('channel', 'channel', channelID)] : []),
    ...(seen ? [planColumn('channel', 'channel', seen)] : []),
  ]
}

function planIdFilter(choice: Choice<string>): PlannedFilter {
  const indexScans = namedValues(choice)?.map((id): IndexScan => ({ ...fullScan, where: sql`id = ${id}` }))
  return { condition: matchAll(valueConditions(sql`id`, choice)), indexScans }
}

function planSearchKey(name: string, values: string[]): PlannedFilter {
  const indexScans = values.map((value): IndexScan => {
    const where = sql<boolean>`name = ${name} and value = ${value}`
    return { table: 'search_keys', id: 'transaction_id', where }
  })
  const condition: Condition = hasRow(sql`from search_keys k where k.transaction_id = transactions.id
    and k.name = ${name} and k.value in (${sql.join(values)})`)
  return { condition, indexScans }
}

const planColumn = (column: string, field: Field, choice: Choice<string>): PlannedFilter => ({
  condition: matchAll(valueConditions(sql.ref(column), choice)),
  predicates: [choicePredicate([field], choice)],
  plain: true,
  ...(namedValues(choice)?.length === 0 && { indexScans: [] }),
})

/** Adds the host without its port: the filter may name a host with its port. */
const addHostsWithoutPort = ({ $eq, $in, ...choice }: Choice<string>): Choice<string> => ({
  ...choice,
  ...($eq !== undefined && { $in: [$eq, withoutPort($eq)] }),
  ...($in && { $in: $in.flatMap((host) => [host, withoutPort(host)]) }),
})

function planSegmentFilters(engine: Reader['engine'], filters: TransactionFilters): PlannedFilter[] {
  const { status, clientID, canRerun, error, properties, duration } = filters
  const { 'request.method': method, 'request.host': host, 'request.port': port, 'response.status': code } = filters
  return [
    ...(error ? [planError(error.$exists)] : []),
    ...(status ? [planColumn('status', 'status', status)] : []),
    ...(code ? [planStatusCode(code)] : []),
    ...(canRerun ? [planCanRerun(canRerun)] : []),
    ...(duration ? [planDuration(duration)] : []),
    ...(properties ? planProperties(engine, properties) : []),
    ...planCallFilters(engine, filters),
    ...(clientID ? [planColumn('client', 'client', clientID)] : []),
    ...(method ? [planColumn('method', 'method', method)] : []),
    ...(host
      ? [
          {
            condition: matchAll(hostConditions(host)),
            predicates: [choicePredicate(['host'], addHostsWithoutPort(host))],
          },
        ]
      : []),
    ...(port ? [{ condition: matchAll(portConditions(port)), predicates: [choicePredicate(['port'], port)] }] : []),
    ...planText('path', filters['request.path']),
    ...planText('query', filters['request.querystring']),
  ]
}

const planText = (name: 'path' | 'query', choice: TextChoice | undefined): PlannedFilter[] =>
  choice
    ? [{ condition: matchAll(textConditions(sql.ref(name), choice)), predicates: textChoicePredicates([name], choice) }]
    : []

const planError = (exists: boolean): PlannedFilter => ({
  condition: exists ? sql`error is not null` : sql`error is null`,
  predicates: [namedValuesPredicate(['error'], [exists ? '1' : '0'])],
  plain: true,
})

const planStatusCode = (filter: Parameters<typeof statusPredicate>[1]): PlannedFilter => ({
  condition: statusCondition(sql`response_status`, filter),
  predicates: [statusPredicate(['code'], filter)],
  plain: true,
})

/** The segments know no durations: the search reads the rows, the newest first, as long as its timeout allows. */
function planDuration({ $gt, $gte, $lt, $lte }: NonNullable<TransactionFilters['duration']>): PlannedFilter {
  const took = sql<number>`(responded_at - requested_at)`
  const conditions = [
    ...($gt === undefined ? [] : [sql<boolean>`${took} > ${$gt}`]),
    ...($gte === undefined ? [] : [sql<boolean>`${took} >= ${$gte}`]),
    ...($lt === undefined ? [] : [sql<boolean>`${took} < ${$lt}`]),
    ...($lte === undefined ? [] : [sql<boolean>`${took} <= ${$lte}`]),
  ]
  return { condition: matchAll([sql`responded_at is not null`, ...conditions]) }
}

function planCanRerun(choice: Choice<boolean>): PlannedFilter {
  const taken = [true, false].filter((value) => matchesChoice(choice, value)).map(Number)
  const conditions: Condition[] = taken.map((value) =>
    value === 1 ? sql`(can_rerun = 1 and not ${hasLostBody})` : sql`(can_rerun = 0 or ${hasLostBody})`,
  )
  const condition = conditions.length ? matchAny(conditions) : sql<boolean>`1 = 0`
  return { condition, predicates: [namedValuesPredicate(['rerunnable'], taken.map(String))], plain: true }
}

const planProperties = (
  engine: Reader['engine'],
  properties: NonNullable<TransactionFilters['properties']>,
): PlannedFilter[] =>
  Object.entries(properties).map(([name, value]) => ({
    condition: jsonHas(engine, sql`properties`, name, value === null ? undefined : String(value)),
    predicates: [namedValuesPredicate(['property'], [value === null ? name : toPropertyValue(name, value)])],
  }))

function toIdBounds({ $gte, $gt, $lte, $lt }: NonNullable<TransactionFilters['request.timestamp']>): IdBounds {
  const from = [$gte, $gt === undefined ? undefined : $gt + 1].filter((time) => time !== undefined)
  const below = [$lt, $lte === undefined ? undefined : $lte + 1].filter((time) => time !== undefined)
  return {
    ...(from.length && { from: leastIdAt(Math.max(...from)) }),
    ...(below.length && { below: leastIdAt(Math.min(...below)) }),
  }
}
