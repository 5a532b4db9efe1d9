import { idBefore } from '../platform/ids.ts'

/** The ids after one and before another. `isDropped`: the bodies of this range were dropped. */
type Span = { after: string; before: string; isDropped: boolean }

type Range = { first: string; before: string }

const least = (a: string, b: string) => (a < b ? a : b)
const greatest = (a: string, b: string) => (a < b ? b : a)
const findIdBefore = (id: string) => (id === '' ? '' : idBefore(id))

/** Splits a span of ids where ranges, which are in order, begin and end. */
export function splitByRanges({ after, before }: { after: string; before: string }, ranges: readonly Range[]): Span[] {
  const spans: Span[] = []
  let from = after
  for (const range of ranges) {
    const start = findIdBefore(range.first)
    const end = findIdBefore(range.before)
    if (end <= from || range.first >= before) continue
    if (start > from) spans.push({ after: from, before: range.first, isDropped: false })
    spans.push({ after: greatest(from, start), before: least(range.before, before), isDropped: true })
    from = end
  }
  if (from < findIdBefore(before)) spans.push({ after: from, before, isDropped: false })
  return spans
}
