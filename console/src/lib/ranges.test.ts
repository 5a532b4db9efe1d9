import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readMoment, toInstants, toLocalText } from './ranges.ts'
import type { TimeRange } from './time-ranges.ts'

// A Wednesday.
const now = Date.parse('2026-03-11T22:30:20Z')
const toTexts = (instants: object) => Object.values(instants).map((time) => new Date(time).toISOString())
const read = (range: TimeRange, zone: string, at = now) => toTexts(toInstants(range, at, zone))

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

test('a typed moment is as long as its precision, in the chosen zone', () => {
  const cases: [text: string, from: string, to: string][] = [
    ['10:32', '2026-03-12T07:32:00.000Z', '2026-03-12T07:33:00.000Z'],
    ['9:05:07', '2026-03-12T06:05:07.000Z', '2026-03-12T06:05:08.000Z'],
    ['2026-03-01', '2026-02-28T21:00:00.000Z', '2026-03-01T21:00:00.000Z'],
    ['2026-03-01T10:32', '2026-03-01T07:32:00.000Z', '2026-03-01T07:33:00.000Z'],
    ['2026-03-01 10:32:05.25', '2026-03-01T07:32:05.250Z', '2026-03-01T07:32:05.251Z'],
    ['2026-03-01T10:32:00Z', '2026-03-01T10:32:00.000Z', '2026-03-01T10:32:00.001Z'],
    ['2h', '2026-03-11T20:30:00.000Z', '2026-03-11T20:31:00.000Z'],
  ]
  for (const [text, from, to] of cases)
    assert.deepEqual(toTexts(readMoment(text, now, 'Africa/Nairobi') ?? {}), [from, to], text)
  for (const text of ['', 'x', '25:00', '2026-02-30T', '2026-13-01', '10', '10:3', '-1h', '2026-03-01T', '1e5h'])
    assert.equal(readMoment(text, now, 'Africa/Nairobi'), undefined, text)
})

test('a moment that is written as clocks show it is read as the same instant', () => {
  const zone = fc.constantFrom(undefined, 'UTC', 'Africa/Nairobi', 'Asia/Kathmandu', 'America/Sao_Paulo')
  const instant = fc.integer({ min: Date.parse('2001-01-01'), max: Date.parse('2099-01-01') })
  fc.assert(
    fc.property(instant, zone, (at, where) => {
      // In the hour that a clock shows twice, the text has two meanings.
      const back = readMoment(toLocalText(at, where), now, where)?.from ?? Number.NaN
      assert.ok(back === at || Math.abs(back - at) === 3_600_000)
    }),
  )
})

test('whatever is typed as a moment never throws', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readMoment(text, now, 'UTC')))
})
