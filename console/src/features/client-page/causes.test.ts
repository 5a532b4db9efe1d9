import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groupByCause } from './causes.ts'

const refusal = (id: string, reason: string, count: number) => ({
  id,
  stage: 'authorise' as const,
  code: 'not-allowed' as const,
  channel: 'lab',
  reason,
  count,
})

test('refusals of one cause are one, the newest, with their sum', () => {
  const grouped = groupByCause([refusal('4', 'a', 2), refusal('3', 'b', 1), refusal('2', 'a', 5), refusal('1', 'a', 1)])
  assert.deepEqual(
    grouped.map(({ id, count }) => [id, count]),
    [
      ['4', 8],
      ['3', 1],
    ],
  )
})

test('the same reason on another channel is another cause', () => {
  assert.equal(groupByCause([refusal('2', 'a', 1), { ...refusal('1', 'a', 1), channel: 'registry' }]).length, 2)
})
