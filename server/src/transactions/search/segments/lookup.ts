import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '../../../platform/database/reader.ts'
import { matchOne } from '../conditions.ts'
import type { Predicate } from '../predicates.ts'
import { type Bitmap, intersectInto, isEmpty, union, unpack } from './bitmap.ts'
import { boundingFields } from './fields.ts'
import { idBytes, otherValues, unfinished } from './segment.ts'
import { hasTrigrams } from './trigrams.ts'

/** Consecutive segments: those that end after `after`, up to `to`. There are at most `segments` of them. */
export type SegmentRange = { after: string; to: string; segments: number }

/** A segment with possible matches: at some ordinals, or anywhere. */
export type Candidate = { last: string; ordinals: Bitmap | 'anywhere' }

export const findNewestSegment = async ({ kysely }: Reader): Promise<string> =>
  (await sql<{ last: string | null }>`select max(last) as last from search_segments`.execute(kysely)).rows[0]?.last ??
  ''

/** Finds at most `count` segments, from the one that holds an id back; undefined when no segment holds it. */
export async function findSegmentsBack(
  { kysely }: Reader,
  id: string,
  count: number,
): Promise<SegmentRange | undefined> {
  const { rows } = await sql<{ after: string | null; to: string | null }>`select found.upto as "to",
    (select last from search_segments where last <= found.upto order by last desc limit 1 offset ${count}) as after
    from (select min(last) as upto from search_segments where last >= ${id}) found`.execute(kysely)
  const { after, to } = rows[0] ?? {}
  return to ? { after: after ?? '', to, segments: count } : undefined
}

/** Finds at most `count` segments, from the one that holds an id on; undefined when no segment holds it. */
export async function findSegmentsOn({ kysely }: Reader, id: string, count: number): Promise<SegmentRange | undefined> {
  const { rows } = await sql<{ after: string | null; to: string | null }>`select
    (select max(last) from search_segments where last < ${id}) as after,
    (select max(last) from (select last from search_segments where last >= ${id} order by last limit ${count}) found) as "to"
  `.execute(kysely)
  const { after, to } = rows[0] ?? {}
  return to ? { after: after ?? '', to, segments: count } : undefined
}

type Matches = Map<string, Bitmap | 'anywhere'>

/** The posting lists of a value in many segments, as one text: as many rows with bytes cost several times as much. */
type EncodedPostings = { value: string; postings: string }

const encodePostings = (engine: Reader['engine']) =>
  engine === 'sqlite'
    ? sql`p.value as value, group_concat(p.segment || hex(p.ordinals)) as postings`
    : sql`p.value as value, string_agg(p.segment || encode(p.ordinals, 'hex'), ',') as postings`

/** SQL for the posting lists that bound the matches of a text. Null: the text may be anywhere in its segment. */
const encodeBoundingPostings = (engine: Reader['engine']) =>
  sql`(select ${
    engine === 'sqlite' ? sql`group_concat(hex(c.ordinals))` : sql`string_agg(encode(c.ordinals, 'hex'), ',')`
  } from search_postings c where c.segment = p.segment and c.field = case p.field ${sql.join(
    boundingFields.map(([text, ofAll]) => sql`when ${sql.lit(text)} then ${sql.lit(ofAll)}`),
    sql` `,
  )} end)`

function* decodePostings({ postings }: EncodedPostings): Generator<[segment: string, ordinals: Bitmap]> {
  for (const one of postings.split(',')) yield [one.slice(0, 2 * idBytes), unpack(one.slice(2 * idBytes))]
}

function addMatch(found: Matches, segment: string, ordinals: Bitmap) {
  const known = found.get(segment)
  if (known === undefined) found.set(segment, ordinals)
  else if (known !== 'anywhere') found.set(segment, union(known, ordinals))
}

