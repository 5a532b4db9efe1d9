import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newDatabaseUrl } from '../server/src/testing/stores.ts'
import { crash } from './proof/crash.ts'

for (const engine of ['sqlite', 'postgres'] as const) {
  test(`SIGKILL of any process or of all, under load: nothing answered is lost, nothing forwarded unrecorded, nothing twice (${engine})`, async (context) => {
    const databaseUrl =
      engine === 'postgres' ? await newDatabaseUrl('postgres', (cleanUp) => context.after(cleanUp)) : undefined
    const { faults, answered } = await crash({ kills: 3, seed: 1, databaseUrl })
    assert.deepEqual(faults, [])
    assert.ok(answered > 100, `only ${answered} requests were answered`)
  })
}
