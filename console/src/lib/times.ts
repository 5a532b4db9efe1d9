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

/** Keeps what a function made for the same arguments: to make a format takes far longer than to use it. */
function keep<Arguments extends readonly unknown[], Made>(make: (...given: Arguments) => Made) {
  const made = new Map<string, Made>()
  return (...given: Arguments): Made => {
    const key = JSON.stringify(given)
    const known = made.get(key) ?? make(...given)
    made.set(key, known)
    return known
  }
}
const dateFormat = keep(
  (language: Language, zone: string | undefined, parts: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locales[language], { ...parts, hourCycle: 'h23', ...(zone && { timeZone: zone }) }),
)
const distanceFormat = keep(
  (language: Language) => new Intl.RelativeTimeFormat(locales[language], { numeric: 'always' }),
)
const numberFormat = keep((language: Language) => new Intl.NumberFormat(locales[language]))

/** Formats a moment in the chosen zone, with the name of the zone. */
export function formatMoment(
  time: string | number,
  clock: Clock,
  seconds: 'with seconds' | 'without' = 'with seconds',
): string {
  const format = dateFormat(clock.language, getZoneName(clock), {
    year: 'numeric',
    month: 'short',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds === 'with seconds' ? { second: '2-digit' } : {}),
    timeZoneName: 'short',
  })
  return format.format(new Date(time))
}

/** Formats a whole day, such as `2026-11-30`. It is the same day in every zone. */
export const formatDay = (day: string, language: Language): string =>
  dateFormat(language, 'UTC', { year: 'numeric', month: 'short', day: '2-digit' }).format(new Date(day))

/** Formats a moment for a narrow column: to the millisecond, and without a year when it is of this one. */
export function formatShortMoment(time: string | number, clock: Clock, now: number): string {
  const isOfThisYear = new Date(time).getUTCFullYear() === new Date(now).getUTCFullYear()
  return dateFormat(clock.language, getZoneName(clock), {
    ...(!isOfThisYear && { year: 'numeric' }),
    month: 'short',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  }).format(new Date(time))
}

/** Formats when something began, in few letters: its time of day, and the day when it was more than a day ago. */
export function formatStart(time: string | number, clock: Clock, now: number): string {
  const isRecent = now - new Date(time).getTime() < day
  return dateFormat(clock.language, getZoneName(clock), {
    ...(!isRecent && { month: 'short', day: '2-digit' }),
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(time))
}

/** Formats a time of day to the millisecond. */
export function formatPreciseTime(time: number, clock: Clock): string {
  return dateFormat(clock.language, getZoneName(clock), {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  }).format(time)
}

const [hour, day, month] = [3_600_000, 86_400_000, 28 * 86_400_000]

/** Returns the labels of marks on a time axis: the hour, and the day where it changes. */
export function formatTimeMarks(times: readonly number[], apart: number, clock: Clock): string[] {
  const format = (parts: Intl.DateTimeFormatOptions) => dateFormat(clock.language, getZoneName(clock), parts)
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
  return distanceFormat(language).format(Math.trunc(difference / size), unit)
}

export const formatList = (names: readonly string[], language: Language) =>
  new Intl.ListFormat(locales[language], { type: 'conjunction' }).format(names)

export const formatCount = (count: number, language: Language) => numberFormat(language).format(count)

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

/** The offset of a time zone from UTC at a time, in milliseconds. */
export type Offset = (time: number) => number

/** Returns the offset of a zone; of the zone of the browser without a name. */
export function readOffset(zone: string | undefined): Offset {
  if (zone === undefined) return (time) => -new Date(time).getTimezoneOffset() * 60_000
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (time) => {
    const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]))
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
    const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
    return wall - Math.floor(time / 1000) * 1000
  }
}
