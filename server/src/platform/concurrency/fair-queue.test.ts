import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFairQueue } from './fair-queue.ts'

test('a party begins one work in a turn of the event loop, and those of others do not wait for its rest', async () => {
  const queue = createFairQueue()
  const begun: string[] = []
  const begin = (client: string) => {
    const turn = queue.take(client)
    if (!turn) begun.push(client)
    return turn?.then(() => begun.push(client))
  }
  const all = Array.from({ length: 7 }, () => begin('flooding'))
  all.push(begin('other'))
  assert.deepEqual(begun, ['flooding', 'other'])
  await new Promise<void>((resolve) => setImmediate(resolve))
  all.push(begin('other'))
  assert.deepEqual(begun.slice(2), ['flooding', 'other'])
  await Promise.all(all)
  assert.equal(begun.filter((client) => client === 'flooding').length, 7)
})

test('in a later turn a party begins at once again', async () => {
  const queue = createFairQueue()
  await Promise.all(Array.from({ length: 5 }, () => queue.take('clinic')))
  for (let n = 0; n < 3; n++) {
    await new Promise<void>((resolve) => setImmediate(resolve))
    await new Promise<void>((resolve) => setImmediate(resolve))
    assert.equal(queue.take('clinic'), undefined)
  }
})
