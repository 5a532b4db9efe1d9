import { sql } from 'kysely'
import type { Reader } from '../../platform/database/reader.ts'
import { idAfter, idBefore } from '../../platform/ids.ts'
import { all, type Condition } from './conditions.ts'
import type { Plan } from './plan.ts'
import { countOf, listOf } from './segments/bitmap.ts'
import {
  beforeBlock,
  beginOf,
  type Candidate,
  type Chunk,
  candidatesIn,
  chunkDownFrom,
  chunkUpFrom,
  idsOfPlaced,
  lastSummarised,
  type Placed,
} from './segments/lookup.ts'
import { blockSize } from './segments/segment.ts'
import { ask, entries, everything, idsOf, noIdFollows, type Range, type Size, type Slice, sliceOfOne } from './slice.ts'

// Places that are looked at as one list, of which only as many are asked for as are likely to be needed.
const listed = 2_000

/** What is not yet summarised is looked at itself; of the rest, what the blocks say may match. For one search. */
export function slicesOfBlocks(reader: Reader) {
  // Blocks that are added meanwhile hold only what has been looked at by then.
  let newest: string | undefined
  let first: Chunk | undefined

  return async function slice(plan: Plan, range: Range, size: Size): Promise<Slice> {
    if (newest === undefined && range.direction === 'older') {
      const { ids, newest: found, after, end } = await unsummarised(reader, plan, range, size)
      newest = found
      first = { after, to: newest, blocks: size.blocks }
      const blocksFollow = newest !== '' && (range.from ?? '') <= newest
      if (ids.length || end !== undefined || !blocksFollow)
        return { ids, end: end ?? (blocksFollow ? idAfter(newest) : undefined) }
      return slice(plan, { ...range, below: least(range.below, idAfter(newest)) }, size)
    }
    newest ??= await lastSummarised(reader)
    const recent = (part: Range) => sliceOfOne(reader, everything, plan, part, size)
    if (newest === '') return recent(range)
    const afterNewest = later(range.from, idAfter(newest))
    if (range.direction === 'newer') {
      const chunk = await chunkUpFrom(reader, range.from ?? '', size.blocks)
      return chunk ? through(reader, plan, range, size, chunk) : recent({ ...range, from: afterNewest })
    }
    if (range.below === undefined || range.below > afterNewest) {
      const { ids, end } = await recent({ ...range, from: afterNewest })
      return { ids, end: end === undefined && (range.from ?? '') <= newest ? idAfter(newest) : end }
    }
    const to = idBefore(range.below)
    const chunk = to === first?.to ? first : await chunkDownFrom(reader, to, size.blocks)
    if (chunk) return through(reader, plan, range, size, chunk)
    // The newest blocks have been taken back.
    newest = undefined
    return slice(plan, range, size)
  }
}

type Unsummarised = { newest: string; after: string | null; end: string | null; id: string | null }

/** A slice of what is newer than the newest block, that block, and what the newest blocks follow, in one statement: most searches begin with it. */
async function unsummarised(reader: Reader, plan: Plan, range: Range, size: Size) {
  const { from = '', below } = range
  const rest = plan.restOf({
    from: sql`coalesce((select id from cut), (select last from newest))`,
    to: below ?? noIdFollows,
  })
  const within = sql<boolean>`id > (select last from newest) and id >= ${from} ${below === undefined ? sql`` : sql`and id < ${below}`}`
  const beyond = entries({ ...everything, where: within }, { direction: 'older' }, 1)
  const matching = sql<boolean>`${within} and id >= coalesce((select id from cut), '') ${rest ? sql`and ${rest}` : sql``}`
  const rows = (await ask(
    reader,
    sql`with newest as (select coalesce(max(last), '') as last from search_blocks),
      cut as (${beyond} offset ${size.entries - 1})
      select (select last from newest) as newest,
        (select last from search_blocks order by last desc limit 1 offset ${size.blocks}) as after, (select id from cut) as "end", null as id
      union all select null, null, null, id from (${entries({ ...everything, where: matching }, { direction: 'older' }, size.wanted)}) matching`,
  )) as Unsummarised[]
  const told = rows.find(({ id }) => id === null)
  const ids = rows.flatMap(({ id }) => id ?? []).sort()
  return { ids: ids.reverse(), newest: told?.newest ?? '', after: told?.after ?? '', end: told?.end ?? undefined }
}

