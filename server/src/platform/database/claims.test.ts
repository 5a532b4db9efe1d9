import assert from 'node:assert/strict'
import { onBothEngines } from '../../testing/stores.ts'
import { claims } from './claims.ts'

onBothEngines(
  'a claim that is released can be taken at the same moment, and only its holder releases it',
  async (database) => {
    const [first, second] = [claims(database, 'first'), claims(database, 'second')]
    const now = Date.now()
    assert.equal(await first.take('tidying', 60_000, now), true)
    await second.release('tidying')
    assert.equal(await second.take('tidying', 60_000, now), false)
    await first.release('tidying')
    assert.equal(await second.take('tidying', 60_000, now), true)
    await first.release('tidying')
    assert.equal(await first.take('tidying', 60_000, now), false)
  },
)
