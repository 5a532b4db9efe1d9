import assert from 'node:assert/strict'
import { onBothEngines } from '../../testing/stores.ts'
import { changeLog } from './changes.ts'

// Announcements may overtake each other on their way here; what they announce may not.
onBothEngines('who is told of a change finds it, and every one with a lower number, committed', async (database) => {
  const found = new Map<number, number[]>()
  const numbers = async (seq: number) => (await changes.since(seq)).map((change) => change.seq)
  const changes = changeLog(database, async (seq) => {
    found.set(seq, (await numbers(0)).slice(0, seq))
  })
  await Promise.all(['a', 'b', 'c', 'd'].map((id) => changes.write(async (_trx, touch) => touch('client', id))))
  const all = [1, 2, 3, 4]
  assert.deepEqual(new Map([...found].sort(([a], [b]) => a - b)), new Map(all.map((seq) => [seq, all.slice(0, seq)])))
  assert.deepEqual(await numbers(2), [3, 4])
})

onBothEngines('a change that fails leaves no trace and is not announced', async (database) => {
  const changes = changeLog(database, async () => assert.fail('announced'))
  const failing = changes.write(async (_trx, touch) => {
    touch('client', 'a')
    throw new Error('no')
  })
  await assert.rejects(failing, /no/)
  assert.deepEqual(await changes.since(0), [])
})
