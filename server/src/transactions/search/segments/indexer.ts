import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Claims } from '../../../platform/database/claims.ts'
import type { Database } from '../../../platform/database/database.ts'
import { every } from '../../../platform/every.ts'
import { leastIdAt } from '../../../platform/ids.ts'
import type { Log } from '../../../platform/log.ts'
import { addPacked, listOf, noPlaces } from './bitmap.ts'
import { type FacetCall, type FacetRow, said } from './fields.ts'
import { blockOf, blockSize, idAt, open } from './segment.ts'
import { type BlockTables, invalidateSegments, type PostingRow } from './tables.ts'

type Tables = BlockTables & { workers: { since: string } }
/** `rest`: how long it pauses after a block, compared with how long it worked. */
type Deps = { claims: Claims; log: Log; size?: number; rest?: number }

const work = 'search blocks'
const times = { every: 1_000, claim: 60_000, renew: 20_000, open: 10_000 }
/** Each process that makes ids says from which on they may be unfinished; this is for what says nothing. */
const margin = 1_000
/** One that takes longer does not hold the others up: it stands in its block as open. */
const longest = 60_000
const openAtOnce = 20
const renewedAtOnce = 50
const insertAtOnce = 200

export type SegmentIndexer = ReturnType<typeof segmentIndexer>

/**
 * Summarises what has been recorded in blocks, off the path of requests. A block is said to have changed from before it is
 * read until it is written, so that whoever changes a transaction meanwhile is not overwritten.
 */
