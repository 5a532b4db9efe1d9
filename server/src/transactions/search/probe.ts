import { sql } from 'kysely'
import type { Reader } from '../../platform/database/reader.ts'
import { idAfter, idBefore } from '../../platform/ids.ts'
import { type Condition, matchAll } from './conditions.ts'
import type { Plan } from './plan.ts'
import { countBits, toOrdinals } from './segments/bitmap.ts'
import {
  type Candidate,
  findCandidates,
  findNewestSegment,
  findSegmentStart,
  findSegmentsBack,
  findSegmentsOn,
  type Posting,
  type SegmentRange,
  segmentStart,
  selectPostings,
} from './segments/lookup.ts'
import { segmentSize } from './segments/segment.ts'
import {
  afterEveryId,
  fullScan,
  type IdRow,
  type Range,
  runQuery,
  type Slice,
  type SliceSize,
  selectEntries,
  sliceOneScan,
  toIds,
} from './slice.ts'

// A probe takes so many postings, but reads only as many of them as it is likely to need.
const maxOrdinalsPerProbe = 2_000

/** Slices one search: it scans the unindexed transactions, and probes the candidates of the segments. */
export function sliceSegments(reader: Reader) {
  // Segments that are added during the search hold only transactions that it has scanned already.
  let newest: string | undefined
  let first: SegmentRange | undefined

  return async function slice(plan: Plan, range: Range, size: SliceSize): Promise<Slice> {
    if (newest === undefined && range.direction === 'older') {
      const { ids, newest: found, after, end } = await scanUnindexed(reader, plan, range, size)
      newest = found
      first = { after, to: newest, segments: size.segments }
      const segmentsFollow = newest !== '' && (range.from ?? '') <= newest
      if (ids.length || end !== undefined || !segmentsFollow)
        return { ids, end: end ?? (segmentsFollow ? idAfter(newest) : undefined) }
      return slice(plan, { ...range, below: lesserId(range.below, idAfter(newest)) }, size)
    }
    newest ??= await findNewestSegment(reader)
    const recent = (part: Range) => sliceOneScan(reader, fullScan, plan, part, size)
    if (newest === '') return recent(range)
    const afterNewest = greaterId(range.from, idAfter(newest))
    if (range.direction === 'newer') {
      const segments = await findSegmentsOn(reader, range.from ?? '', size.segments)
      return segments ? probeSegments(reader, plan, range, size, segments) : recent({ ...range, from: afterNewest })
    }
    if (range.below === undefined || range.below > afterNewest) {
      const { ids, end } = await recent({ ...range, from: afterNewest })
      return { ids, end: end === undefined && (range.from ?? '') <= newest ? idAfter(newest) : end }
    }
    const to = idBefore(range.below)
    const segments = to === first?.to ? first : await findSegmentsBack(reader, to, size.segments)
    if (segments) return probeSegments(reader, plan, range, size, segments)
    // The indexer has removed the newest segments.
    newest = undefined
    return slice(plan, range, size)
  }
}

type UnindexedRow = { newest: string; after: string | null; end: string | null; id: string | null }

/** Scans transactions newer than the newest segment, and finds where the newest segments begin: most searches start with this one statement. */
async function scanUnindexed(reader: Reader, plan: Plan, range: Range, size: SliceSize) {
  const { from = '', below } = range
  const residual = plan.residualBetween({
    from: sql`coalesce((select id from cut), (select last from newest))`,
    to: below ?? afterEveryId,
  })
  const unindexed = sql<boolean>`id > (select last from newest) and id >= ${from} ${below === undefined ? sql`` : sql`and id < ${below}`}`
  const beyond = selectEntries({ ...fullScan, where: unindexed }, { direction: 'older' }, 1)
  const matching = sql<boolean>`${unindexed} and id >= coalesce((select id from cut), '') ${residual ? sql`and ${residual}` : sql``}`
  const rows = await runQuery<UnindexedRow>(
    reader,
    sql`with newest as (select coalesce(max(last), '') as last from search_segments),
      cut as (${beyond} offset ${size.entries - 1})
      select (select last from newest) as newest,
        (select last from search_segments order by last desc limit 1 offset ${size.segments}) as after, (select id from cut) as "end", null as id
      union all select null, null, null, id from (${selectEntries({ ...fullScan, where: matching }, { direction: 'older' }, size.wanted)}) matching`,
  )
  const boundary = rows.find(({ id }) => id === null)
  const ids = rows.flatMap(({ id }) => id ?? []).sort()
  return {
    ids: ids.reverse(),
    newest: boundary?.newest ?? '',
    after: boundary?.after ?? '',
    end: boundary?.end ?? undefined,
  }
}

