import { Cron } from 'croner'
import { patternError } from '../platform/patterns/pattern.ts'

/** The first moment of a schedule after another; undefined when there is none. */
export type Schedule = (after: number) => number | undefined

const units: Record<string, number> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
}

/**
 * Cron in five or six fields, in the zone of the host, or an interval such as "10 seconds" or "one hour". The moments of an
 * interval are the same in every process: they count from 1970. Throws PatternError for anything else.
 */
export function parseSchedule(text: string): Schedule {
  const [, count = '', unit = ''] = /^\s*(one|\d{1,6})\s+(second|minute|hour|day|week)s?\s*$/i.exec(text) ?? []
  const length = (count.toLowerCase() === 'one' ? 1 : Number(count)) * (units[unit.toLowerCase()] ?? 0)
  if (length > 0) return (after) => (Math.floor(after / length) + 1) * length
  if (text.trim().split(/\s+/).length < 5) throw patternError('not-a-schedule')
  const cron = parseCron(text.trim())
  return (after) => cron.nextRun(new Date(after))?.getTime()
}

function parseCron(text: string): Cron {
  try {
    return new Cron(text, { paused: true })
  } catch (error) {
    throw patternError('not-cron', { problem: error instanceof Error ? error.message : String(error) })
  }
}
