import { sql } from 'kysely'
import type { Database } from '../../../platform/database/database.ts'
import { toOrdinals, unpackInto } from './bitmap.ts'
import type { IndexedCall } from './fields.ts'
import { readRows } from './rows.ts'
import { buildSegment, collectRows, idAtOrdinal, type Segment, unfinished } from './segment.ts'
import { invalidateSegments, type PostingRow, type SegmentRow, type SegmentTables } from './tables.ts'

/** A segment with unfinished transactions. */
type UnfinishedSegment = Pick<SegmentRow, 'last' | 'size' | 'open' | 'ids'> & Pick<PostingRow, 'ordinals'>

const rowsPerInsert = 200

/** The tables of the index, for the indexer. A segment is named by the id of its last transaction. */
export class SegmentStore {
  #database
  #kysely
  #db
  #size

  constructor(database: Database, size: number) {
    this.#database = database
    this.#kysely = database.kysely
    this.#db = database.kysely.withTables<SegmentTables>()
    this.#size = size
  }

  async #findLast(order: 'asc' | 'desc', comparison: '<' | '>', id: string, trx = this.#db) {
    const query = trx.selectFrom('search_segments').select('last').where('last', comparison, id)
    return (await query.orderBy('last', order).limit(1).executeTakeFirst())?.last
  }

  async newest(): Promise<string> {
    const query = this.#db.selectFrom('search_segments').select((eb) => eb.fn.max('last').as('last'))
    return (await query.executeTakeFirst())?.last ?? ''
  }

  /** Returns the last transaction of the segment before this one. */
  async before(last: string): Promise<string> {
    return (await this.#findLast('desc', '<', last)) ?? ''
  }

  /** Returns the transaction that would end a segment of usual size; undefined when there are fewer transactions. */
  async findEnd(after: string, below: string): Promise<string | undefined> {
    const { rows } = await sql<{ id: string }>`select id from transactions where id > ${after} and id < ${below}
      order by id limit 1 offset ${this.#size - 1}`.execute(this.#kysely)
    return rows[0]?.id
  }

  /** Reads the transactions up to `last` and builds their segment. */
  async build(after: string, last: string): Promise<Segment> {
    const collected = await readRows(this.#database, { after, last }, collectRows)
    const calls = await sql<IndexedCall>`select transaction_id, key, name, status, definition from calls
      where transaction_id > ${after} and transaction_id <= ${last}`.execute(this.#kysely)
    return { ...buildSegment(collected, calls.rows), last }
  }

  /** Adds a segment without an index: searches scan it until it is replaced. */
  async insertEmpty(last: string) {
    await this.#db
      .insertInto('search_segments')
      .values({ last, first: last, size: 0, open: 0, changes: 1, ids: Buffer.alloc(0) })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }

  async changes(last: string): Promise<number | undefined> {
    const query = this.#db.selectFrom('search_segments').select('changes').where('last', '=', last)
    return (await query.executeTakeFirst())?.changes
  }

  /** Writes the index of a segment. Invalidations since `changes` were read stay. A segment with few transactions joins the next one. */
  replace({ postingLists, ...segment }: Segment, changes: number): Promise<void> {
    return this.#db.transaction().execute(async (trx) => {
      const { last } = segment
      await trx.deleteFrom('search_postings').where('segment', '=', last).execute()
      const next = segment.size < this.#size / 4 ? await this.#findLast('asc', '>', last, trx) : undefined
      if (next !== undefined || segment.size === 0) {
        await trx.deleteFrom('search_segments').where('last', '=', last).execute()
        if (next !== undefined) await invalidateSegments(next, next).execute(trx)
        return
      }
      for (let i = 0; i < postingLists.length; i += rowsPerInsert) {
        const some = postingLists.slice(i, i + rowsPerInsert)
        const rows: PostingRow[] = some.map((postingList) => ({ segment: last, ...postingList }))
        await trx.insertInto('search_postings').values(rows).execute()
      }
      await trx
        .updateTable('search_segments')
        .set({ ...segment, changes: sql`changes - ${changes}` })
        .where('last', '=', last)
        .execute()
    })
  }

  /** Removes segments from the index. */
  async removeFrom(last: string) {
    await this.#db.deleteFrom('search_postings').where('segment', '>=', last).execute()
    await this.#db.deleteFrom('search_segments').where('last', '>=', last).execute()
  }

  /** Returns the newest segment that was invalidated. */
  async findInvalidated(): Promise<string | undefined> {
    const query = this.#db.selectFrom('search_segments').select('last').where('changes', '>', 0)
    return (await query.orderBy('last', 'desc').limit(1).executeTakeFirst())?.last
  }

  findUnfinished(after: string, limit: number): Promise<UnfinishedSegment[]> {
    return this.#db
      .selectFrom('search_segments')
      .innerJoin('search_postings', 'search_postings.segment', 'search_segments.last')
      .select(['last', 'size', 'open', 'ids', 'ordinals'])
      .where('open', '>', 0)
      .where('field', '=', unfinished.field)
      .where('last', '>', after)
      .orderBy('last')
      .limit(limit)
      .execute()
  }

  /** Invalidates a segment when some of its unfinished transactions have ended. */
  async invalidateIfEnded({ last, size: count, open, ids, ordinals }: UnfinishedSegment) {
    const bitmap = unpackInto(count, ordinals)
    const still = await this.#kysely
      .withTables<{ transactions: { id: string; status: string } }>()
      .selectFrom('transactions')
      .select('id')
      .where(
        'id',
        'in',
        toOrdinals(bitmap).map((ordinal) => idAtOrdinal(ids, ordinal)),
      )
      .where('status', 'in', ['Processing', 'Pending Async'])
      .execute()
    if (still.length < open) await invalidateSegments(last, last).execute(this.#kysely)
  }
}
