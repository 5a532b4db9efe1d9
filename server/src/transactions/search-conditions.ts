import type { TransactionFilters } from '@mediary/contract/transaction-filters'
import { type RawBuilder, sql } from 'kysely'

/** A part of a `where`, over the columns of `transactions`. */
export type Condition = RawBuilder<boolean>

type Choice<T> = {
  $eq?: T | undefined
  $ne?: T | undefined
  $in?: T[] | undefined
  $nin?: T[] | undefined
  $exists?: boolean | undefined
}

export const all = (conditions: Condition[]): Condition =>
  conditions.length ? sql`(${sql.join(conditions, sql` and `)})` : sql`1 = 1`
const some = (conditions: Condition[]): Condition =>
  conditions.length ? sql`(${sql.join(conditions, sql` or `)})` : sql`1 = 0`
const not = (condition: Condition): Condition => sql`not coalesce(${condition}, ${sql.lit(false)})`

/** What is not there differs from every value, as in OpenHIM. */
function chosen<T>({ $eq, $ne, $in, $nin, $exists }: Choice<T>, is: (value: T) => Condition, exists: Condition) {
  const conditions: Condition[] = []
  if ($eq !== undefined) conditions.push(is($eq))
  if ($in) conditions.push(some($in.map(is)))
  if ($ne !== undefined) conditions.push(not(is($ne)))
  if ($nin?.length) conditions.push(not(some($nin.map(is))))
  if ($exists !== undefined) conditions.push($exists ? exists : not(exists))
  return conditions
}

type Column = 'id' | 'channel' | 'client' | 'status' | 'method' | 'host' | 'path' | 'query'
const column = (name: Column) => sql.ref(name)

export const among = <T>(name: Column, choice: Choice<T>): Condition[] =>
  chosen(choice, (value) => sql`${column(name)} = ${value}`, sql`${column(name)} is not null`)

const escaped = (text: string) => text.replace(/[\\%_]/g, '\\$&')
const like = (name: Column, pattern: string): Condition =>
  sql`lower(${column(name)}) like ${pattern.toLowerCase()} escape '\\'`

export const hosts = (choice: Choice<string>): Condition[] =>
  chosen(
    choice,
    (host) => some([sql`lower(host) = ${host.toLowerCase()}`, like('host', `${escaped(host)}:%`)]),
    sql`host is not null`,
  )

export const ports = (choice: Choice<string>): Condition[] =>
  chosen(choice, (port) => like('host', `%:${escaped(port)}`), like('host', '%:%'))

export const texts = (
  name: 'path' | 'query',
  { $part, ...choice }: Choice<string> & { $part?: string | undefined },
) => [...($part === undefined ? [] : [like(name, `%${escaped($part)}%`)]), ...among(name, choice)]

type Codes = NonNullable<TransactionFilters['response.status']>

/** Whether a filter of response statuses takes a code; undefined is no response. */
function takesCode({ $eq, $ne, $in, $nin, $gt, $gte, $lt, $lte, $exists }: Codes, code: number | undefined) {
  const is = (wanted: number | string) =>
    code !== undefined && (typeof wanted === 'number' ? code === wanted : Math.floor(code / 100) === Number(wanted[0]))
  const known = (compare: (code: number) => boolean) => code !== undefined && compare(code)
  return (
    ($eq === undefined || is($eq)) &&
    ($in === undefined || $in.some(is)) &&
    ($ne === undefined || !is($ne)) &&
    !$nin?.some(is) &&
    ($gt === undefined || known((it) => it > $gt)) &&
    ($gte === undefined || known((it) => it >= $gte)) &&
    ($lt === undefined || known((it) => it < $lt)) &&
    ($lte === undefined || known((it) => it <= $lte)) &&
    ($exists === undefined || $exists === (code !== undefined))
  )
}

export type CodeRange = { from: number; to: number }

/** The codes a filter takes, as ranges that include both ends; and whether it takes transactions without a response. */
export function codesOf(filter: Codes): { ranges: CodeRange[]; none: boolean } {
  const ranges: CodeRange[] = []
  for (let code = 100; code < 600; code++) {
    if (!takesCode(filter, code)) continue
    const last = ranges.at(-1)
    if (last?.to === code - 1) last.to = code
    else ranges.push({ from: code, to: code })
  }
  return { ranges, none: takesCode(filter, undefined) }
}

export const hasCode = ({ ranges, none }: ReturnType<typeof codesOf>): Condition =>
  some([
    ...ranges.map(({ from, to }): Condition => sql`response_status between ${from} and ${to}`),
    ...(none ? [sql<boolean>`response_status is null`] : []),
  ])

/** The values of a closed set that a choice takes. */
export const takenOf = <T>(values: readonly T[], { $eq, $ne, $in, $nin }: Choice<T>): T[] =>
  values.filter(
    (value) =>
      ($eq === undefined || value === $eq) &&
      (!$in || $in.includes(value)) &&
      ($ne === undefined || value !== $ne) &&
      !$nin?.includes(value),
  )

/** The values a choice names, when it names them. */
export function namedIn<T>({ $eq, $in }: Choice<T>): T[] | undefined {
  if ($eq !== undefined) return [$eq].filter((value) => !$in || $in.includes(value))
  return $in && [...new Set($in)]
}
