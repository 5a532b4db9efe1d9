import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hostile } from './proof/hostile.ts'

test('a good client is answered beside every kind of bad ones', async () => {
  const met = await hostile({ requests: 60, workers: 1, share: 0.2 })
  assert.deepEqual(
    met.flatMap(({ name, beside }) => beside.failed.map((how) => `${name}: ${how}`)),
    [],
  )
})