/** Finds the segments with possible matches, in order: where all predicates match, and what the index does not know. */
export async function findCandidates(
  reader: Reader,
  predicates: Predicate[],
  range: SegmentRange,
): Promise<Candidate[]> {
  const [found, unreliable] = await Promise.all([
    intersectPredicates(reader, predicates, range),
    findUnreliable(reader, range),
  ])
  if (unreliable.some(({ reason }) => reason === 'unfinished'))
    for (const one of await findUnfinished(reader, range))
      for (const [segment, ordinals] of decodePostings(one)) addMatch(found, segment, ordinals)
  for (const { last, reason } of unreliable) if (reason === 'invalidated') found.set(last, 'anywhere')
  return [...found].map(([last, ordinals]) => ({ last, ordinals })).sort((a, b) => (a.last < b.last ? -1 : 1))
}

/** Up to so many segments are looked up by name; of more, a posting list is read for the whole range at once. */
const fewSegments = 32

async function intersectPredicates(reader: Reader, predicates: Predicate[], range: SegmentRange): Promise<Matches> {
  const matchCounts = new Map<Predicate, number>()
  const matchAndCount = async (predicate: Predicate, few?: string[]) => {
    const matched = await matchPredicate(reader, predicate, range, few)
    if (!few) matchCounts.set(predicate, matched.size)
    return matched
  }
  let found: Matches | undefined
  // For few segments, all predicates at once cost less than one after the other.
  if (range.segments <= fewSegments)
    found = (await Promise.all(predicates.map((predicate) => matchAndCount(predicate)))).reduce(intersectMatches)
  else
    for (const predicate of predicates) {
      const matched = await matchAndCount(predicate, found && found.size <= fewSegments ? [...found.keys()] : undefined)
      found = found ? intersectMatches(found, matched) : matched
      if (found.size === 0) break
    }
  // The most selective predicate comes first for the next segments.
  const matched = (predicate: Predicate) => matchCounts.get(predicate) ?? Number.POSITIVE_INFINITY
  predicates.sort((a, b) => (matched(a) === matched(b) ? 0 : matched(a) - matched(b)))
  return found ?? new Map()
}

function intersectMatches(former: Matches, matched: Matches): Matches {
  const found: Matches = new Map()
  for (const [segment, ordinals] of matched) {
    const before = former.get(segment)
    if (before === undefined) continue
    if (before === 'anywhere' || ordinals === 'anywhere') {
      found.set(segment, before === 'anywhere' ? ordinals : before)
      continue
    }
    intersectInto(ordinals, before)
    if (!isEmpty(ordinals)) found.set(segment, ordinals)
  }
  return found
}

/** Finds the segments of a range, or the few named ones, in which a predicate matches. */
async function matchPredicate(
  { engine, kysely }: Reader,
  predicate: Predicate,
  { after, to }: SegmentRange,
  few?: string[],
): Promise<Matches> {
  const fields = sql`p.field in (${sql.join(predicate.fields)})`
  const among = few ? matchOne(engine, sql`p.segment`, few) : sql`p.segment > ${after} and p.segment <= ${to}`
  const found: Matches = new Map()
  if (predicate.kind === 'text') {
    const { rows } = await sql<{
      segment: string
      postings: string | null
    }>`select p.segment as segment, ${encodeBoundingPostings(engine)} as postings
      from search_postings p where ${fields} and ${among} and ${hasTrigrams(engine, predicate.trigrams)}`.execute(
      kysely,
    )
    for (const { segment, postings } of rows)
      if (postings === null) found.set(segment, 'anywhere')
      else for (const ordinals of postings.split(',')) addMatch(found, segment, unpack(ordinals))
    return found
  }
  const { rows } = predicate.named
    ? await sql<EncodedPostings>`select ${encodePostings(engine)} from search_postings p
        where ${fields} and ${matchOne(engine, sql`p.value`, [...predicate.named, otherValues])} and ${among} group by p.value`.execute(
        kysely,
      )
    : // `cross join` keeps this order: segment by segment, all values of the field.
      await sql<EncodedPostings>`select ${encodePostings(engine)} from search_segments b cross join search_postings p
        where b.last > ${after} and b.last <= ${to} and p.segment = b.last and ${fields} group by p.value`.execute(
        kysely,
      )
  if (predicate.fields.includes('rerunnable') && predicate.matches('0'))
    for (const segment of await listDroppedSegments({ engine, kysely }, { after, to }, few))
      found.set(segment, 'anywhere')
  for (const one of rows)
    if (one.value === otherValues || predicate.matches(one.value))
      for (const [segment, ordinals] of decodePostings(one)) addMatch(found, segment, ordinals)
  return found
}

