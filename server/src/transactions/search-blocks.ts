import { idAfter, idBefore } from '../platform/ids.ts'
import type { Reader } from '../platform/reader.ts'
import { blockSize, idAt } from './block.ts'
import {
  beforeBlock,
  blocksOf,
  type Candidate,
  type Chunk,
  candidatesIn,
  chunkDownFrom,
  chunkUpFrom,
  lastSummarised,
} from './block-search.ts'
import { countOf, listOf } from './places.ts'
import { all, type Condition, oneOf } from './search-conditions.ts'
import type { Plan } from './search-plan.ts'
import { ask, entries, everything, idsOf, type Range, type Size, type Slice, sliceOfOne } from './search-slice.ts'

// Blocks whose ids are fetched together.
const fetched = 16

/** What is not yet summarised is looked at itself; of the rest, what the blocks say may match. For one search. */
export function slicesOfBlocks(reader: Reader) {
  // Blocks that are added meanwhile hold only what has been looked at by then.
  let newest: string | undefined

  return async function slice(plan: Plan, range: Range, size: Size): Promise<Slice> {
    newest ??= await lastSummarised(reader)
    const recent = (part: Range) => sliceOfOne(reader, everything, plan.rest, part, size)
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
    const chunk = await chunkDownFrom(reader, idBefore(range.below), size.blocks)
    if (chunk) return through(reader, plan, range, size, chunk)
    // The newest blocks have been taken back.
    newest = undefined
    return slice(plan, range, size)
  }
}

const later = (a: string | undefined, b: string) => (a !== undefined && a > b ? a : b)

/** Where what follows begins once a block, or all blocks of a chunk, have been gone through; undefined: nothing follows. */
function endOf({ direction, from, below }: Range, { after, to }: Chunk): string | undefined {
  if (direction === 'newer') return below !== undefined && below <= to ? undefined : to
  return after === '' || (from !== undefined && from > after) ? undefined : idAfter(after)
}

type Look = { blocks: Candidate[]; whole: boolean }
/** `after`: what the block that was looked at last begins after. */
type Looked = { ids: string[]; after: string }

async function through(reader: Reader, plan: Plan, range: Range, size: Size, chunk: Chunk): Promise<Slice> {
  const ids: string[] = []
  for (const look of looksAt(await candidatesIn(reader, plan.leaves, within(range, chunk)), range)) {
    const { ids: some, after } = await lookAt(reader, plan.rest, range, look, size.wanted - ids.length)
    ids.push(...some)
    const to = look.blocks.at(-1)?.last
    if (to && (ids.length >= size.wanted || performance.now() >= size.until))
      return { ids, end: endOf(range, { after, to }), of: 'blocks' }
  }
  return { ids, end: endOf(range, chunk), of: 'blocks' }
}

/** A chunk as far as it may hold something of a range. */
const within = ({ from }: Range, { after, to }: Chunk): Chunk => ({
  after: from !== undefined && from > after ? idBefore(from) : after,
  to,
})

/** Blocks with little to look at, some together; one of which much may match is read from end to end. */
function* looksAt(blocks: Candidate[], { direction }: Range): Generator<Look> {
  let some: Candidate[] = []
  for (const block of direction === 'older' ? blocks.toReversed() : blocks) {
    const whole = block.places === 'anywhere' || countOf(block.places) > blockSize / 4
    if (!whole) some.push(block)
    if (some.length && (whole || some.length === fetched)) {
      yield { blocks: some, whole: false }
      some = []
    }
    if (whole) yield { blocks: [block], whole }
  }
  if (some.length) yield { blocks: some, whole: false }
}

async function lookAt(
  reader: Reader,
  rest: Condition | undefined,
  range: Range,
  { blocks, whole }: Look,
  wanted: number,
): Promise<Looked> {
  const last = blocks.at(-1)?.last ?? ''
  if (whole) {
    const after = await beforeBlock(reader, last)
    return { ids: await lookThrough(reader, rest, partOf(range, { after, to: last }), wanted), after }
  }
  const known = await blocksOf(
    reader,
    blocks.map((block) => block.last),
  )
  const given = blocks.flatMap((block) => candidateIds(block, known.get(block.last)?.ids, range))
  // A block that is gone has been joined with the next one.
  return { ids: await lookAtSome(reader, rest, range, given, wanted), after: known.get(last)?.after ?? idBefore(last) }
}

/** Whether an id is in a range, both ends as a search has them. */
const isIn = ({ from, below }: Range, id: string) =>
  (from === undefined || id >= from) && (below === undefined || id < below)

function candidateIds({ places }: Candidate, ids: Uint8Array | undefined, range: Range): string[] {
  if (!ids || places === 'anywhere') return []
  const there = listOf(places).map((place) => idAt(ids, place))
  return (range.direction === 'older' ? there.reverse() : there).filter((id) => isIn(range, id))
}

const partOf = (range: Range, { after, to }: Chunk): Range => {
  const end = idAfter(to)
  return {
    direction: range.direction,
    from: later(range.from, after === '' ? '' : idAfter(after)),
    below: range.below !== undefined && range.below < end ? range.below : end,
  }
}

const lookThrough = async (reader: Reader, rest: Condition | undefined, part: Range, wanted: number) =>
  idsOf(await ask(reader, entries({ ...everything, where: rest ?? everything.where }, part, wanted)))

/** Most of the first are likely to be what is wanted; when they are not, more are looked at. */
async function lookAtSome(
  reader: Reader,
  rest: Condition | undefined,
  { direction }: Range,
  given: string[],
  wanted: number,
): Promise<string[]> {
  const ids: string[] = []
  let [looked, next] = [0, Math.ceil(wanted * 1.2) + 10]
  while (looked < given.length && ids.length < wanted) {
    const some = given.slice(looked, looked + next)
    const where = rest ? all([oneOf(reader.engine, some), rest]) : oneOf(reader.engine, some)
    ids.push(...idsOf(await ask(reader, entries({ ...everything, where }, { direction }, wanted - ids.length))))
    looked += some.length
    next *= 2
  }
  return ids
}
