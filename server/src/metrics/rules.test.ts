import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findStart, toDateParts, toKind } from './rules.ts'
import { buildOffsets } from './zone.ts'

const at = (text: string) => Date.parse(text)
const iso = (time: number) => new Date(time).toISOString()

test('an unknown word means hours, and what is longer than a day is told as its days', () => {
  assert.deepEqual(['minute', 'hour', 'day', 'week', 'month', 'year', '', 'century'].map(toKind), [
    'minute',
    'hour',
    'day',
    'day',
    'day',
    'day',
    'hour',
    'hour',
  ])
})

for (const [zone, moment, day] of [
  ['UTC', '2026-03-10T23:59:59.999Z', '2026-03-10T00:00:00.000Z'],
  ['Africa/Kampala', '2026-03-10T20:59:59.999Z', '2026-03-09T21:00:00.000Z'],
  ['Africa/Kampala', '2026-03-10T21:00:00.000Z', '2026-03-10T21:00:00.000Z'],
  ['Asia/Kathmandu', '2026-03-10T18:14:00.000Z', '2026-03-09T18:15:00.000Z'],
  ['America/New_York', '2026-07-01T03:59:00.000Z', '2026-06-30T04:00:00.000Z'],
  // The days of the change between winter and summer time have 23 and 25 hours.
  ['Europe/Lisbon', '2026-03-29T22:59:00.000Z', '2026-03-29T00:00:00.000Z'],
  ['Europe/Lisbon', '2026-03-29T23:00:00.000Z', '2026-03-29T23:00:00.000Z'],
  ['Europe/Lisbon', '2026-10-25T23:30:00.000Z', '2026-10-24T23:00:00.000Z'],
] as const)
  test(`in ${zone} the day of ${moment} starts at ${day}`, () =>
    assert.equal(iso(findStart('day', at(moment), buildOffsets(zone))), day))

test('minutes and hours start alike in every zone', () => {
  for (const zone of ['UTC', 'Asia/Kathmandu'])
    assert.deepEqual(
      (['minute', 'hour'] as const).map((kind) =>
        iso(findStart(kind, at('2026-03-10T10:42:31.5Z'), buildOffsets(zone))),
      ),
      ['2026-03-10T10:42:00.000Z', '2026-03-10T10:00:00.000Z'],
    )
})

for (const [moment, week] of [
  ['2026-01-01T00:00:00Z', 1],
  ['2026-01-03T00:00:00Z', 1],
  ['2026-01-04T00:00:00Z', 2],
  ['2025-12-27T00:00:00Z', 52],
  ['2025-12-28T00:00:00Z', 1],
  ['2026-12-31T00:00:00Z', 1],
] as const)
  test(`${moment} is in week ${week}`, () => assert.equal(toDateParts(at(moment), () => 0).week, week))

test('the parts of an instant are those of its zone: the weekday, and January as 0', () => {
  assert.deepEqual(toDateParts(at('2026-01-31T22:30:00Z'), buildOffsets('Africa/Kampala')), {
    minute: 30,
    hour: 1,
    day: 0,
    week: 6,
    month: 1,
    year: 2026,
  })
})
