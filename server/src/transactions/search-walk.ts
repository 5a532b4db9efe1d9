import type { Reader } from '../platform/reader.ts'
import { sliceOfBlocks } from './search-blocks.ts'
import type { Plan } from './search-plan.ts'
import { beyond, type Range, sliceOf } from './search-slice.ts'

/** Ids found; and, when time was up before enough was found or the record ended, how far it has looked. */
export type Found = { ids: string[]; reached?: string }

// A slice takes a few milliseconds, since others wait for it and time is looked at between slices only. How quickly what is not
// summarised is gone through tells nothing of blocks: each has its own size.
const first = { entries: 500, blocks: 16 }
const most = { entries: 8_000, blocks: 4_000 }
const quick = 10

/**
 * Follows the streams from one end, slice by slice, each a bounded number of entries of an index or of blocks, until enough is found or
 * time is up: a search for what is rare never looks at the whole record in one go.
 */
export async function walk(
  reader: Reader,
  plan: Plan,
  limits: Range & { limit: number; patience: number },
): Promise<Found> {
  const { limit, patience, ...whole } = limits
  const slicing = plan.leaves.length ? sliceOfBlocks : sliceOf
  const started = performance.now()
  const ids: string[] = []
  let range: Range = whole
  const size = plan.rest === undefined ? { ...first, entries: limit } : { ...first }
  for (;;) {
    const sliceStarted = performance.now()
    const slice = await slicing(reader, plan, range, { ...size, wanted: limit - ids.length })
    ids.push(...slice.ids)
    if (ids.length >= limit || slice.end === undefined) return { ids: ids.slice(0, limit) }
    const now = performance.now()
    if (now - started >= patience) return { ids, reached: slice.end }
    range = beyond(range, slice.end)
    const { of = 'entries' } = slice
    if (now - sliceStarted < quick) size[of] = Math.min(size[of] * 2, most[of])
  }
}
