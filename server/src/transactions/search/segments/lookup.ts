import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '../../../platform/database/reader.ts'
import { isOneOf } from '../conditions.ts'
import type { Leaf } from '../predicates.ts'
import { isEmpty, keepOnly, type Places, union, unpack } from './bitmap.ts'
import { placesOfText } from './fields.ts'
import { idBytes, open, other } from './segment.ts'
import { hasGrams } from './trigrams.ts'

/** Blocks that follow each other: those that end after `after`, up to `to`; as many as `blocks`, or fewer. */
export type Chunk = { after: string; to: string; blocks: number }

/** A block in which something may match: at some places, or anywhere. */
export type Candidate = { last: string; places: Places | 'anywhere' }

export const lastSummarised = async ({ kysely }: Reader): Promise<string> =>
  (await sql<{ last: string | null }>`select max(last) as last from search_blocks`.execute(kysely)).rows[0]?.last ?? ''

/** So many blocks back from the one that an id is in, or as many as there are; undefined when it is in none. */
export async function chunkDownFrom({ kysely }: Reader, id: string, count: number): Promise<Chunk | undefined> {
  const { rows } = await sql<{ after: string | null; to: string | null }>`select found.upto as "to",
    (select last from search_blocks where last <= found.upto order by last desc limit 1 offset ${count}) as after
    from (select min(last) as upto from search_blocks where last >= ${id}) found`.execute(kysely)
  const { after, to } = rows[0] ?? {}
  return to ? { after: after ?? '', to, blocks: count } : undefined
}

/** So many blocks on from the one that an id is in; undefined when it is in none. */
export async function chunkUpFrom({ kysely }: Reader, id: string, count: number): Promise<Chunk | undefined> {
  const { rows } = await sql<{ after: string | null; to: string | null }>`select
    (select max(last) from search_blocks where last < ${id}) as after,
    (select max(last) from (select last from search_blocks where last >= ${id} order by last limit ${count}) found) as "to"
  `.execute(kysely)
  const { after, to } = rows[0] ?? {}
  return to ? { after: after ?? '', to, blocks: count } : undefined
}

type Found = Map<string, Places | 'anywhere'>

/** The places of a value in all blocks that are asked, as one text: as many rows with bytes cost several times as much. */
type Noted = { value: string; noted: string }

const noted = (engine: Reader['engine']) =>
  engine === 'sqlite'
    ? sql`p.value as value, group_concat(p.block || hex(p.places)) as noted`
    : sql`p.value as value, string_agg(p.block || encode(p.places, 'hex'), ',') as noted`

/** Where in its block a text may be: undefined, anywhere. */
const notedOfText = (engine: Reader['engine']) =>
  sql`(select ${
    engine === 'sqlite' ? sql`group_concat(hex(c.places))` : sql`string_agg(encode(c.places, 'hex'), ',')`
  } from search_postings c where c.block = p.block and c.facet = case p.facet ${sql.join(
    placesOfText.map(([text, ofAll]) => sql`when ${sql.lit(text)} then ${sql.lit(ofAll)}`),
    sql` `,
  )} end)`

function* placesIn({ noted }: Noted): Generator<[block: string, places: Places]> {
  for (const one of noted.split(',')) yield [one.slice(0, 2 * idBytes), unpack(one.slice(2 * idBytes))]
}

function add(found: Found, block: string, places: Places) {
  const known = found.get(block)
  if (known === undefined) found.set(block, places)
  else if (known !== 'anywhere') found.set(block, union(known, places))
}

/** The blocks in which something may match, in their order. */
export async function candidatesIn(reader: Reader, leaves: Leaf[], chunk: Chunk): Promise<Candidate[]> {
  const [found, unsure] = await Promise.all([narrowed(reader, leaves, chunk), unsureIn(reader, chunk)])
  if (unsure.some(({ why }) => why === 'open'))
    for (const one of await openIn(reader, chunk))
      for (const [block, places] of placesIn(one)) add(found, block, places)
  for (const { last, why } of unsure) if (why === 'changed') found.set(last, 'anywhere')
  return [...found].map(([last, places]) => ({ last, places })).sort((a, b) => (a.last < b.last ? -1 : 1))
}

/** So few blocks are asked one by one; of more, what a value has in the whole chunk is read in one go. */
const fewBlocks = 32