export function segmentIndexer(database: Database, { claims, log, size = blockSize, rest = 1 }: Deps) {
  const db = database.kysely.withTables<Tables>()
  const state = { opened: 0, openAfter: '', claimed: 0 }

  /** Nothing older is still to be recorded. */
  const settled = async (now: number) => {
    const row = await db.selectFrom('workers').select(db.fn.min('since').as('since')).executeTakeFirst()
    const latest = leastIdAt(now - margin)
    const since = row?.since && row.since < latest ? row.since : latest
    const earliest = leastIdAt(now - longest)
    return since < earliest ? earliest : since
  }

  const lastBlock = async () =>
    (await db.selectFrom('search_blocks').select('last').orderBy('last', 'desc').limit(1).executeTakeFirst())?.last

  const blockAfter = async (trx: typeof db, id: string) =>
    (
      await trx
        .selectFrom('search_blocks')
        .select('last')
        .where('last', '>', id)
        .orderBy('last')
        .limit(1)
        .executeTakeFirst()
    )?.last

  const lastBefore = async (id: string) =>
    (
      await db
        .selectFrom('search_blocks')
        .select('last')
        .where('last', '<', id)
        .orderBy('last', 'desc')
        .limit(1)
        .executeTakeFirst()
    )?.last ?? ''

  /** The transaction that would end a block of usual size; undefined when there are not so many yet. */
  const endOf = async (after: string, below: string) => {
    const { rows } = await sql<{ id: string }>`select id from transactions where id > ${after} and id < ${below}
      order by id limit 1 offset ${size - 1}`.execute(database.kysely)
    return rows[0]?.id
  }

  const read = async (after: string, last: string) => {
    const { kysely } = database
    const rows = await sql<FacetRow>`select id, ${said} as said, path, query, upstream, properties
      from transactions where id > ${after} and id <= ${last} order by id`.execute(kysely)
    const calls = await sql<FacetCall>`select transaction_id, key, name, status, definition from calls
      where transaction_id > ${after} and transaction_id <= ${last}`.execute(kysely)
    return blockOf(rows.rows, calls.rows)
  }

  /** What follows the last block, when it fills one. Until it has been read it is said to have changed. */
  async function append(now: number): Promise<boolean> {
    const [after, sure] = [(await lastBlock()) ?? '', await settled(now)]
    if (after > sure) await takeBack(sure)
    const last = await endOf(after, sure)
    if (last === undefined) return false
    await db
      .insertInto('search_blocks')
      .values({ last, first: last, size: 0, open: 0, changes: 1, ids: Buffer.alloc(0) })
      .execute()
    await summarise(last)
    return true
  }

  /** A worker whose clock is behind makes ids among those that were thought complete. */
  const takeBack = async (from: string) => {
    await db.deleteFrom('search_postings').where('block', '>=', from).execute()
    await db.deleteFrom('search_blocks').where('last', '>=', from).execute()
  }

  const changesOf = async (last: string) =>
    (await db.selectFrom('search_blocks').select('changes').where('last', '=', last).executeTakeFirst())?.changes

  async function summarise(last: string) {
    const changes = await changesOf(last)
    const after = await lastBefore(last)
    const middle = await endOf(after, last)
    if (changes === undefined) return
    if (middle !== undefined && (await isMuchMore(middle, last))) return split(middle)
    const { postings, ...block } = await read(after, last)
    await db.transaction().execute(async (trx) => {
      await trx.deleteFrom('search_postings').where('block', '=', last).execute()
      const next = block.size < size / 4 ? await blockAfter(trx, last) : undefined
      if (next !== undefined || block.size === 0) {
        // What is left of it is added to the next.
        await trx.deleteFrom('search_blocks').where('last', '=', last).execute()
        if (next !== undefined) await invalidateSegments(next, next).execute(trx)
        return
      }
      for (let i = 0; i < postings.length; i += insertAtOnce) {
        const rows: PostingRow[] = postings.slice(i, i + insertAtOnce).map((posting) => ({ block: last, ...posting }))
        await trx.insertInto('search_postings').values(rows).execute()
      }
      await trx
        .updateTable('search_blocks')
        .set({ ...block, changes: sql`changes - ${changes}` })
        .where('last', '=', last)
        .execute()
    })
  }

  const isMuchMore = async (middle: string, last: string) => (await endOf(middle, last)) !== undefined
  const split = async (last: string) => {
    await db
      .insertInto('search_blocks')
      .values({ last, first: last, size: 0, open: 0, changes: 1, ids: Buffer.alloc(0) })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await summarise(last)
  }

  /** Blocks of which something has changed, the newest first. */
  async function renew(): Promise<boolean> {
    const row = await db
      .selectFrom('search_blocks')
      .select('last')
      .where('changes', '>', 0)
      .orderBy('last', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (row) await summarise(row.last)
    return row !== undefined
  }

  /** Of some blocks, whether what was open in them has ended. */
  async function lookAtOpen(now: number) {
    if (now - state.opened < times.open) return
    state.opened = now
    const blocks = await db
      .selectFrom('search_blocks')
      .innerJoin('search_postings', 'search_postings.block', 'search_blocks.last')
      .select(['last', 'size', 'open', 'ids', 'places'])
      .where('open', '>', 0)
      .where('facet', '=', open.facet)
      .where('last', '>', state.openAfter)
      .orderBy('last')
      .limit(openAtOnce)
      .execute()
    state.openAfter = blocks.length < openAtOnce ? '' : (blocks.at(-1)?.last ?? '')
    for (const block of blocks)
      if (await hasEnded(block)) await invalidateSegments(block.last, block.last).execute(database.kysely)
  }

  async function hasEnded({
    size,
    open: were,
    ids,
    places,
  }: { size: number; open: number; ids: Uint8Array } & Pick<PostingRow, 'places'>) {
    const bits = noPlaces(size)
    addPacked(bits, places)
    const still = await database.kysely
      .withTables<{ transactions: { id: string; status: string } }>()
      .selectFrom('transactions')
      .select('id')
      .where(
        'id',
        'in',
        listOf(bits).map((place) => idAt(ids, place)),
      )
      .where('status', 'in', ['Processing', 'Pending Async'])
      .execute()
    return still.length < were
  }

  /** One block after the other, as long as there are some; others have their turn between them. */
  async function each(stopping: AbortSignal, work: () => Promise<boolean>, most = Number.POSITIVE_INFINITY) {
    for (let n = 0; n < most && !stopping.aborted; n++) {
      const started = performance.now()
      if (started - state.claimed > times.renew && !(await claim())) return
      if (!(await work())) return
      await pause(Math.ceil((performance.now() - started) * rest))
    }
  }

  const claim = async () => {
    state.claimed = performance.now()
    return claims.take(work, times.claim)
  }

  async function round(stopping: AbortSignal) {
    if (!(await claim())) return
    await lookAtOpen(Date.now())
    await each(stopping, renew, renewedAtOnce)
    await each(stopping, () => append(Date.now()))
  }

  return every(times.every, 'indexing what was recorded for searches', round, log)
}
