import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noticesUnderKills } from './proof/notices.ts'

test('SIGKILL while notices go out: none is lost, and a repeated one has the same id', async (t) => {
  const kills = 4
  const { notices, received, faults } = await noticesUnderKills({ kills })
  assert.deepEqual(faults, [])
  t.diagnostic(`${notices} notices, ${received - notices} further deliveries, ${kills} kills`)
})