const least = (a: string | undefined, b: string) => (a !== undefined && a < b ? a : b)

const later = (a: string | undefined, b: string) => (a !== undefined && a > b ? a : b)

/** Where what follows begins once a block, or all blocks of a chunk, have been gone through; undefined: nothing follows. */
function endOf({ direction, from, below }: Range, { after, to }: Chunk): string | undefined {
  if (direction === 'newer') return below !== undefined && below <= to ? undefined : to
  return after === '' || (from !== undefined && from > after) ? undefined : idAfter(after)
}

/** Places in blocks, or a block that is read from end to end; up to the block `to`, in the order of a search. */
type Look = { to: string; placed: Placed[] | 'all' }

/** So many looks at most are taken at once: where one did not give enough, as many as are likely to. */
const mostAtOnce = 4

async function through(reader: Reader, plan: Plan, range: Range, size: Size, chunk: Chunk): Promise<Slice> {
  const looks = [...looksAt(await candidatesIn(reader, plan.leaves, within(range, chunk)), range)]
  const look = ({ to, placed }: Look, wanted: number) =>
    placed === 'all'
      ? lookThrough(reader, plan.restOf({ from: beginOf(to), to }), range, to, wanted)
      : lookAt(reader, plan.rest, range, placed, wanted)
  const ids: string[] = []
  for (let looked = 0, next = 1; looked < looks.length; ) {
    const wanted = size.wanted - ids.length
    const some = looks.slice(looked, looked + next)
    ids.push(...(await Promise.all(some.map((one) => look(one, wanted)))).flat())
    looked += some.length
    if (ids.length >= size.wanted) return { ids, end: undefined, of: 'blocks' }
    const to = some.at(-1)?.to ?? ''
    if (performance.now() >= size.until)
      return { ids, end: endOf(range, { ...chunk, after: await beforeBlock(reader, to), to }), of: 'blocks' }
    next = Math.min(mostAtOnce, Math.ceil((size.wanted - ids.length) / Math.max(1, ids.length / looked)))
  }
  return { ids, end: endOf(range, chunk), of: 'blocks' }
}

/** A chunk as far as it may hold something of a range. */
const within = ({ from }: Range, chunk: Chunk): Chunk =>
  from !== undefined && from > chunk.after ? { ...chunk, after: idBefore(from) } : chunk

/** Blocks with little to look at, some together; one of which much may match is read from end to end. */
function* looksAt(blocks: Candidate[], { direction }: Range): Generator<Look> {
  let some = { to: '', placed: [] as Placed[] }
  for (const { last, places } of direction === 'older' ? blocks.toReversed() : blocks) {
    const whole = places === 'anywhere' || countOf(places) > blockSize / 4
    if (some.placed.length && (whole || some.placed.length >= listed)) {
      yield some
      some = { to: '', placed: [] }
    }
    if (whole) yield { to: last, placed: 'all' }
    else {
      const there = listOf(places).map((place) => ({ block: last, place }))
      some.placed.push(...(direction === 'older' ? there.reverse() : there))
      some.to = last
    }
  }
  if (some.placed.length) yield some
}

async function lookThrough(reader: Reader, rest: Condition | undefined, range: Range, block: string, wanted: number) {
  const end = idAfter(block)
  const inBlock = sql<boolean>`id > ${beginOf(block)}`
  const where = rest ? all([inBlock, rest]) : inBlock
  const part = { ...range, below: least(range.below, end) }
  return idsOf(await ask(reader, entries({ ...everything, where }, part, wanted)))
}

/** Most of the first are likely to be what is wanted; when they are not, more are looked at. */
async function lookAt(
  reader: Reader,
  rest: Condition | undefined,
  range: Range,
  placed: Placed[],
  wanted: number,
): Promise<string[]> {
  const ids: string[] = []
  let [looked, next] = [0, Math.ceil(wanted * 1.2) + 10]
  while (looked < placed.length && ids.length < wanted) {
    const some = sql<boolean>`id in (${idsOfPlaced(reader.engine, placed.slice(looked, looked + next))})`
    const where = rest ? all([some, rest]) : some
    ids.push(...idsOf(await ask(reader, entries({ ...everything, where }, range, wanted - ids.length))))
    looked += next
    next *= 2
  }
  return ids
}
