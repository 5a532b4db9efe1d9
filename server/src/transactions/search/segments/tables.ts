import { type RawBuilder, sql } from 'kysely'

export type BlockRow = { last: string; first: string; size: number; open: number; changes: number; ids: Uint8Array }
export type PostingRow = { block: string; facet: string; value: string; places: Uint8Array }
export type BlockTables = { search_blocks: BlockRow; search_postings: PostingRow }

const blockOf = (id: RawBuilder<unknown>) =>
  sql`coalesce((select min(last) from search_blocks where last >= ${id}), 'g')`

/**
 * Says that something of transactions has changed after they had ended, in the commit that changes it: what their blocks
 * say of them is not believed until they have been summarised anew.
 */
export const invalidateSegments = (first: string, last: string) =>
  sql`update search_blocks set changes = changes + 1 where last >= ${first} and last <= ${blockOf(sql`${last}`)}`
