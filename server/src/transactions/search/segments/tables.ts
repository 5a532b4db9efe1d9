import { type RawBuilder, sql } from 'kysely'

export type SegmentRow = { last: string; first: string; size: number; open: number; changes: number; ids: Uint8Array }
export type PostingRow = { segment: string; field: string; value: string; ordinals: Uint8Array }
export type SegmentTables = { search_segments: SegmentRow; search_postings: PostingRow }

const segmentContaining = (id: RawBuilder<unknown>) =>
  sql`coalesce((select min(last) from search_segments where last >= ${id}), 'g')`

/**
 * Invalidates the segments of transactions that change after they have ended, in the commit that changes them. Until such a
 * segment has been indexed again, searches scan it.
 */
export const invalidateSegments = (first: string, last: string) =>
  sql`update search_segments set changes = changes + 1 where last >= ${first} and last <= ${segmentContaining(sql`${last}`)}`
