// Reads holidays from a text that a person pastes: lines with a date and a name, or a calendar (iCalendar, RFC 5545).
import type { Holiday } from './settings.ts'

const day = 86_400_000
/** An event that is longer is no holiday. */
const maxDays = 60

/** Holidays, and the lines that are none. */
type ReadHolidays = { holidays: Holiday[]; unreadable: string[] }

/** Reads holidays in the order of their days, each day once. */
export function readHolidays(text: string): ReadHolidays {
  const { holidays, unreadable } = /^BEGIN:VEVENT/im.test(text) ? readCalendar(text) : readLines(text)
  const byDay = new Map(holidays.map((holiday) => [`${holiday.day} ${holiday.yearly}`, holiday]))
  return { holidays: [...byDay.values()].sort((one, other) => one.day.localeCompare(other.day)), unreadable }
}

const toHoliday = (date: string, name: string | undefined, yearly: boolean): Holiday | undefined => {
  const at = Date.parse(`${date}T00:00:00Z`)
  // A day that does not exist, such as 30 February, becomes another one.
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date) return undefined
  const cut = name
    ?.replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, 255)
  return { day: date, name: cut || undefined, yearly }
}

/** Reads lines such as `2026-12-25 Christmas` and `25/12/2026; Christmas`; `*-12-25` is each year. */
function readLines(text: string): ReadHolidays {
  const found: ReadHolidays = { holidays: [], unreadable: [] }
  for (const line of text.split(/\r?\n/).map((one) => one.trim())) {
    if (line === '' || line.startsWith('#')) continue
    const [, year, month, date, name] =
      /^(\d{4}|\*)-(\d{1,2})-(\d{1,2})(?:[\s,;]+(.*))?$/.exec(line) ?? readDayFirst(line)
    // A leap year: 29 February is a day of some years.
    const full = `${year === '*' ? '2000' : year}-${month?.padStart(2, '0')}-${date?.padStart(2, '0')}`
    const holiday = month && date ? toHoliday(full, name, year === '*') : undefined
    if (holiday) found.holidays.push(holiday)
    else found.unreadable.push(line)
  }
  return found
}

/** Days before months, with dots or slashes, as most countries write dates. */
function readDayFirst(line: string): (string | undefined)[] {
  const [, date, month, year, name] = /^(\d{1,2})[./](\d{1,2})[./](\d{4})(?:[\s,;]+(.*))?$/.exec(line) ?? []
  return ['', year, month, date, name]
}

function readCalendar(text: string): ReadHolidays {
  const found: ReadHolidays = { holidays: [], unreadable: [] }
  // RFC 5545 §3.1: a line that begins with a space continues the one before.
  const lines = text.replace(/\r?\n[ \t]/g, '').split(/\r?\n/)
  let event: Map<string, string> | undefined
  for (const line of lines) {
    if (/^BEGIN:VEVENT\s*$/i.test(line)) event = new Map()
    else if (/^END:VEVENT\s*$/i.test(line) && event) {
      const holidays = readEvent(event)
      if (holidays.length > 0) found.holidays.push(...holidays)
      else found.unreadable.push(event.get('SUMMARY') ?? event.get('DTSTART') ?? line)
      event = undefined
    } else if (event) {
      const [, name = '', value = ''] = /^([A-Z-]+)(?:;[^:]*)?:(.*)$/i.exec(line) ?? []
      event.set(name.toUpperCase(), value.trim())
    }
  }
  return found
}

const readDate = (text: string | undefined) => text && /^(\d{4})(\d{2})(\d{2})/.exec(text)?.slice(1, 4).join('-')

/** Reads each day of an event. RFC 5545 §3.6.1: the day of its end is not part of it. */
function readEvent(event: ReadonlyMap<string, string>): Holiday[] {
  const first = readDate(event.get('DTSTART'))
  if (!first) return []
  const begin = Date.parse(`${first}T00:00:00Z`)
  const end = Date.parse(`${readDate(event.get('DTEND'))}T00:00:00Z`)
  const days = Number.isNaN(end) ? 1 : Math.max(1, Math.round((end - begin) / day))
  if (Number.isNaN(begin) || days > maxDays) return []
  // RFC 5545 §3.3.11.
  const name = event
    .get('SUMMARY')
    ?.replace(/\\n/gi, ' ')
    .replace(/\\([\\;,])/g, '$1')
  const yearly = /FREQ=YEARLY/i.test(event.get('RRULE') ?? '') && !/BYDAY|UNTIL|COUNT/i.test(event.get('RRULE') ?? '')
  return Array.from({ length: days }, (_, i) => new Date(begin + i * day).toISOString().slice(0, 10)).flatMap(
    (date) => toHoliday(date, name, yearly) ?? [],
  )
}
