import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AlertRule, type AlertState, advance, type Ended, newState, type Person } from './rules.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const channel = { id: 'c', name: 'Lab' }
const ada: Person = { user: 'ada@example.org', method: 'email', maxAlerts: 'no max' }
const rule = (over: Partial<AlertRule> = {}): AlertRule => ({
  id: 'r',
  channel,
  condition: 'status',
  status: '5xx',
  failureRate: undefined,
  maxAttempts: undefined,
  people: [ada],
  ...over,
})
let made = 0
const ended = (at: number, responseStatus = 500, over: Partial<Ended> = {}): Ended => ({
  id: String(made++),
  channel: 'c',
  at,
  responseStatus,
  failed: responseStatus >= 500,
  attempt: null,
  ...over,
})

type Step = { minutes: number; statuses?: number[]; ended?: Ended[] }

/** Plays steps, and returns what was told: the minute, the kind and the count. */
function play(one: AlertRule, steps: Step[]) {
  let state: AlertState = newState
  return steps.flatMap(({ minutes, statuses = [], ended: more = [] }) => {
    const now = day + minutes * minute
    const clock = { now, dayStart: now - (now % day) }
    const all = [...statuses.map((status) => ended(now, status)), ...more]
    const result = advance(one, state, all, clock)
    // As it is stored.
    state = JSON.parse(JSON.stringify(result.state))
    return result.messages.map(({ person, kind, count }) => [minutes, person.user, kind.replace('alert-', ''), count])
  })
}
const eachMinute = (from: number, to: number, statuses: number[] = []): Step[] =>
  Array.from({ length: to - from }, (_, i) => ({ minutes: from + i, statuses }))

test('gateway §21.1: a status is one status or a class', () => {
  for (const [status, code, expected] of [
    ['404', 404, true],
    ['404', 400, false],
    ['4xx', 404, true],
    ['4xx', 500, false],
    ['5xx', 502, true],
    ['2xx', 204, true],
  ] as const)
    assert.equal(play(rule({ status }), [{ minutes: 0, statuses: [code] }]).length === 1, expected, `${status} ${code}`)
})

test('gateway §21.1: status: one notice when it begins, one when it ends, whatever happens between', () => {
  const failures = Array.from({ length: 1000 }, () => 500)
  const told = play(rule(), [...eachMinute(0, 10, failures), ...eachMinute(10, 40)])
  assert.deepEqual(told, [
    [0, ada.user, 'began', 1000],
    [19, ada.user, 'ended', 10_000],
  ])
})

test('a failure that goes on is told once an hour between its beginning and its end', () => {
  const told = play(rule(), [...eachMinute(0, 150, [500, 200]), ...eachMinute(150, 180)])
  assert.deepEqual(told, [
    [0, ada.user, 'began', 1],
    [60, ada.user, 'continues', 60],
    [120, ada.user, 'continues', 60],
    [159, ada.user, 'ended', 150],
  ])
})

test('gateway §21.1: failureRate: matching ÷ total of the last hour, and no second notice within an hour', () => {
  const one = rule({ failureRate: 50 })
  assert.deepEqual(
    play(one, [
      { minutes: 0, statuses: [500, 200, 200] },
      { minutes: 59, statuses: [200] },
    ]),
    [],
  )
  const told = play(one, [
    { minutes: 0, statuses: [500, 200] },
    ...eachMinute(1, 59, [500, 200]),
    { minutes: 59, statuses: Array(80).fill(200) },
  ])
  assert.deepEqual(
    told.map(([at, , kind]) => [at, kind]),
    [
      [0, 'began'],
      [59, 'ended'],
    ],
  )
  const old = play(one, [
    { minutes: 0, statuses: Array(99).fill(200) },
    { minutes: 70, statuses: [500] },
  ])
  assert.deepEqual(
    old.map(([at, , kind]) => [at, kind]),
    [[70, 'began']],
    'what is older than an hour does not count',
  )
})

test('gateway §21.1: auto-retry-max-attempted: the last automatic retry failed', () => {
  const one = rule({ condition: 'auto-retry-max-attempted', status: '', maxAttempts: 3 })
  const steps = (attempt: number | null, status = 500): Step[] => [
    { minutes: 0, ended: [ended(day, status, { attempt })] },
  ]
  assert.deepEqual(play(one, steps(null)), [])
  assert.deepEqual(play(one, steps(2)), [])
  assert.deepEqual(play(one, steps(3, 200)), [])
  assert.deepEqual(play(one, steps(3)), [[0, ada.user, 'began', 1]])
  assert.deepEqual(play({ ...one, maxAttempts: undefined }, steps(3)), [], 'without a limit there is no last retry')
})

test('gateway §21.1: maxAlerts: one each hour, one each day, and what was held back is told later', () => {
  const hourly: Person = { user: 'hourly@example.org', method: 'email', maxAlerts: '1 per hour' }
  const daily: Person = { user: 'daily@example.org', method: 'email', maxAlerts: '1 per day' }
  // Five minutes of failures every half an hour, for a day and a bit.
  const steps = eachMinute(0, 26 * 60).map((step) => ({
    ...step,
    statuses: step.minutes % 30 < 5 && step.minutes < 24 * 60 ? [500] : [],
  }))
  const told = play(rule({ people: [hourly, daily] }), steps)
  const of = (person: Person) => told.filter(([, user]) => user === person.user)
  const failing = (all: (string | number)[][]) => all.filter(([, , kind]) => kind !== 'ended')
  assert.ok(failing(of(hourly)).length <= 25, `${failing(of(hourly)).length}`)
  assert.deepEqual(
    failing(of(daily)).map(([at]) => at),
    [0],
  )
  const counted = (person: Person, kind?: string) =>
    of(person)
      .filter(([, , one]) => !kind || one === kind)
      .reduce((sum, [, , , count]) => sum + Number(count), 0)
  assert.ok(counted(hourly) >= 48 * 5, 'every failure is counted in a notice')
  const late = of(daily).at(-1)
  assert.deepEqual([late?.[0], late?.[2], late?.[3]], [1440, 'ended', 47 * 5], 'at midnight, all that was held back')
})

test('defects.md C31: failures are told that ended before the first look, and those whose time is long ago', () => {
  const told = play(rule(), [{ minutes: 30, ended: [ended(day + minute), ended(day)] }, { minutes: 31 }])
  assert.deepEqual(told, [[31, ada.user, 'ended', 2]])
})

test('a person who was added during a failure learns of it, and one who was removed does not', () => {
  const grace: Person = { user: 'grace@example.org', method: 'sms', maxAlerts: 'no max' }
  const clock = (minutes: number) => ({ now: day + minutes * minute, dayStart: day })
  const first = advance(rule(), newState, [ended(day)], clock(0))
  const second = advance(rule({ people: [grace] }), first.state, [], clock(1))
  assert.deepEqual(
    second.messages.map(({ person, kind }) => [person.user, kind]),
    [[grace.user, 'alert-began']],
  )
  const third = advance(rule({ people: [grace] }), second.state, [], clock(20))
  assert.deepEqual(
    third.messages.map(({ person, kind }) => [person.user, kind]),
    [[grace.user, 'alert-ended']],
  )
})
