import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { idGenerator, leastIdAt, newProcessId } from './ids.ts'

test('ids sort by the millisecond in which they were made', () => {
  const newId = idGenerator('abcdef')
  fc.assert(
    fc.property(fc.nat(2 ** 41), fc.integer({ min: 1, max: 10_000 }), (time, later) => {
      assert.ok(newId(time) < newId(time + later))
    }),
  )
})

test('ids of one process id never repeat within its counter, and contain its process id', () => {
  const newId = idGenerator('abcdef')
  const ids = Array.from({ length: 10_000 }, () => newId(1_700_000_000_123))
  assert.equal(new Set(ids).size, ids.length)
  assert.ok(ids.every((id) => /^[0-9a-f]{24}$/.test(id) && id.slice(12, 18) === 'abcdef'))
})

test('the least id of an instant bounds a range of time', () => {
  const newId = idGenerator(newProcessId())
  const time = 1_700_000_000_500
  assert.ok(leastIdAt(time) <= newId(time))
  assert.ok(newId(time) < leastIdAt(time + 1))
})
