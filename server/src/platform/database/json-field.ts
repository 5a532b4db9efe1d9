import { type RawBuilder, sql } from 'kysely'
import type { Database } from './database.ts'

/** A field of JSON that stands in a column of text, as text. */
export const jsonField = (
  engine: Database['engine'],
  json: RawBuilder<unknown>,
  path: readonly string[],
): RawBuilder<string | null> =>
  engine === 'sqlite'
    ? sql`cast(json_extract(${json}, ${sql.lit(`$.${path.join('.')}`)}) as text)`
    : sql`((${json})::json #>> ${sql.lit(`{${path.join(',')}}`)})`

/** Builds the condition that a JSON object has a field of this name and, when given, this value as text. */
export function jsonHas(
  engine: Database['engine'],
  json: RawBuilder<unknown>,
  name: string,
  value?: string,
): RawBuilder<boolean> {
  if (engine === 'postgres') {
    const has: RawBuilder<boolean> = sql`coalesce(jsonb_exists((${json})::jsonb, ${name}), false)`
    return value === undefined ? has : sql`(${has} and (${json})::jsonb ->> ${name} = ${value})`
  }
  const text = sql`case type when 'true' then 'true' when 'false' then 'false' else cast(value as text) end`
  return sql`exists (select 1 from json_each(${json}) where key = ${name}
    ${value === undefined ? sql`` : sql`and ${text} = ${value}`})`
}
