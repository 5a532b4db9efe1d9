import assert from 'node:assert/strict'
import { test } from 'node:test'
import { distance, moment } from './times.ts'

const day = 86_400_000

test('a distance is told in a unit of which there are at least two', () => {
  assert.equal(distance(400 * day, 0, 'en'), 'in 13 months')
  assert.equal(distance(1500 * day, 0, 'en'), 'in 4 years')
  assert.equal(distance(-3 * day, 0, 'fr'), 'il y a 3 jours')
})

test('a moment names its zone', () => {
  const time = Date.UTC(2026, 0, 2, 3, 4, 5)
  assert.match(moment(time, { language: 'en', zone: 'utc', serverZone: undefined }), /03:04:05.*UTC/)
  assert.match(moment(time, { language: 'en', zone: 'server', serverZone: 'Africa/Maputo' }), /05:04:05/)
})
