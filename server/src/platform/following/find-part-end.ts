import type { Database } from '../database/database.ts'

type Range = { after: string; until: string }

/** Returns the last id of the next `size` rows of a range of a table, and if more follow. Without any, it is `after`. */
export async function findPartEnd(
  { kysely }: Pick<Database, 'kysely'>,
  table: string,
  { after, until }: Range,
  size: number,
) {
  const ids = kysely.withTables<Record<string, { id: string }>>().selectFrom(table).select('id').limit(1)
  const inRange = ids.where('id', '>', after).where('id', '<=', until)
  const partEnd = await inRange
    .orderBy('id')
    .offset(size - 1)
    .executeTakeFirst()
  if (partEnd) return { end: partEnd.id, more: true }
  const newest = await inRange.orderBy('id', 'desc').executeTakeFirst()
  return { end: newest?.id ?? after, more: false }
}
