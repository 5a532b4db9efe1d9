import assert from 'node:assert/strict'
import { onBothEngines } from '../testing/stores.ts'
import { changesOf } from './changes.ts'

onBothEngines('changes are numbered in the order in which they were committed', async (database) => {
  const announced: number[] = []
  const changes = changesOf(database, async (seq) => void announced.push(seq))
  await Promise.all(['a', 'b', 'c', 'd'].map((id) => changes.write(async (_trx, touch) => touch('client', id))))
  assert.deepEqual(announced, [1, 2, 3, 4])
  assert.deepEqual(
    (await changes.since(2)).map(({ seq }) => seq),
    [3, 4],
  )
})

onBothEngines('a change that fails leaves no trace and is not announced', async (database) => {
  const changes = changesOf(database, async () => assert.fail('announced'))
  const failing = changes.write(async (_trx, touch) => {
    touch('client', 'a')
    throw new Error('no')
  })
  await assert.rejects(failing, /no/)
  assert.deepEqual(await changes.since(0), [])
})
