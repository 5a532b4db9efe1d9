// Simulated clinics: how they send, their holidays and maintenance windows, and silences that are planted.
import { readHolidays } from '@mediary/contract/operations/silence/holidays'
import { SilenceSettings } from '@mediary/contract/operations/silence/settings'
import { buildClosed } from '../silence/index.ts'
import type { Random } from './failure-causes.ts'

export const day = 24
export const week = 7 * day
export const quarter = 90 * day
/** A Monday, at midnight. */
export const start = 4 * day
export const clinics = 200
export const toId = (n: number) => n.toString(16).padStart(24, '0')

const toInstant = (hour: number) => new Date(hour * 3_600_000).toISOString()
export const toLocal = (hour: number) => ({
  day: Math.floor(hour / day),
  weekday: (Math.floor(hour / day) + 4) % 7,
  hour: hour % day,
})
/** What an administrator has pasted and entered: a calendar, and maintenance of the installation and of single clinics. */
const toDate = (number: number) => toInstant(start + number * day).slice(0, 10)
const pasted = `${[40, 41, 61].map((number) => `${toDate(number)} Holiday ${number}`).join('\n')}\n*${toDate(75).slice(4)} Each year\n`
const eid = [
  `DTSTART;VALUE=DATE:${toDate(99).replaceAll('-', '')}`,
  `DTEND;VALUE=DATE:${toDate(101).replaceAll('-', '')}`,
]
const calendarFile = ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...eid, 'SUMMARY:Eid', 'END:VEVENT', 'END:VCALENDAR'].join(
  '\r\n',
)
export const settings = SilenceSettings.parse({
  holidays: [pasted, calendarFile].flatMap((text) => readHolidays(text).holidays),
  windows: [
    { name: 'Backup', from: toInstant(start + 6 * day + 1), until: toInstant(start + 6 * day + 6), weekly: true },
    { name: 'New server', from: toInstant(start + 50 * day), until: toInstant(start + 52 * day) },
    // A clinic with a planted silence has its window before it.
    ...Array.from({ length: clinics }, (_, n) => {
      const first = n % 2 === 0 ? 29 : 80 + (n % 7)
      const [from, until] = [first, first + (n % 2 === 0 ? 3 : 5)].map((number) => toInstant(start + number * day))
      return { name: 'New line', from, until, client: toId(n) }
    }),
  ],
})
export const toClosed = buildClosed(settings, toLocal)
export const isHoliday = buildClosed({ ...settings, windows: [] }, toLocal)('')
const isWorkday = (hour: number) => ![0, 6].includes(toLocal(hour).weekday) && !isHoliday(hour)

/** A clinic. `silence`: hours without a request. `grace`: hours after which a silence must have been found. */
type Clinic = { name: string; isActive: (hour: number) => boolean; silence: number; grace: number }

/** A clinic with an upstream line that fails now and then, for an hour. */
const maybe = (random: Random, perMille: number) => random(1000) < perMille

export function buildClinic(n: number, random: Random): Clinic {
  const opens = 7 + random(2)
  const at = random(22)
  const weekday = 1 + random(5)
  switch (n % 5) {
    case 0:
      return { name: 'around the clock', silence: 2 * day, grace: day, isActive: () => !maybe(random, 5 + random(20)) }
    case 1:
      return {
        name: 'office hours',
        silence: 6 * day,
        grace: 4 * day,
        isActive: (hour) => {
          const { hour: time } = toLocal(hour)
          return isWorkday(hour) && time >= opens && time < opens + 9 && !maybe(random, 30)
        },
      }
    case 2:
      return {
        name: 'a few requests in office hours',
        silence: 10 * day,
        grace: 6 * day,
        isActive: (hour) => isWorkday(hour) && toLocal(hour).hour >= 8 && toLocal(hour).hour < 17 && maybe(random, 350),
      }
    case 3:
      return {
        name: 'daily',
        silence: 8 * day,
        grace: 4 * day,
        // The job starts at its hour, and takes an hour longer now and then.
        isActive: (hour) =>
          !isHoliday(hour) && toLocal(hour).hour === at + (Math.floor(hour / day) % 11 === n % 11 ? 1 : 0),
      }
    default:
      return {
        name: 'weekly',
        silence: 25 * day,
        grace: 15 * day,
        isActive: (hour) => toLocal(hour).weekday === weekday && toLocal(hour).hour === at,
      }
  }
}

/** Nobody can see a silence while nothing is expected: one that is mostly closed is moved to a later day. */
export function plantSilence(drawn: number, hours: number, isClosed: (hour: number) => boolean) {
  let from = drawn
  while (listHours(from, from + hours).filter(isClosed).length > hours / 4) from += day
  return { from, until: from + hours }
}

export const listHours = (from: number, until: number) => Array.from({ length: until - from }, (_, i) => from + i)