const lesserId = (a: string | undefined, b: string) => (a !== undefined && a < b ? a : b)

const greaterId = (a: string | undefined, b: string) => (a !== undefined && a > b ? a : b)

/** Returns where the search continues after these segments; undefined when nothing is left. */
function nextStart({ direction, from, below }: Range, { after, to }: SegmentRange): string | undefined {
  if (direction === 'newer') return below !== undefined && below <= to ? undefined : to
  return after === '' || (from !== undefined && from > after) ? undefined : idAfter(after)
}

/** Postings to check, or a whole segment to scan. The segment `to` is the last one in the order of the search. */
type Probe = { to: string; postings: Posting[] | 'all' }

/** Probes that run at once, when one did not give enough. */
const maxParallelProbes = 4

async function probeSegments(
  reader: Reader,
  plan: Plan,
  range: Range,
  size: SliceSize,
  segments: SegmentRange,
): Promise<Slice> {
  const probes = [...planProbes(await findCandidates(reader, plan.predicates, clampRange(range, segments)), range)]
  const probe = ({ to, postings }: Probe, wanted: number) =>
    postings === 'all'
      ? scanSegment(reader, plan.residualBetween({ from: segmentStart(to), to }), range, to, wanted)
      : probePostings(reader, plan.residual, range, postings, wanted)
  const ids: string[] = []
  for (let probed = 0, next = 1; probed < probes.length; ) {
    const wanted = size.wanted - ids.length
    const some = probes.slice(probed, probed + next)
    ids.push(...(await Promise.all(some.map((one) => probe(one, wanted)))).flat())
    probed += some.length
    if (ids.length >= size.wanted) return { ids, end: undefined, unit: 'segments' }
    const to = some.at(-1)?.to ?? ''
    if (performance.now() >= size.until)
      return {
        ids,
        end: nextStart(range, { ...segments, after: await findSegmentStart(reader, to), to }),
        unit: 'segments',
      }
    next = Math.min(maxParallelProbes, Math.ceil((size.wanted - ids.length) / Math.max(1, ids.length / probed)))
  }
  return { ids, end: nextStart(range, segments), unit: 'segments' }
}

/** Leaves out the segments that end before the range of the search. */
const clampRange = ({ from }: Range, segments: SegmentRange): SegmentRange =>
  from !== undefined && from > segments.after ? { ...segments, after: idBefore(from) } : segments

/** Puts postings of several segments into one probe. A segment with many candidates is scanned from end to end. */
function* planProbes(segments: Candidate[], { direction }: Range): Generator<Probe> {
  let some: { to: string; postings: Posting[] } = { to: '', postings: [] }
  for (const { last, ordinals } of direction === 'older' ? segments.toReversed() : segments) {
    const whole = ordinals === 'anywhere' || countBits(ordinals) > segmentSize / 4
    if (some.postings.length && (whole || some.postings.length >= maxOrdinalsPerProbe)) {
      yield some
      some = { to: '', postings: [] }
    }
    if (whole) yield { to: last, postings: 'all' }
    else {
      const there = toOrdinals(ordinals).map((ordinal) => ({ segment: last, ordinal }))
      some.postings.push(...(direction === 'older' ? there.reverse() : there))
      some.to = last
    }
  }
  if (some.postings.length) yield some
}

async function scanSegment(
  reader: Reader,
  residual: Condition | undefined,
  range: Range,
  segment: string,
  wanted: number,
) {
  const end = idAfter(segment)
  const inSegment = sql<boolean>`id > ${segmentStart(segment)}`
  const where = residual ? matchAll([inSegment, residual]) : inSegment
  const part = { ...range, below: lesserId(range.below, end) }
  return toIds(await runQuery<IdRow>(reader, selectEntries({ ...fullScan, where }, part, wanted)))
}

/** Checks postings in growing batches: most of the first ones are likely to match. */
async function probePostings(
  reader: Reader,
  residual: Condition | undefined,
  range: Range,
  postings: Posting[],
  wanted: number,
): Promise<string[]> {
  const ids: string[] = []
  let [probed, next] = [0, Math.ceil(wanted * 1.2) + 10]
  while (probed < postings.length && ids.length < wanted) {
    const some = sql<boolean>`id in (${selectPostings(reader.engine, postings.slice(probed, probed + next))})`
    const where = residual ? matchAll([some, residual]) : some
    ids.push(...toIds(await runQuery<IdRow>(reader, selectEntries({ ...fullScan, where }, range, wanted - ids.length))))
    probed += next
    next *= 2
  }
  return ids
}
