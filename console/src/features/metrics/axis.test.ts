import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readOffset } from '../../lib/times.ts'
import { findRoundStep, findRoundTimes } from './axis.ts'

const utc = () => 0
const write = (times: readonly number[]) => times.map((time) => new Date(time).toISOString())
const [hour, day] = [3_600_000, 86_400_000]

test('the marks of numbers are round, and whole', () => {
  assert.equal(findRoundStep(10, 5), 2)
  assert.equal(findRoundStep(4300, 5), 1000)
  assert.equal(findRoundStep(0, 5), 1)
  assert.equal(findRoundStep(3, 5), 1)
})

test('a day has marks at round hours', () => {
  const from = Date.parse('2026-11-29T03:20:00Z')
  const { times, apart } = findRoundTimes(from, from + day, 8, utc)
  assert.equal(apart, 3 * hour)
  assert.deepEqual(write(times).slice(0, 2), ['2026-11-29T06:00:00.000Z', '2026-11-29T09:00:00.000Z'])
  assert.equal(times.length, 8)
})

test('days begin at midnight of the zone, also after the clock was put back', () => {
  const from = Date.parse('2026-10-23T12:00:00Z')
  const { times } = findRoundTimes(from, from + 5 * day, 6, readOffset('Europe/Berlin'))
  assert.deepEqual(write(times), [
    '2026-10-23T22:00:00.000Z',
    '2026-10-24T22:00:00.000Z',
    '2026-10-25T23:00:00.000Z',
    '2026-10-26T23:00:00.000Z',
    '2026-10-27T23:00:00.000Z',
  ])
})

test('years have marks at the beginning of months', () => {
  const from = Date.parse('2025-11-30T00:00:00Z')
  const { times } = findRoundTimes(from, from + 365 * day, 5, utc)
  assert.deepEqual(write(times).slice(0, 3), [
    '2026-01-01T00:00:00.000Z',
    '2026-04-01T00:00:00.000Z',
    '2026-07-01T00:00:00.000Z',
  ])
})
