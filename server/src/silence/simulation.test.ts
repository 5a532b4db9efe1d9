import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readHolidays } from '@mediary/contract/operations/silence/holidays'
import { SilenceSettings } from '@mediary/contract/operations/silence/settings'
import { type Random, seededRandom } from '../testing/failure-causes.ts'
import {
  buildClosed,
  type Calendar,
  findSilence,
  hasManyErrors,
  learnedFrom,
  learnRhythm,
  type Rhythm,
} from './index.ts'

const day = 24
const week = 7 * day
const quarter = 90 * day
/** A Monday, at midnight. */
const start = 4 * day
const clinics = 200
const toId = (n: number) => n.toString(16).padStart(24, '0')

const toInstant = (hour: number) => new Date(hour * 3_600_000).toISOString()
const toLocal = (hour: number) => ({
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
const settings = SilenceSettings.parse({
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
const toClosed = buildClosed(settings, toLocal)
const isHoliday = buildClosed({ ...settings, windows: [] }, toLocal)('')
const calendar: Calendar = { toLocal, isClosed: isHoliday }
const isWorkday = (hour: number) => ![0, 6].includes(toLocal(hour).weekday) && !isHoliday(hour)

/** A clinic. `silence`: hours without a request. `grace`: hours after which a silence must have been found. */
type Clinic = { name: string; isActive: (hour: number) => boolean; silence: number; grace: number }

/** A clinic with an upstream line that fails now and then, for an hour. */
const maybe = (random: Random, perMille: number) => random(1000) < perMille

function buildClinic(n: number, random: Random): Clinic {
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

type Episode = { since: number; found: number }

/** Moves the clock hour by hour, as the server does: it learns once a day, and leaves out the silences that it has found. */
function watch(isActive: (hour: number) => boolean, isClosed: (hour: number) => boolean): Episode[] {
  const state = {
    active: [] as number[],
    episodes: [] as Episode[],
    silent: false,
    rhythm: undefined as Rhythm | undefined,
  }
  for (let hour = start; hour < start + learnedFrom + quarter; hour++) {
    if (isActive(hour)) {
      state.active.push(hour)
      state.silent = false
    }
    const last = state.active.at(-1)
    if (last === undefined || state.silent) continue
    if (hour % day === 0) {
      const from = Math.max(hour - learnedFrom, start)
      state.rhythm =
        learnRhythm(
          { active: state.active, from, until: last + 1 },
          leaveOut(state.episodes, state.active, isClosed),
        ) ?? state.rhythm
    }
    if (hour < start + learnedFrom || !state.rhythm) continue
    if (findSilence(state.rhythm, last, hour, { toLocal, isClosed }) === undefined) continue
    state.silent = true
    state.episodes.push({ since: last, found: hour })
  }
  return state.episodes
}

/** A silence says nothing about the rhythm: until the next request it counts as closed. */
const leaveOut = (
  episodes: readonly Episode[],
  active: readonly number[],
  isClosed: (hour: number) => boolean,
): Calendar => {
  const ranges = episodes.map(({ since }) => ({
    since,
    until: active.find((hour) => hour > since) ?? Number.POSITIVE_INFINITY,
  }))
  return {
    toLocal,
    isClosed: (hour) => isClosed(hour) || ranges.some(({ since, until }) => hour > since && hour < until),
  }
}

/** Nobody can see a silence while nothing is expected: one that is mostly closed is moved to a later day. */
function plantSilence(drawn: number, hours: number, isClosed: (hour: number) => boolean) {
  let from = drawn
  while (listHours(from, from + hours).filter(isClosed).length > hours / 4) from += day
  return { from, until: from + hours }
}

const listHours = (from: number, until: number) => Array.from({ length: until - from }, (_, i) => from + i)

for (const seed of [1, 2, 3])
  test(`200 clinics over 90 days: each planted silence is found within its grace, and at most one notice a clinic is false (seed ${seed})`, () => {
    const random = seededRandom(seed)
    const falseNotices: string[] = []
    for (let n = 0; n < clinics; n++) {
      const clinic = buildClinic(n, random)
      const isClosed = toClosed(toId(n))
      const drawn = start + learnedFrom + (5 + random(50)) * day + random(day)
      const planted = n % 2 === 0 ? plantSilence(drawn, clinic.silence, isClosed) : undefined
      const isPlanted = (hour: number) => planted !== undefined && hour >= planted.from && hour < planted.until
      const episodes = watch((hour) => clinic.isActive(hour) && !isPlanted(hour) && !isClosed(hour), isClosed)
      const found = episodes.filter((one) => isPlanted(one.found))
      const where = `${clinic.name} ${n}: ${JSON.stringify({ planted, episodes })}`
      if (planted) {
        assert.equal(found.length, 1, where)
        const until = found[0]?.found ?? 0
        // A weekly request that was due while it was closed is due a week later.
        const excused = listHours(planted.from, until).filter((hour) => isClosed(hour) && clinic.isActive(hour))
        const grace = clinic.grace + (clinic.name === 'weekly' ? excused.length * week : 0)
        assert.ok(listHours(planted.from, until).filter((hour) => !isClosed(hour)).length <= grace, where)
      }
      const wrong = episodes.length - found.length
      assert.ok(wrong <= 1, where)
      if (wrong) falseNotices.push(where)
    }
    assert.ok(falseNotices.length <= clinics / 20, `${falseNotices.length} false: ${falseNotices.join('\n')}`)
  })

test('without the calendar of the administrator, holidays and maintenance would be told as silences', () => {
  const random = seededRandom(1)
  const counts = [toClosed, () => () => false].map((buildTest) => {
    const told = Array.from({ length: 20 }, (_, i) => {
      const clinic = buildClinic(5 * i, random)
      const isClosed = toClosed(toId(5 * i))
      return watch((hour) => clinic.isActive(hour) && !isClosed(hour), buildTest(toId(5 * i))).length
    })
    return told.reduce((sum, one) => sum + one, 0)
  })
  const [known = 0, unknown = 0] = counts
  assert.ok(known <= 2 && unknown >= 20, String(counts))
})

test('a maintenance window is no silence, and what is new has no rhythm', () => {
  const active = Array.from({ length: learnedFrom }, (_, i) => start + i)
  const rhythm = learnRhythm({ active, from: start, until: start + learnedFrom }, calendar)
  assert.equal(rhythm?.kind, 'hours')
  const last = active.at(-1) ?? 0
  assert.equal(rhythm && findSilence(rhythm, last, last + 12, { toLocal, isClosed: () => true }), undefined)
  assert.equal(rhythm && findSilence(rhythm, last, last + 12, calendar), last + 3)
  assert.equal(
    learnRhythm({ active: active.slice(-week), from: start, until: start + learnedFrom }, calendar),
    undefined,
  )
})

test('ten times the usual errors are many, and a few are not', () => {
  assert.equal(hasManyErrors(9, 0, 28), false)
  assert.equal(hasManyErrors(10, 0, 28), true)
  assert.equal(hasManyErrors(99, 280, 28), false)
  assert.equal(hasManyErrors(100, 280, 28), true)
  assert.equal(hasManyErrors(100, 0, 0), false)
})
