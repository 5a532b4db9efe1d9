import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PatternError } from '../platform/patterns/pattern.ts'
import { parseSchedule } from './schedule.ts'

const minute = 60_000
const intervals: [text: string, minutes: number][] = [
  ['90 seconds', 1.5],
  ['3 min', 3],
  ['every four hours', 240],
  ['every minute', 1],
  ['an hour', 60],
  ['half hour', 30],
  ['2.5 days', 3600],
  ['1 hour and 30 minutes', 90],
  ['1 hour, 15 mins', 75],
  ['10m', 10],
  ['twenty-five minutes', 25],
  [' Every 2 Weeks ', 20_160],
  ['1 month', 43_200],
]
for (const [text, minutes] of intervals)
  test(`"${text}" is an interval`, () => {
    const schedule = parseSchedule(text)
    assert.equal(schedule(0), minutes * minute)
    assert.equal(schedule(minutes * minute), 2 * minutes * minute)
  })

for (const text of ['*/10 * * * *', '30 0 6 * * 1', '@hourly', '@weekly', '0 0 29 2 *'])
  test(`"${text}" is cron`, () => assert.ok((parseSchedule(text)(Date.now()) ?? 0) > Date.now()))

for (const text of [
  'soon',
  '',
  'every',
  '0 minutes',
  'five',
  '5 fortnights',
  '0.0001 seconds',
  '1 2 minutes',
  '99 99 * * *',
  '@never',
  'constructor minutes',
])
  test(`"${text}" is no schedule`, () => assert.throws(() => parseSchedule(text), PatternError))

for (const text of ['0 0 31 4 *', '0 0 31 2,4,6 *', '0 0 0 1 1 * 2020'])
  test(`"${text}" never fires, and is refused`, () => assert.throws(() => parseSchedule(text), /never/))
