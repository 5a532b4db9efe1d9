import type { Reader } from '../../platform/database/reader.ts'
import type { Plan } from './plan.ts'
import { slicesOfBlocks } from './probe.ts'
import { beyond, type Range, slicesOf } from './slice.ts'

/** Ids found; and, when time was up before enough was found or the record ended, how far it has looked. */
export type Found = { ids: string[]; reached?: string }

// A slice takes some milliseconds, since others wait for it. How quickly what is not summarised is gone through tells nothing of
// blocks: each has its own size. The first entries are about as many as are usually not summarised yet.
const first = { entries: 4_000, blocks: 16 }
const most = { entries: 8_000, blocks: 8_000 }
const growth = { entries: 2, blocks: 8 }
const quick = 25
/** Who has little time looks at few entries at first: so many for each millisecond, and at least so many. */
const hurried = { each: 100, least: 500 }

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
  const slicing = plan.leaves.length ? slicesOfBlocks(reader) : slicesOf(reader)
  const started = performance.now()
  const ids: string[] = []
  let range: Range = whole
  const entries = Math.min(first.entries, Math.max(hurried.least, Math.floor(hurried.each * patience)))
  const size = { ...first, entries: plan.rest === undefined ? limit : entries }
  for (;;) {
    const sliceStarted = performance.now()
    const slice = await slicing(plan, range, { ...size, wanted: limit - ids.length, until: started + patience })
    ids.push(...slice.ids)
    if (ids.length >= limit || slice.end === undefined) return { ids: ids.slice(0, limit) }
    const now = performance.now()
    if (now - started >= patience) return { ids, reached: slice.end }
    range = beyond(range, slice.end)
    const { of = 'entries' } = slice
    if (now - sliceStarted < quick) size[of] = Math.min(size[of] * growth[of], most[of])
  }
}
