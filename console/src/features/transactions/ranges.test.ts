import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TimeRange, toInstants } from './ranges.ts'
import { toFilters } from './rules.ts'

// A Wednesday.
const now = Date.parse('2026-03-11T22:30:20Z')
const read = (range: TimeRange, zone: string, at = now) =>
  Object.values(toInstants(range, at, zone)).map((time) => new Date(time).toISOString())

test('ranges begin at midnight in the chosen zone, and a week on Monday', () => {
  assert.deepEqual(read('hour', 'UTC'), ['2026-03-11T21:30:00.000Z'])
  assert.deepEqual(read('today', 'UTC'), ['2026-03-11T00:00:00.000Z'])
  // In Nairobi it is Thursday already.
  assert.deepEqual(read('today', 'Africa/Nairobi'), ['2026-03-11T21:00:00.000Z'])
  assert.deepEqual(read('yesterday', 'Africa/Nairobi'), ['2026-03-10T21:00:00.000Z', '2026-03-11T21:00:00.000Z'])
  assert.deepEqual(read('week', 'UTC'), ['2026-03-09T00:00:00.000Z'])
  assert.deepEqual(read('week', 'UTC', Date.parse('2026-03-09T00:00:00Z')), ['2026-03-09T00:00:00.000Z'])
  assert.deepEqual(read('week', 'UTC', Date.parse('2026-03-15T23:59:59Z')), ['2026-03-09T00:00:00.000Z'])
})

test('the day of a change of the clock begins at its own midnight', () => {
  // Lisbon changes from UTC to UTC+1 at one o'clock on 29 March.
  assert.deepEqual(read('today', 'Europe/Lisbon', Date.parse('2026-03-29T12:00:00Z')), ['2026-03-29T00:00:00.000Z'])
  assert.deepEqual(read('yesterday', 'Europe/Lisbon', Date.parse('2026-03-30T12:00:00Z')), [
    '2026-03-29T00:00:00.000Z',
    '2026-03-29T23:00:00.000Z',
  ])
})

test('a named range takes the place of the times in the address', () => {
  assert.deepEqual(toFilters({ range: 'yesterday', since: '2026-01-01T00:00:00Z' }, { now, zone: 'UTC' }), {
    'request.timestamp': { $gte: '2026-03-10T00:00:00.000Z', $lt: '2026-03-11T00:00:00.000Z' },
  })
})
