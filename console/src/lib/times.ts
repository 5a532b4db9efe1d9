import type { Language } from './languages.ts'
import type { Zone } from './preferences.ts'

export type Clock = { language: Language; zone: Zone; serverZone: string | undefined }

/** Returns the IANA name of the zone, or undefined for the zone of the browser. */
export const getZoneName = ({ zone, serverZone }: Clock): string | undefined => {
  if (zone === 'utc') return 'UTC'
  return zone === 'server' ? serverZone : undefined
}

const locales = { en: 'en-GB', fr: 'fr-FR', pt: 'pt-PT', es: 'es-419', sw: 'sw-KE' } as const satisfies Record<
  Language,
  string
>

/** Formats a moment in the chosen zone, with the name of the zone. */
export function formatMoment(
  time: string | number,
  clock: Clock,
  seconds: 'with seconds' | 'without' = 'with seconds',
): string {
  const zone = getZoneName(clock)
  const format = new Intl.DateTimeFormat(locales[clock.language], {
    year: 'numeric',
    month: 'short',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds === 'with seconds' ? { second: '2-digit' } : {}),
    timeZoneName: 'short',
    hourCycle: 'h23',
    ...(zone ? { timeZone: zone } : {}),
  })
  return format.format(new Date(time))
}

/** Formats a moment for a narrow column: to the millisecond, and without a year when it is of this one. */
export function formatShortMoment(time: string | number, clock: Clock, now: number): string {
  const isOfThisYear = new Date(time).getUTCFullYear() === new Date(now).getUTCFullYear()
  return new Intl.DateTimeFormat(locales[clock.language], {
    ...(!isOfThisYear && { year: 'numeric' }),
    month: 'short',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
    timeZone: getZoneName(clock),
  }).format(new Date(time))
}

/** Formats a time of day to the millisecond. */
export function formatPreciseTime(time: number, clock: Clock): string {
  const zone = getZoneName(clock)
  return new Intl.DateTimeFormat(locales[clock.language], {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
    ...(zone ? { timeZone: zone } : {}),
  }).format(time)
}

const [hour, day, month] = [3_600_000, 86_400_000, 28 * 86_400_000]

/** Returns the labels of marks on a time axis: the hour, and the day where it changes. */
export function formatTimeMarks(times: readonly number[], apart: number, clock: Clock): string[] {
  const format = (parts: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locales[clock.language], { ...parts, hourCycle: 'h23', timeZone: getZoneName(clock) })
  const date = format(apart >= month ? { month: 'short', year: 'numeric' } : { day: 'numeric', month: 'short' })
  const dates = times.map((time) => date.format(time))
  if (apart >= day) return dates
  const clockTime = format({ hour: '2-digit', minute: '2-digit', ...(apart < hour / 60 && { second: '2-digit' }) })
  return times.map((time, i) => clockTime.format(time) + (dates[i] === dates[i - 1] ? '' : `\n${dates[i]}`))
}

const steps = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['day', day],
  ['hour', hour],
  ['minute', 60_000],
  ['second', 1000],
] as const

/** Formats a time relative to now: "in 3 months", "2 days ago". */
export function formatDistance(time: string | number, now: number, language: Language): string {
  const difference = new Date(time).getTime() - now
  // Below two of a unit the smaller one says more: "in 13 months", not "in 1 year".
  const [unit, size] = steps.find(([, length]) => Math.abs(difference) >= 2 * length) ?? steps[5]
  return new Intl.RelativeTimeFormat(locales[language], { numeric: 'always' }).format(
    Math.trunc(difference / size),
    unit,
  )
}

export const formatList = (names: readonly string[], language: Language) =>
  new Intl.ListFormat(locales[language], { type: 'conjunction' }).format(names)

export const formatCount = (count: number, language: Language) => new Intl.NumberFormat(locales[language]).format(count)

const sizes = [
  ['gigabyte', 1e9],
  ['megabyte', 1e6],
  ['kilobyte', 1e3],
] as const

/** Formats a number of bytes: "3.4 MB". */
export function formatSize(bytes: number, language: Language): string {
  const [unit, size] = sizes.find(([, least]) => bytes >= least) ?? (['byte', 1] as const)
  return new Intl.NumberFormat(locales[language], {
    style: 'unit',
    unit,
    unitDisplay: unit === 'byte' ? 'long' : 'short',
    maximumFractionDigits: 1,
  }).format(bytes / size)
}