/** Lists the segments that do not know that bodies of theirs were dropped. */
async function listDroppedSegments(
  { engine, kysely }: Reader,
  { after, to }: Pick<SegmentRange, 'after' | 'to'>,
  few?: string[],
): Promise<string[]> {
  const { rows } = await sql<{ last: string }>`select s.last as last from dropped_bodies d cross join search_segments s
    where s.last > ${after} and s.last <= ${to} and s.last >= d.first and s.first < d.before
    ${few ? sql`and ${matchOne(engine, sql`s.last`, few)}` : sql``}`.execute(kysely)
  return rows.map(({ last }) => last)
}

const findUnfinished = async ({ kysely, engine }: Reader, { after, to }: SegmentRange): Promise<EncodedPostings[]> =>
  (
    await sql<EncodedPostings>`select ${encodePostings(engine)} from search_postings p where p.field = ${unfinished.field} and p.value = ${unfinished.value}
      and p.segment > ${after} and p.segment <= ${to} group by p.value`.execute(kysely)
  ).rows

type Unreliable = { last: string; reason: 'unfinished' | 'invalidated' }

/** Finds segments with unfinished transactions, and segments that were invalidated. */
const findUnreliable = async ({ kysely }: Reader, { after, to }: SegmentRange): Promise<Unreliable[]> =>
  (
    await sql<Unreliable>`select last, 'unfinished' as reason from search_segments where open > 0 and last > ${after} and last <= ${to}
      union all select last, 'invalidated' as reason from search_segments where changes > 0 and last > ${after} and last <= ${to}`.execute(
      kysely,
    )
  ).rows

/** A transaction, by its segment and its ordinal there. */
export type Posting = { segment: string; ordinal: number }

/** SQL for the ids of postings. A segment that no longer exists gives none. */
export function selectPostings(engine: Reader['engine'], postings: readonly Posting[]): RawBuilder<unknown> {
  const from = sql`${sql.lit(idBytes)} * ordinal + 1`
  if (engine === 'sqlite') {
    const pairs = JSON.stringify(postings.map(({ segment, ordinal }) => [segment, ordinal]))
    return sql`select lower(hex(substr(b.ids, ${from}, ${sql.lit(idBytes)})))
      from (select value ->> 0 as segment, value ->> 1 as ordinal from json_each(${pairs})) p
      cross join search_segments b where b.last = p.segment`
  }
  const [segments, ordinals] = [postings.map(({ segment }) => segment), postings.map(({ ordinal }) => ordinal)]
  return sql`select encode(substring(b.ids from ${from} for ${sql.lit(idBytes)}), 'hex')
    from unnest(${segments}::text[], ${ordinals}::int[]) as p(segment, ordinal) join search_segments b on b.last = p.segment`
}

/** SQL for the end of the segment before this one. */
export const segmentStart = (segment: string) =>
  sql<string>`(select coalesce(max(s.last), '') from search_segments s where s.last < ${segment})`
export const findSegmentStart = async ({ kysely }: Reader, segment: string): Promise<string> =>
  (await sql<{ after: string }>`select ${segmentStart(segment)} as after`.execute(kysely)).rows[0]?.after ?? ''
