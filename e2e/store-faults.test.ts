import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scenarios } from './proof/faults.ts'

for (const [name, scenario] of Object.entries(scenarios))
  test(`${name}, under load: nothing is lost, made up or done twice, and it serves again by itself`, async (context) => {
    const { faults, skipped } = await scenario({ seed: 2, rounds: 1 })
    if (skipped) return context.skip(skipped)
    assert.deepEqual(faults, [])
  })
