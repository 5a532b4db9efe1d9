import type { Reader } from '../../platform/database/reader.ts'
import type { Plan } from './plan.ts'
import { sliceSegments } from './probe.ts'
import { type Range, rangeBeyond, sliceScans } from './slice.ts'

/** The ids found. `reached` is set after a timeout: the search has looked at everything on this side of it. */
export type SearchResult = { ids: string[]; reached?: string }

// A slice takes some milliseconds, since others wait for the reader. Rows and segments have sizes of their own, because the speed
// of one says nothing about the other. The initial number of entries is about the usual number of unindexed transactions.
const initialSize = { entries: 4_000, segments: 16 }
const maxSize = { entries: 8_000, segments: 8_000 }
const growth = { entries: 2, segments: 8 }
const quickSlice = 25
/** With a short timeout the first slice has so many entries for each millisecond, and at least so many. */
const shortTimeout = { each: 100, least: 500 }

/**
 * Searches slice by slice, until it has found enough or its timeout is over. A slice reads a bounded number of entries of an index
 * or of segments, so that a search for something rare never reads the whole record at once.
 */
export async function searchInSlices(
  reader: Reader,
  plan: Plan,
  limits: Range & { limit: number; timeout: number },
): Promise<SearchResult> {
  const { limit, timeout, ...whole } = limits
  const nextSlice = plan.predicates.length ? sliceSegments(reader) : sliceScans(reader)
  const started = performance.now()
  const ids: string[] = []
  let range: Range = whole
  const entries = Math.min(initialSize.entries, Math.max(shortTimeout.least, Math.floor(shortTimeout.each * timeout)))
  const size = { ...initialSize, entries: plan.residual === undefined ? limit : entries }
  for (;;) {
    const sliceStarted = performance.now()
    const slice = await nextSlice(plan, range, { ...size, wanted: limit - ids.length, until: started + timeout })
    ids.push(...slice.ids)
    if (ids.length >= limit || slice.end === undefined) return { ids: ids.slice(0, limit) }
    const now = performance.now()
    if (now - started >= timeout) return { ids, reached: slice.end }
    range = rangeBeyond(range, slice.end)
    const { unit: of = 'entries' } = slice
    if (now - sliceStarted < quickSlice) size[of] = Math.min(size[of] * growth[of], maxSize[of])
  }
}
