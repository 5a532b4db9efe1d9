import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '../../platform/database/reader.ts'

/** A part of a `where`, over the columns of `transactions`. */
export type Condition = RawBuilder<boolean>
/** What stands in the record: a column, or a part of one. */
export type Kept = RawBuilder<unknown>

export type Choice<T> = {
  $eq?: T | undefined
  $ne?: T | undefined
  $in?: T[] | undefined
  $nin?: T[] | undefined
  $exists?: boolean | undefined
}

export const all = (conditions: Condition[]): Condition =>
  conditions.length ? sql`(${sql.join(conditions, sql` and `)})` : sql`1 = 1`
export const some = (conditions: Condition[]): Condition =>
  conditions.length ? sql`(${sql.join(conditions, sql` or `)})` : sql`1 = 0`
export const not = (condition: Condition): Condition => sql`not coalesce(${condition}, ${sql.lit(false)})`

/**
 * Whether there is a row, asked of one transaction after the other. An `exists` may be made a join: SQLite then first reads the
 * whole table that it asks, to know which rows are worth asking for, and PostgreSQL may begin with that table.
 */
export const hasRow = (query: RawBuilder<unknown>): Condition => sql`(select 1 ${query} limit 1) is not null`

/** Ids that follow each other. */
export type Between = { from: RawBuilder<string>; to: string }

/** A list of any length is one parameter, so that the statement stays the same. */
export const isOneOf = (engine: Reader['engine'], kept: Kept, values: readonly string[]): Condition =>
  engine === 'sqlite'
    ? sql`${kept} in (select value from json_each(${JSON.stringify(values)}))`
    : sql`${kept} = any(${values}::text[])`
export const oneOf = (engine: Reader['engine'], ids: readonly string[]): Condition => isOneOf(engine, sql`id`, ids)

/** What is not there differs from every value, as in OpenHIM. */
export function chosen<T>({ $eq, $ne, $in, $nin, $exists }: Choice<T>, is: (value: T) => Condition, exists: Condition) {
  const conditions: Condition[] = []
  if ($eq !== undefined) conditions.push(is($eq))
  if ($in) conditions.push(some($in.map(is)))
  if ($ne !== undefined) conditions.push(not(is($ne)))
  if ($nin?.length) conditions.push(not(some($nin.map(is))))
  if ($exists !== undefined) conditions.push($exists ? exists : not(exists))
  return conditions
}

/** The same as a condition, of one value. */
export function takes<T>({ $eq, $ne, $in, $nin, $exists }: Choice<T>, value: T | undefined): boolean {
  return (
    ($eq === undefined || value === $eq) &&
    (!$in || (value !== undefined && $in.includes(value))) &&
    ($ne === undefined || value !== $ne) &&
    !(value !== undefined && $nin?.includes(value)) &&
    ($exists === undefined || $exists === (value !== undefined))
  )
}

export const among = <T>(kept: Kept, choice: Choice<T>): Condition[] =>
  chosen(choice, (value) => sql`${kept} = ${value}`, sql`${kept} is not null`)

const escaped = (text: string) => text.replace(/[\\%_]/g, '\\$&')
const like = (kept: Kept, pattern: string): Condition => sql`lower(${kept}) like ${pattern.toLowerCase()} escape '\\'`

const host = sql.ref('host')
export const hosts = (choice: Choice<string>): Condition[] =>
  chosen(
    choice,
    (name) => some([sql`lower(host) = ${name.toLowerCase()}`, like(host, `${escaped(name)}:%`)]),
    sql`host is not null`,
  )

export const ports = (choice: Choice<string>): Condition[] =>
  chosen(choice, (port) => like(host, `%:${escaped(port)}`), like(host, '%:%'))

export type TextChoice = Choice<string> & { $part?: string | undefined }

export const texts = (kept: Kept, { $part, ...choice }: TextChoice): Condition[] => [
  ...($part === undefined ? [] : [like(kept, `%${escaped($part)}%`)]),
  ...among(kept, choice),
]

/** The values a choice names, when it names them. */
export function namedIn<T>({ $eq, $in }: Choice<T>): T[] | undefined {
  if ($eq !== undefined) return [$eq].filter((value) => !$in || $in.includes(value))
  return $in && [...new Set($in)]
}