async function narrowed(reader: Reader, leaves: Leaf[], chunk: Chunk): Promise<Found> {
  const takes = new Map<Leaf, number>()
  const takenOf = async (leaf: Leaf, few?: string[]) => {
    const taken = await takenBy(reader, leaf, chunk, few)
    if (!few) takes.set(leaf, taken.size)
    return taken
  }
  let found: Found | undefined
  // Of few blocks it costs less to ask all at once than to wait for one answer after the other.
  if (chunk.blocks <= fewBlocks) found = (await Promise.all(leaves.map((leaf) => takenOf(leaf)))).reduce(both)
  else
    for (const leaf of leaves) {
      const taken = await takenOf(leaf, found && found.size <= fewBlocks ? [...found.keys()] : undefined)
      found = found ? both(found, taken) : taken
      if (found.size === 0) break
    }
  // What takes least is asked first of the next blocks.
  const taken = (leaf: Leaf) => takes.get(leaf) ?? Number.POSITIVE_INFINITY
  leaves.sort((a, b) => (taken(a) === taken(b) ? 0 : taken(a) - taken(b)))
  return found ?? new Map()
}

function both(former: Found, taken: Found): Found {
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

/** The blocks of a chunk, or of a few of them, in which a leaf takes something. */
async function takenBy({ engine, kysely }: Reader, leaf: Leaf, { after, to }: Chunk, few?: string[]): Promise<Found> {
  const facets = sql`p.facet in (${sql.join(leaf.facets)})`
  const among = few ? isOneOf(engine, sql`p.block`, few) : sql`p.block > ${after} and p.block <= ${to}`
  const found: Found = new Map()
  if (leaf.kind === 'text') {
    const { rows } = await sql<{
      block: string
      noted: string | null
    }>`select p.block as block, ${notedOfText(engine)} as noted
      from search_postings p where ${facets} and ${among} and ${hasGrams(engine, leaf.grams)}`.execute(kysely)
    for (const { block, noted } of rows)
      if (noted === null) found.set(block, 'anywhere')
      else for (const places of noted.split(',')) add(found, block, unpack(places))
    return found
  }
  const { rows } = leaf.named
    ? await sql<Noted>`select ${noted(engine)} from search_postings p
        where ${facets} and ${isOneOf(engine, sql`p.value`, [...leaf.named, other])} and ${among} group by p.value`.execute(
        kysely,
      )
    : // In this order: all values that a block has are looked up block by block.
      await sql<Noted>`select ${noted(engine)} from search_blocks b cross join search_postings p
        where b.last > ${after} and b.last <= ${to} and p.block = b.last and ${facets} group by p.value`.execute(kysely)
  for (const one of rows)
    if (one.value === other || leaf.takes(one.value))
      for (const [block, places] of placesIn(one)) add(found, block, places)
  return found
}

const openIn = async ({ kysely, engine }: Reader, { after, to }: Chunk): Promise<Noted[]> =>
  (
    await sql<Noted>`select ${noted(engine)} from search_postings p where p.facet = ${open.facet} and p.value = ${open.value}
      and p.block > ${after} and p.block <= ${to} group by p.value`.execute(kysely)
  ).rows

type Unsure = { last: string; why: 'open' | 'changed' }

/** Blocks that do not know all of their transactions, or no longer. */
const unsureIn = async ({ kysely }: Reader, { after, to }: Chunk): Promise<Unsure[]> =>
  (
    await sql<Unsure>`select last, 'open' as why from search_blocks where open > 0 and last > ${after} and last <= ${to}
      union all select last, 'changed' as why from search_blocks where changes > 0 and last > ${after} and last <= ${to}`.execute(
      kysely,
    )
  ).rows

/** A transaction by its place in a block. */
export type Placed = { block: string; place: number }

/** The ids of transactions that stand at places in blocks; what a block does not hold any more gives none. */
export function idsOfPlaced(engine: Reader['engine'], placed: readonly Placed[]): RawBuilder<unknown> {
  const from = sql`${sql.lit(idBytes)} * place + 1`
  if (engine === 'sqlite') {
    const pairs = JSON.stringify(placed.map(({ block, place }) => [block, place]))
    return sql`select lower(hex(substr(b.ids, ${from}, ${sql.lit(idBytes)})))
      from (select value ->> 0 as block, value ->> 1 as place from json_each(${pairs})) p
      cross join search_blocks b where b.last = p.block`
  }
  const [blocks, places] = [placed.map(({ block }) => block), placed.map(({ place }) => place)]
  return sql`select encode(substring(b.ids from ${from} for ${sql.lit(idBytes)}), 'hex')
    from unnest(${blocks}::text[], ${places}::int[]) as p(block, place) join search_blocks b on b.last = p.block`
}

/** What a block begins after. */
export const beginOf = (block: string) =>
  sql<string>`(select coalesce(max(s.last), '') from search_blocks s where s.last < ${block})`
export const beforeBlock = async ({ kysely }: Reader, block: string): Promise<string> =>
  (await sql<{ after: string }>`select ${beginOf(block)} as after`.execute(kysely)).rows[0]?.after ?? ''
