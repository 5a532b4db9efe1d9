// The short form of `npm run proof:credentials`.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareWithOracle } from './proof/credentials/model.ts'
import { rotateUnderLoad } from './proof/credentials/rotations.ts'

const soak = Boolean(process.env.MEDIARY_SOAK)

test('after random changes and jumps of the clock both workers take exactly the right secrets', async () => {
  const seen = await compareWithOracle({ steps: soak ? 5_000 : 500, seed: Math.floor(Math.random() * 2 ** 31) })
  for (const status of ['200', '401', '403']) assert.ok((seen.answers[status] ?? 0) > 20, JSON.stringify(seen))
  assert.equal(seen.workers.length, 2)
})

test('rotations under load refuse no valid token, and let no ended one in', async () => {
  const seen = await rotateUnderLoad({ rotations: 3, rate: 100, connections: 10 })
  assert.deepEqual([seen.failures, seen.late], [[], 0])
  assert.ok(seen.answered > 100 && seen.ended > 30, JSON.stringify(seen))
})
