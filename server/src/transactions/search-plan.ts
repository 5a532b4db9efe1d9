import type { TransactionFilters } from '@mediary/contract/transaction-filters'
import { transactionStatuses } from '@mediary/contract/transactions'
import { type RawBuilder, sql } from 'kysely'
import { leastIdAt } from '../platform/ids.ts'
import {
  all,
  among,
  type CodeRange,
  type Condition,
  codesOf,
  hasCode,
  hosts,
  namedIn,
  ports,
  takenOf,
  texts,
} from './search-conditions.ts'

/** Transactions that an index gives by their ids, in their order: what a search can follow without looking at others. */
export type Stream = { table: 'transactions' | 'search_keys'; id: 'id' | 'transaction_id'; where: Condition }

/** Response statuses of the record within the ranges, each found by one step into the index. */
export type CodesWithin = (ranges: CodeRange[]) => Promise<number[]>

/** As a value of a search key may stand in the index: itself, and its hash. */
export type KeptValues = (key: { name: string; value: string }) => string[]

type Asking = { codes: CodesWithin; kept: KeptValues }

/** What one filter asks; and, when an index serves it, the streams it is made of. */
type Part = { condition: Condition; streams?: () => Stream[] | Promise<Stream[]> }

export type Plan = { streams: Stream[]; rest: Condition | undefined; ids: Bounds }
export type Bounds = { from?: string | undefined; below?: string | undefined }

export const everything: Stream = { table: 'transactions', id: 'id', where: sql`1 = 1` }
const mostStreams = 60

/** Follows the streams of the filter that is likely to leave least, and asks the rest of what they give. */
export async function plan(filters: TransactionFilters, channels: 'all' | Set<string>, asking: Asking): Promise<Plan> {
  const parts = partsOf(filters, channels, asking)
  const leading = parts.find(({ streams }) => streams)
  const rest = parts.filter((part) => part !== leading).map(({ condition }) => condition)
  return {
    streams: (await leading?.streams?.()) ?? [everything],
    rest: rest.length ? all(rest) : undefined,
    ids: boundsOf(filters['request.timestamp'] ?? {}),
  }
}

/** All that is asked, as one condition: for those who do something with everything that matches. */
export function matching(filters: TransactionFilters, channels: 'all' | Set<string>, kept: KeptValues): Condition {
  const { from, below } = boundsOf(filters['request.timestamp'] ?? {})
  return all([
    ...partsOf(filters, channels, { codes: async () => [], kept }).map(({ condition }) => condition),
    ...(from === undefined ? [] : [sql<boolean>`id >= ${from}`]),
    ...(below === undefined ? [] : [sql<boolean>`id < ${below}`]),
  ])
}

/** The most selective first. */
function partsOf(filters: TransactionFilters, channels: 'all' | Set<string>, { codes, kept }: Asking): Part[] {
  const { status, channelID, clientID, canRerun, error, _id, searchKey } = filters
  const codeFilter = filters['response.status']
  const method = filters['request.method']
  return [
    _id && valued('id', _id),
    searchKey && keyed(searchKey.name, kept(searchKey)),
    error && failed(error.$exists),
    status && ofStatus(takenOf(transactionStatuses, status)),
    codeFilter && ofCode(codesOf(codeFilter), codes),
    canRerun && rerunnable(takenOf([true, false], canRerun)),
    clientID && ofClient(clientID),
    channelID && valued('channel', channelID),
    channels !== 'all' && valued('channel', { $in: [...channels] }),
    method && ofMethod(method),
    ...plain(filters),
  ].filter((part) => typeof part === 'object')
}

/** Served by no index: a path or a host says little of which transactions are meant. */
function plain(filters: TransactionFilters): Part[] {
  const { 'request.host': host, 'request.port': port, 'request.path': path, 'request.querystring': query } = filters
  return [
    ...(host ? hosts(host) : []),
    ...(port ? ports(port) : []),
    ...(path ? texts('path', path) : []),
    ...(query ? texts('query', query) : []),
  ].map((condition) => ({ condition }))
}

const of = (where: Condition): Stream => ({ table: 'transactions', id: 'id', where })

