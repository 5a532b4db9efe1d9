// The terms of a query that say when: `yesterday`, `since:10:00`, `until:2026-11-29`, `at:10:32`.
import { readMoment, toInstants, toLocalText } from '../ranges.ts'
import { type TimeRange, timeRanges } from '../time-ranges.ts'
import type { Given, QueryField, QueryOption, Report } from './fields.ts'
import type { Term } from './grammar.ts'

/** The current time, and the zone in which a day begins. Undefined is the zone of the browser. */
export type Moment = { now: number; zone: string | undefined }

type Titles = { time: string; since: string; until: string; at: string }

const findRange = (text: string, ranges: readonly QueryOption[]): TimeRange | undefined => {
  const wanted = text.trim().toLowerCase()
  const found = ranges.find(({ value, label }) => value === wanted || label.toLowerCase() === wanted)
  return timeRanges.find((range) => range === found?.value)
}

/** Returns the fields of time. They all read into one filter, which holds instants. */
export function timeFields(
  filter: string,
  titles: Titles,
  ranges: readonly QueryOption[],
  { now, zone }: Moment,
): QueryField[] {
  const write = (condition: Record<string, number>) => ({
    [filter]: Object.fromEntries(
      Object.entries(condition).map(([operator, at]) => [operator, new Date(at).toISOString()]),
    ),
  })
  const one = (given: readonly Given[], report: Report): Given | undefined => {
    for (const { index, negated } of given) if (negated) report(index, 'not-negated')
    for (const { index } of given.slice(1)) report(index, 'once')
    return given[0]
  }
  const moment = (key: 'since' | 'until' | 'at', example: string): QueryField => ({
    key,
    title: titles[key],
    example,
    read: (given, report) => {
      const typed = one(given, report)
      const span = typed && readMoment(typed.value, now, zone)
      if (typed && !span) report(typed.index, 'not-a-time', typed.value)
      if (!span) return {}
      return write({ ...(key !== 'until' && { $gte: span.from }), ...(key !== 'since' && { $lt: span.to }) })
    },
  })
  return [
    {
      key: 'time',
      title: titles.time,
      options: ranges,
      read: (given, report) => {
        const typed = one(given, report)
        const range = typed && findRange(typed.value, ranges)
        if (typed && !range) report(typed.index, 'unknown-value', typed.value)
        return range ? write(toInstants(range, now, zone)) : {}
      },
    },
    moment('since', '10:00'),
    moment('until', '2026-11-29T18:00'),
    moment('at', '10:32'),
  ]
}

/** Returns the term that a bare word such as `yesterday` means. */
export const recogniseTime = ({ negated, value }: Term, ranges: readonly QueryOption[]): Term | undefined => {
  const range = negated ? undefined : findRange(value, ranges)
  return range && { negated: false, key: 'time', value: range }
}

const momentKeys = new Set(['since', 'until', 'at'])

/** Replaces a moment that depends on now, such as `10:32` or `2h`, so that the query means the same tomorrow. */
export function fixMoment(term: Term, { now, zone }: Moment): Term {
  if (term.key === undefined || !momentKeys.has(term.key.toLowerCase()) || /^\d{4}-/.test(term.value)) return term
  const span = readMoment(term.value, now, zone)
  return span ? { ...term, value: toLocalText(span.from, zone) } : term
}
