import { Cron } from 'croner'
import { patternError } from '../platform/patterns/pattern.ts'

/** The first moment of a schedule after another; undefined when there is none. */
export type Schedule = (after: number) => number | undefined

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000]

/** Units as people write them. A month has 30 days and a year 365, as in OpenHIM. */
const units: [name: RegExp, milliseconds: number][] = [
  [/^(s|secs?|seconds?)$/, second],
  [/^(m|mins?|minutes?)$/, minute],
  [/^(h|hrs?|hours?)$/, hour],
  [/^(d|days?)$/, day],
  [/^(w|wks?|weeks?)$/, 7 * day],
  [/^months?$/, 30 * day],
  [/^(y|yrs?|years?)$/, 365 * day],
]

const numbers: Record<string, number> = {
  a: 1,
  an: 1,
  half: 0.5,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
}
const maxInterval = 10 * 365 * day
const minCronFields = 5

/**
 * Cron in five or six fields or as a nickname such as @daily, in the zone of the host, or an interval such as
 * "10 seconds", "every 5 mins" or "1 hour and 30 minutes". The moments of an interval are the same in every process: they
 * count from 1970. Throws PatternError for anything else, and for a schedule without a moment.
 */
export function parseSchedule(text: string): Schedule {
  const length = parseInterval(text)
  if (length !== undefined) return (after) => (Math.floor(after / length) + 1) * length
  const trimmed = text.trim()
  if (!trimmed.startsWith('@') && trimmed.split(/\s+/).length < minCronFields) throw patternError('not-a-schedule')
  const cron = parseCron(trimmed)
  if (!cron.nextRun()) throw patternError('schedule-never-fires')
  return (after) => cron.nextRun(new Date(after))?.getTime()
}

/** Milliseconds; undefined when the text is no interval of at least a second. */
function parseInterval(text: string): number | undefined {
  const words = text
    .toLowerCase()
    .replace(/^\s*every\b/, '')
    .replace(/(\d)(?=[a-z])/g, '$1 ')
    .split(/[\s,]+|\band\b/)
    .filter(Boolean)
  // "every minute"
  if (words.length === 1) words.unshift('one')
  if (words.length === 0 || words.length % 2) return undefined
  let length = 0
  for (let i = 0; i < words.length; i += 2) {
    const [count, unit] = [parseNumber(words[i] ?? ''), units.find(([name]) => name.test(words[i + 1] ?? ''))?.[1]]
    if (count === undefined || unit === undefined) return undefined
    length += count * unit
  }
  return length >= second && length <= maxInterval ? Math.round(length) : undefined
}

function parseNumber(word: string): number | undefined {
  if (/^\d{1,9}(\.\d{1,3})?$/.test(word)) return Number(word)
  const bounds = word.split('-').map((part) => (Object.hasOwn(numbers, part) ? numbers[part] : undefined))
  return bounds.length <= 2
    ? bounds.reduce((sum, part) => (sum === undefined || part === undefined ? undefined : sum + part), 0)
    : undefined
}

function parseCron(text: string): Cron {
  try {
    return new Cron(text, { paused: true })
  } catch (error) {
    throw patternError('not-cron', { problem: error instanceof Error ? error.message : String(error) })
  }
}
