import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Random, seededRandom } from '../testing/failure-causes.ts'
import { type Calendar, findSilence, hasManyErrors, learnedFrom, learnRhythm, type Rhythm } from './index.ts'

const day = 24
const week = 7 * day
const quarter = 90 * day
/** A Monday, at midnight. */
const start = 4 * day
const clinics = 200

const holidays = new Set([40, 41, 61, 75, 100].map((number) => start / day + number))
const isHoliday = (hour: number) => holidays.has(Math.floor(hour / day))
const toLocal = (hour: number) => ({
  day: Math.floor(hour / day),
  weekday: (Math.floor(hour / day) + 4) % 7,
  hour: hour % day,
})
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
        isActive: (hour) => !isHoliday(hour) && toLocal(hour).weekday === weekday && toLocal(hour).hour === at,
      }
  }
}

type Episode = { since: number; found: number }

/** Moves the clock hour by hour, as the server does: it learns once a day, and leaves out the silences that it has found. */
function watch(isActive: (hour: number) => boolean): Episode[] {
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
        learnRhythm({ active: state.active, from, until: last + 1 }, leaveOut(state.episodes, state.active)) ??
        state.rhythm
    }
    if (hour < start + learnedFrom || !state.rhythm) continue
    if (findSilence(state.rhythm, last, hour, calendar) === undefined) continue
    state.silent = true
    state.episodes.push({ since: last, found: hour })
  }
  return state.episodes
}

/** A silence says nothing about the rhythm: until the next request it counts as closed. */
const leaveOut = (episodes: readonly Episode[], active: readonly number[]): Calendar => {
  const ranges = episodes.map(({ since }) => ({
    since,
    until: active.find((hour) => hour > since) ?? Number.POSITIVE_INFINITY,
  }))
  return {
    toLocal,
    isClosed: (hour) => isHoliday(hour) || ranges.some(({ since, until }) => hour > since && hour < until),
  }
}

const countOpen = (from: number, until: number) =>
  Array.from({ length: until - from }, (_, i) => from + i).filter((hour) => !isHoliday(hour)).length

for (const seed of [1, 2, 3])
  test(`200 clinics over 90 days: each planted silence is found within its grace, and at most one notice a clinic is false (seed ${seed})`, () => {
    const random = seededRandom(seed)
    const falseNotices: string[] = []
    for (let n = 0; n < clinics; n++) {
      const clinic = buildClinic(n, random)
      const from = start + learnedFrom + (5 + random(50)) * day + random(day)
      const planted = n % 2 === 0 ? { from, until: from + clinic.silence } : undefined
      const isPlanted = (hour: number) => planted !== undefined && hour >= planted.from && hour < planted.until
      const episodes = watch((hour) => clinic.isActive(hour) && !isPlanted(hour))
      const found = episodes.filter((one) => isPlanted(one.found))
      const where = `${clinic.name} ${n}: ${JSON.stringify({ planted, episodes })}`
      if (planted) {
        assert.equal(found.length, 1, where)
        assert.ok(countOpen(planted.from, found[0]?.found ?? 0) <= clinic.grace, where)
      }
      const wrong = episodes.length - found.length
      assert.ok(wrong <= 1, where)
      if (wrong) falseNotices.push(where)
    }
    assert.ok(falseNotices.length <= clinics / 20, `${falseNotices.length} false: ${falseNotices.join('\n')}`)
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
