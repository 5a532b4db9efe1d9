import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '../platform/reader.ts'
import { mostInBlock, open, other } from './block.ts'
import { hasGram } from './grams.ts'
import type { Leaf } from './leaves.ts'
import { addPacked, isEmpty, keepOnly, noPlaces, type Places } from './places.ts'
import { anyOf } from './search-conditions.ts'

/** Blocks that follow each other: those that end after `after`, up to `to`. */
export type Chunk = { after: string; to: string }

/** A block in which something may match: at some places, or anywhere. */
export type Candidate = { last: string; after: string; size: number; places: Places | 'anywhere' }

export const lastSummarised = async ({ kysely }: Reader): Promise<string> =>
  (await sql<{ last: string | null }>`select max(last) as last from search_blocks`.execute(kysely)).rows[0]?.last ?? ''

/** So many blocks back from the one that an id is in, or as many as there are. */
export async function chunkDownFrom({ kysely }: Reader, id: string, count: number): Promise<Chunk> {
  const { rows } = await sql<{ after: string | null; to: string }>`select found.upto as "to",
    (select last from search_blocks where last <= found.upto order by last desc limit 1 offset ${count}) as after
    from (select coalesce((select min(last) from search_blocks where last >= ${id}), 'g') as upto) found`.execute(
    kysely,
  )
  return { after: rows[0]?.after ?? '', to: rows[0]?.to ?? 'g' }
}

/** So many blocks on from the one that an id is in; undefined when it is in none. */
export async function chunkUpFrom({ kysely }: Reader, id: string, count: number): Promise<Chunk | undefined> {
  const { rows } = await sql<{ after: string | null; to: string | null }>`select
    (select max(last) from search_blocks where last < ${id}) as after,
    (select max(last) from (select last from search_blocks where last >= ${id} order by last limit ${count}) found) as "to"
  `.execute(kysely)
  const { after, to } = rows[0] ?? {}
  return to ? { after: after ?? '', to } : undefined
}

type Found = Map<string, Places | 'anywhere'>
type Posting = { block: string; value: string; places: Uint8Array }

/** The blocks in which something may match, in their order. */
export async function candidatesIn(reader: Reader, leaves: Leaf[], chunk: Chunk): Promise<Candidate[]> {
  const found = await narrowed(reader, leaves, chunk)
  for (const { block, places } of await openIn(reader, chunk)) {
    const known = found.get(block)
    if (known === 'anywhere') continue
    const all = known ?? noPlaces(mostInBlock)
    addPacked(all, places)
    found.set(block, all)
  }
  for (const { last } of await changedIn(reader, chunk)) found.set(last, 'anywhere')
  return described(reader, found)
}

async function narrowed(reader: Reader, leaves: Leaf[], chunk: Chunk): Promise<Found> {
  let found: Found | undefined
  const left = new Map<Leaf, number>()
  for (const leaf of leaves) {
    found = both(found, await takenBy(reader, leaf, chunk, found))
    left.set(leaf, found.size)
    if (found.size === 0) break
  }
  // What leaves least is asked first of the next blocks.
  const leftBy = (leaf: Leaf) => left.get(leaf) ?? Number.POSITIVE_INFINITY
  leaves.sort((a, b) => leftBy(a) - leftBy(b))
  return found ?? new Map()
}

function both(former: Found | undefined, taken: Found): Found {
  if (!former) return taken
  const found: Found = new Map()
  for (const [block, places] of taken) {
    const before = former.get(block)
    if (before === undefined) continue
    if (before === 'anywhere' || places === 'anywhere') {
      found.set(block, before === 'anywhere' ? places : before)
      continue
    }
    keepOnly(places, before)
    if (!isEmpty(places)) found.set(block, places)
  }
  return found
}

/** The blocks of a chunk, or those of them that are left, in which a leaf takes something. */
async function takenBy({ engine, kysely }: Reader, leaf: Leaf, { after, to }: Chunk, left?: Found): Promise<Found> {
  const among = left
    ? sql`from search_postings p where ${anyOf(engine, sql`p.block`, [...left.keys()])}`
    : // In this order: what the leaf asks is looked up block by block.
      sql`from search_blocks b cross join search_postings p where b.last > ${after} and b.last <= ${to} and p.block = b.last`
  const facets = sql`p.facet in (${sql.join(leaf.facets)})`
  const found: Found = new Map()
  if (leaf.kind === 'gram') {
    const { rows } = await sql<Posting>`select p.block as block ${among} and ${facets} and p.value = ${leaf.gram.bucket}
      and ${hasGram(engine, sql`p.places`, leaf.gram)}`.execute(kysely)
    for (const { block } of rows) found.set(block, 'anywhere')
    return found
  }
  const { rows } =
    await sql<Posting>`select p.block as block, p.value as value, p.places as places ${among} and ${facets}
    and ${valuesOf(leaf)}`.execute(kysely)
  const others = await sql<Posting>`select block, value, places from search_postings
    where value = ${sql.lit(other)} and facet in (${sql.join(leaf.facets)}) and block > ${after} and block <= ${to}`.execute(
    kysely,
  )
  for (const { block, value, places } of [...rows, ...others.rows]) {
    if (value !== other && !leaf.takes(value)) continue
    const all = found.get(block) ?? noPlaces(mostInBlock)
    if (all !== 'anywhere') addPacked(all, places)
    found.set(block, all)
  }
  return found
}

function valuesOf({ named, between }: Leaf & { kind: 'values' }): RawBuilder<unknown> {
  if (named) return named.length ? sql`p.value in (${sql.join(named)})` : sql`1 = 0`
  return between ? sql`p.value between ${between.from} and ${between.to}` : sql`p.value <> ${sql.lit(other)}`
}

const openIn = async ({ kysely }: Reader, { after, to }: Chunk): Promise<Posting[]> =>
  (
    await sql<Posting>`select p.block as block, p.value as value, p.places as places
      from search_blocks b cross join search_postings p
      where b.open > 0 and b.last > ${after} and b.last <= ${to} and p.block = b.last
      and p.facet = ${open.facet} and p.value = ${open.value}`.execute(kysely)
  ).rows

const changedIn = async ({ kysely }: Reader, { after, to }: Chunk): Promise<{ last: string }[]> =>
  (
    await sql<{ last: string }>`select last from search_blocks
      where changes > 0 and last > ${after} and last <= ${to}`.execute(kysely)
  ).rows

async function described({ engine, kysely }: Reader, found: Found): Promise<Candidate[]> {
  if (found.size === 0) return []
  const { rows } = await sql<{ last: string; size: number; after: string | null }>`select last, size,
    (select max(s.last) from search_blocks s where s.last < b.last) as after
    from search_blocks b where ${anyOf(engine, sql`last`, [...found.keys()])} order by last`.execute(kysely)
  return rows.map(({ last, size, after }) => ({
    last,
    size,
    after: after ?? '',
    places: found.get(last) ?? 'anywhere',
  }))
}

/** The ids of blocks, in their order. */
export async function idsIn({ kysely, engine }: Reader, blocks: readonly string[]): Promise<Map<string, Uint8Array>> {
  const { rows } = await sql<{ last: string; ids: Uint8Array }>`select last, ids from search_blocks
    where ${anyOf(engine, sql`last`, blocks)}`.execute(kysely)
  return new Map(rows.map(({ last, ids }) => [last, ids]))
}
