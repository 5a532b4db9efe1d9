import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatDay, formatDistance, formatMoment, formatPreciseTime, formatSize, formatTimeMarks } from './times.ts'

const day = 86_400_000

test('a distance is told in a unit of which there are at least two', () => {
  assert.equal(formatDistance(400 * day, 0, 'en'), 'in 13 months')
  assert.equal(formatDistance(1500 * day, 0, 'en'), 'in 4 years')
  assert.equal(formatDistance(-3 * day, 0, 'fr'), 'il y a 3 jours')
})

test('a moment names its zone', () => {
  const time = Date.UTC(2026, 0, 2, 3, 4, 5)
  assert.match(formatMoment(time, { language: 'en', zone: 'utc', serverZone: undefined }), /03:04:05.*UTC/)
  assert.match(formatMoment(time, { language: 'en', zone: 'server', serverZone: 'Africa/Maputo' }), /05:04:05/)
})

test('a size is told in the largest unit that it reaches', () => {
  assert.deepEqual(
    [0, 999, 1500, 3_400_000, 12e9].map((bytes) => formatSize(bytes, 'en')),
    ['0 bytes', '999 bytes', '1.5 kB', '3.4 MB', '12 GB'],
  )
})

test('what follows closely on each other is told to the millisecond, in the chosen zone', () => {
  const clock = { language: 'en', zone: 'utc', serverZone: undefined } as const
  assert.equal(formatPreciseTime(Date.UTC(2026, 10, 25, 7, 5, 3, 42), clock), '07:05:03.042')
})

test('marks on an axis of time name the day where it begins, as the language writes it', () => {
  const clock = { language: 'en', zone: 'utc', serverZone: undefined } as const
  const hours = [20, 24, 28].map((hour) => Date.UTC(2026, 10, 25, hour))
  assert.deepEqual(formatTimeMarks(hours, day / 6, clock), ['20:00\n25 Nov', '00:00\n26 Nov', '04:00'])
  const days = [25, 26].map((date) => Date.UTC(2026, 10, date))
  assert.deepEqual(formatTimeMarks(days, day, { ...clock, language: 'fr' }), ['25 nov.', '26 nov.'])
  assert.deepEqual(formatTimeMarks([Date.UTC(2026, 0, 1)], 31 * day, clock), ['Jan 2026'])
})

test('a day is the same in every zone, in the words of the language', () => {
  assert.equal(formatDay('2026-11-30', 'en'), '30 Nov 2026')
  assert.equal(formatDay('2026-03-01', 'fr'), '01 mars 2026')
})
