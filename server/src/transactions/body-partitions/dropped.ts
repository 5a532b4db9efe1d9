// The ranges of transactions whose bodies were dropped. Their rows were not touched, and may still say that they can be sent again.
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../platform/database/database.ts'

/** `first` is the least id of the range, and `before` the least id beyond it. */
type DroppedRange = { first: string; before: string }
type Tables = { dropped_bodies: DroppedRange }

const withRanges = (db: Database['kysely']) => db.withTables<Tables>()

/** Lists the ranges, the oldest first. */
export const listDroppedRanges = ({ kysely }: Pick<Database, 'kysely'>): Promise<DroppedRange[]> =>
  withRanges(kysely).selectFrom('dropped_bodies').selectAll().orderBy('first').execute()

/** Adds a range. Ranges that touch become one. */
export async function addDroppedRange(trx: Database['kysely'], { first, before }: DroppedRange): Promise<void> {
  const touching = await withRanges(trx)
    .deleteFrom('dropped_bodies')
    .where('first', '<=', before)
    .where('before', '>=', first)
    .returningAll()
    .execute()
  const [least = first] = [first, ...touching.map((range) => range.first)].toSorted()
  const greatest = [before, ...touching.map((range) => range.before)].toSorted().at(-1) ?? before
  await withRanges(trx).insertInto('dropped_bodies').values({ first: least, before: greatest }).execute()
}

/** SQL: the body of the request of a transaction was dropped. */
export const hasLostBody: RawBuilder<boolean> = sql<boolean>`(transactions.request_size > 0
  and exists (select 1 from dropped_bodies d where d.first <= transactions.id and d.before > transactions.id)
  and not exists (select 1 from body_chunks c where c.transaction_id = transactions.id and c.part = 'request'))`

/** SQL for the column `can_rerun`: a request without its body cannot be sent again. */
export const canRerun: RawBuilder<number> = sql<number>`case when transactions.can_rerun = 1 and ${hasLostBody} then 0
  else transactions.can_rerun end`
