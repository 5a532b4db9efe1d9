import { idAfter, idBefore } from '../platform/ids.ts'
import type { Reader } from '../platform/reader.ts'
import { blockSize, idAt } from './block.ts'
import {
  type Candidate,
  type Chunk,
  candidatesIn,
  chunkDownFrom,
  chunkUpFrom,
  idsIn,
  lastSummarised,
} from './block-search.ts'
import { listOf } from './places.ts'
import { all, type Condition, oneOf } from './search-conditions.ts'
import type { Plan } from './search-plan.ts'
import { ask, entries, everything, idsOf, type Range, type Size, type Slice, sliceOfOne } from './search-slice.ts'

// Blocks whose ids are fetched together.
const fetched = 16

/** What is not yet summarised is looked at itself; of the rest, what the blocks say may match. */
export async function sliceOfBlocks(reader: Reader, plan: Plan, range: Range, size: Size): Promise<Slice> {
  const top = await lastSummarised(reader)
  const recent = (part: Range) => sliceOfOne(reader, everything, plan.rest, part, size)
  if (top === '') return recent(range)
  const afterTop = later(range.from, idAfter(top))
  if (range.direction === 'older') {
    if (range.below === undefined || range.below > afterTop) {
      const slice = await recent({ ...range, from: afterTop })
      return slice.end === undefined && (range.from ?? '') <= top ? { ...slice, end: idAfter(top) } : slice
    }
    return through(reader, plan, range, size, await chunkDownFrom(reader, idBefore(range.below), size.blocks))
  }
  const chunk = await chunkUpFrom(reader, range.from ?? '', size.blocks)
  return chunk ? through(reader, plan, range, size, chunk) : recent({ ...range, from: afterTop })
}

const later = (a: string | undefined, b: string) => (a !== undefined && a > b ? a : b)

/** Where what follows begins once a block, or all blocks of a chunk, have been gone through; undefined: nothing follows. */
function endOf({ direction, from, below }: Range, { after, to }: Chunk): string | undefined {
  if (direction === 'newer') return below !== undefined && below <= to ? undefined : to
  return after === '' || (from !== undefined && from > after) ? undefined : idAfter(after)
}

type Look = { blocks: Candidate[]; whole: boolean }

async function through(reader: Reader, plan: Plan, range: Range, size: Size, chunk: Chunk): Promise<Slice> {
  const ids: string[] = []
  let looked = 0
  for (const look of looksAt(await candidatesIn(reader, plan.leaves, within(range, chunk)), range)) {
    const seen = await lookAt(reader, plan.rest, range, look, size.wanted - ids.length)
    ids.push(...seen.ids)
    looked += seen.looked
    const [block] = look.blocks.slice(-1)
    // Time is looked at again after as many as one block has.
    if (block && (ids.length >= size.wanted || looked >= blockSize))
      return { ids, end: endOf(range, { after: block.after, to: block.last }), of: 'blocks' }
  }
  return { ids, end: endOf(range, chunk), of: 'blocks' }
}

/** A chunk as far as it may hold something of a range. */
const within = ({ from }: Range, { after, to }: Chunk): Chunk => ({
  after: from !== undefined && from > after ? idBefore(from) : after,
  to,
})

/** Blocks with little to look at, some together; one of which much may match is read from end to end. */
function looksAt(blocks: Candidate[], { direction }: Range): Look[] {
  const looks: Look[] = []
  for (const block of direction === 'older' ? blocks.toReversed() : blocks) {
    const whole = block.places === 'anywhere' || listOf(block.places).length > block.size / 4
    const current = looks.at(-1)
    if (current && !whole && !current.whole && current.blocks.length < fetched) current.blocks.push(block)
    else looks.push({ blocks: [block], whole })
  }
  return looks
}

async function lookAt(reader: Reader, rest: Condition | undefined, range: Range, look: Look, wanted: number) {
  const [block] = look.blocks
  if (look.whole && block) return lookThrough(reader, rest, partOf(range, block), block.size, wanted)
  return lookAtSome(reader, rest, range, await idsOfCandidates(reader, look.blocks, range), wanted)
}

/** Whether an id is in a range, both ends as a search has them. */
const isIn = ({ from, below }: Range, id: string) =>
  (from === undefined || id >= from) && (below === undefined || id < below)

async function idsOfCandidates(reader: Reader, blocks: Candidate[], range: Range) {
  const all = await idsIn(
    reader,
    blocks.map(({ last }) => last),
  )
  return blocks.flatMap(({ last, places }) => {
    const ids = all.get(last)
    if (!ids || places === 'anywhere') return []
    const there = listOf(places).map((place) => idAt(ids, place))
    return (range.direction === 'older' ? there.reverse() : there).filter((id) => isIn(range, id))
  })
}

const partOf = (range: Range, { after, last }: Candidate): Range => {
  const end = idAfter(last)
  return {
    direction: range.direction,
    from: later(range.from, after === '' ? '' : idAfter(after)),
    below: range.below !== undefined && range.below < end ? range.below : end,
  }
}

async function lookThrough(
  reader: Reader,
  rest: Condition | undefined,
  part: Range,
  looked: number,
  wanted: number,
): Promise<{ ids: string[]; looked: number }> {
  return {
    ids: idsOf(await ask(reader, entries({ ...everything, where: rest ?? everything.where }, part, wanted))),
    looked,
  }
}

/** Most of the first are likely to be what is wanted; when they are not, more are looked at. */
async function lookAtSome(
  reader: Reader,
  rest: Condition | undefined,
  { direction }: Range,
  given: string[],
  wanted: number,
) {
  const ids: string[] = []
  let [looked, next] = [0, Math.ceil(wanted * 1.2) + 10]
  while (looked < given.length && ids.length < wanted) {
    const some = given.slice(looked, looked + next)
    const where = rest ? all([oneOf(reader.engine, some), rest]) : oneOf(reader.engine, some)
    ids.push(...idsOf(await ask(reader, entries({ ...everything, where }, { direction }, wanted - ids.length))))
    looked += some.length
    next *= 2
  }
  return { ids, looked }
}
