import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addTimes, countTime, parseTimes, type ResponseTimes, readPercentile, writeTimes } from './rules.ts'

/** What decision 0047 promises. */
const maxError = 0.05

const count = (all: readonly number[]) => {
  const times: ResponseTimes = []
  for (const one of all) countTime(times, one)
  return times
}
/** The percentile by its definition: the smallest time that this part of all times does not exceed. */
const findExact = (all: readonly number[], part: number) =>
  [...all].sort((a, b) => a - b)[Math.max(0, Math.ceil(part * all.length) - 1)] ?? Number.NaN

const milliseconds = fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 86_400_000 }))
const many = fc.array(milliseconds, { minLength: 1, maxLength: 400 })

test('a percentile of counted times is within five per cent of the true one', () => {
  fc.assert(
    fc.property(many, fc.constantFrom(0.5, 0.95, 0.99), (all, part) => {
      const [told, exact] = [readPercentile(count(all), part) ?? Number.NaN, findExact(all, part)]
      assert.ok(Math.abs(told - exact) <= maxError * exact + 1e-9, `${told} instead of ${exact}`)
    }),
  )
})

test('counts of two nodes add up to those of one that saw everything, also by way of the store', () => {
  fc.assert(
    fc.property(many, many, (here, there) => {
      const stored = parseTimes(writeTimes(count(there)))
      assert.deepEqual(addTimes(count(here), stored), count([...here, ...there]))
    }),
  )
})

test('without a request there is no percentile', () => {
  assert.equal(readPercentile([], 0.5), undefined)
  assert.equal(readPercentile(parseTimes(null), 0.5), undefined)
})
