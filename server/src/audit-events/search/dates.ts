// Dates of FHIR's searches: a prefix, and a date that stands for all of its precision.

/** Milliseconds: `from` is part of the range, `until` is not. `isInside` false: everything but the range. */
export type DateRange = { from: number; until: number; isInside: boolean }

const pattern =
  /^(eq|ne|gt|lt|ge|le|sa|eb)?(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/

/** Returns the range of a parameter such as `ge2026-11-01`; undefined when it is no date. */
export function readDate(text: string): DateRange | undefined {
  // A plus sign in a query string is a space.
  const [, prefix = 'eq', year = '', month, day, minutes, seconds, fraction, zone = 'Z'] =
    pattern.exec(text.replace(' ', '+')) ?? []
  const date = `${year}-${month ?? '01'}-${day ?? '01'}`
  const from = Date.parse(`${date}T${minutes ?? '00:00'}:${seconds ?? '00'}${fraction ?? ''}${zone}`)
  if (Number.isNaN(from)) return undefined
  const until = findEnd(from, { month, day, minutes, seconds, fraction })
  switch (prefix) {
    case 'ne':
      return { from, until, isInside: false }
    case 'gt':
    case 'sa':
      return { from: until, until: Number.POSITIVE_INFINITY, isInside: true }
    case 'ge':
      return { from, until: Number.POSITIVE_INFINITY, isInside: true }
    case 'lt':
    case 'eb':
      return { from: Number.NEGATIVE_INFINITY, until: from, isInside: true }
    case 'le':
      return { from: Number.NEGATIVE_INFINITY, until, isInside: true }
    default:
      return { from, until, isInside: true }
  }
}

type Parts = Record<'month' | 'day' | 'minutes' | 'seconds' | 'fraction', string | undefined>

function findEnd(from: number, { month, day, minutes, seconds, fraction }: Parts): number {
  const start = new Date(from)
  if (month === undefined) return Date.UTC(start.getUTCFullYear() + 1, 0)
  if (day === undefined) return Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1)
  if (minutes === undefined) return from + 86_400_000
  if (seconds === undefined) return from + 60_000
  return from + (fraction === undefined ? 1000 : 1)
}
