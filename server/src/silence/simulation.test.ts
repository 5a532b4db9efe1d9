import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  buildClinic,
  clinics,
  day,
  isHoliday,
  listHours,
  plantSilence,
  quarter,
  start,
  toClosed,
  toId,
  toLocal,
  week,
} from '../testing/clinics.ts'
import { seededRandom } from '../testing/failure-causes.ts'
import { type Calendar, findSilence, hasManyErrors, learnedFrom, learnRhythm, type Rhythm } from './index.ts'

const calendar: Calendar = { toLocal, isClosed: isHoliday }

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
