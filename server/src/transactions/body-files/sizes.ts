import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../../platform/database/database.ts'

const ofChunks = sql`select coalesce(sum(coalesce(size, length(bytes))), 0) from body_chunks`
/** The bytes of the bodies of one transaction that stand behind heads. */
export const messageBodyBytes = sql<number>`(coalesce(request_body_size, 0) + coalesce(response_body_size, 0))`

/** Builds the sum of the bytes of the bodies of transactions. `matches`: the condition that an id fulfils. */
export function sumBodyBytes(engine: Database['engine'], matches: (id: RawBuilder<unknown>) => RawBuilder<unknown>) {
  const chunks = sql`(${ofChunks} where ${matches(sql`transaction_id`)})`
  if (engine === 'postgres') return sql<number>`${chunks}`
  return sql<number>`(${chunks} + (select coalesce(sum(${messageBodyBytes}), 0) from transactions where ${matches(sql`id`)}))`
}