function valued(name: 'id' | 'channel', choice: Parameters<typeof among<string>>[1]): Part {
  const named = namedIn(choice)
  return {
    condition: all(among(name, choice)),
    ...(named &&
      named.length <= mostStreams && { streams: () => named.map((value) => of(sql`${sql.ref(name)} = ${value}`)) }),
  }
}

function keyed(name: string, values: string[]): Part {
  const streams = values.map(
    (value): Stream => ({
      table: 'search_keys',
      id: 'transaction_id',
      where: sql`name = ${name} and value = ${value}`,
    }),
  )
  const all = sql.join(values.map((value) => sql`${value}`))
  return {
    condition: sql`id in (select transaction_id from search_keys where name = ${name} and value in (${all}))`,
    streams: () => streams,
  }
}

function ofClient(choice: NonNullable<TransactionFilters['clientID']>): Part {
  const condition = all(among('client', choice))
  if (choice.$exists === false) return { condition, streams: () => [of(all([sql`client is null`, condition]))] }
  const named = namedIn(choice)
  if (!named || named.length > mostStreams) return { condition }
  return { condition, streams: () => named.map((value) => of(all([sql`client = ${value}`, condition]))) }
}

function failed(exists: boolean): Part {
  const condition: Condition = exists ? sql`error is not null` : sql`error is null`
  return { condition, ...(exists && { streams: () => [of(condition)] }) }
}

function rerunnable(taken: boolean[]): Part {
  const condition = all([sql`can_rerun in (${listOf(taken.map(Number))})`])
  const onlyNot = taken.length === 1 && taken[0] === false
  return { condition, ...(onlyNot && { streams: () => [of(sql`can_rerun = 0`)] }) }
}

const listOf = (values: (string | number)[]): RawBuilder<unknown> => (values.length ? sql.join(values) : sql.lit(null))

// The words of the partial indexes, so that they are used.
const rareStatus = sql<boolean>`status not in ('Processing', 'Successful')`
const rareCode = sql<boolean>`response_status not in (200, 201)`
const rareMethod = sql<boolean>`method not in ('GET', 'POST')`
/** Nothing that is older than the oldest open transaction of any worker is under way. */
const mayBeUnderWay = sql<boolean>`id >= (select coalesce(min(since), 'g') from workers)`

function ofStatus(taken: string[]): Part {
  const condition = sql<boolean>`status in (${listOf(taken)})`
  if (taken.includes('Successful')) return { condition }
  const streams = () =>
    taken.map((status) => of(sql`status = ${status} and ${status === 'Processing' ? mayBeUnderWay : rareStatus}`))
  return { condition, streams }
}

const commonCodes = [200, 201]

function ofCode(wanted: ReturnType<typeof codesOf>, codes: CodesWithin): Part {
  const condition = hasCode(wanted)
  const common = commonCodes.some((code) => wanted.ranges.some(({ from, to }) => from <= code && code <= to))
  if (common || wanted.none) return { condition }
  const streams = async () =>
    (await codes(wanted.ranges)).map((code) => of(sql`response_status = ${code} and ${rareCode}`))
  return { condition, streams }
}

function ofMethod(choice: NonNullable<TransactionFilters['request.method']>): Part {
  const condition = all(among('method', choice))
  const named = namedIn(choice)
  if (!named || named.length > mostStreams || named.some((method) => method === 'GET' || method === 'POST'))
    return { condition }
  return { condition, streams: () => named.map((method) => of(sql`method = ${method} and ${rareMethod}`)) }
}

function boundsOf({ $gte, $gt, $lte, $lt }: NonNullable<TransactionFilters['request.timestamp']>): Bounds {
  const from = [$gte, $gt === undefined ? undefined : $gt + 1].filter((time) => time !== undefined)
  const below = [$lt, $lte === undefined ? undefined : $lte + 1].filter((time) => time !== undefined)
  return {
    ...(from.length && { from: leastIdAt(Math.max(...from)) }),
    ...(below.length && { below: leastIdAt(Math.min(...below)) }),
  }
}

/** The least response status of the record within a range: one step into the index. */
export const leastCode = ({ from, to }: CodeRange) =>
  sql<{ code: number | null }>`select min(response_status) as code from transactions
    where response_status between ${from} and ${to} and ${rareCode}`
