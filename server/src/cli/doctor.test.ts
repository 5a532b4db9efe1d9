import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { nodeStore } from '../nodes/index.ts'
import { prepareInstallation } from '../processes/open.ts'
import { Settings } from '../settings/settings.ts'
import { version } from '../system/index.ts'
import { freePort } from '../testing/ports.ts'
import { newDatabaseUrl } from '../testing/stores.ts'
import { doctor } from './doctor.ts'

test('the doctor names the nodes, another version of them, and a clock that is wrong', async (context) => {
  const cleanUps: (() => Promise<void>)[] = []
  const url = await newDatabaseUrl('postgres', (cleanUp) => cleanUps.push(cleanUp))
  const data = mkdtempSync(join(tmpdir(), 'mediary-doctor-'))
  const [api, http, https] = [await freePort(), await freePort(), await freePort()]
  const settings = Settings.parse({
    data,
    databaseUrl: url,
    api: { port: api },
    router: { httpPort: http, httpsPort: https },
  })
  const { database } = await prepareInstallation(settings)
  context.after(async () => {
    await database.close()
    for (const cleanUp of cleanUps) await cleanUp()
    rmSync(data, { recursive: true })
  })
  const look = async (about: RegExp) => (await doctor(settings)).find(({ text }) => about.test(text))
  assert.deepEqual(await look(/node serves/i), { ok: true, text: 'No node serves on the store' })
  assert.equal((await look(/^The clock/))?.ok, true)

  const facts = { clockDifference: 0, settings: '', checks: [] }
  await nodeStore(database).seen('a', { ...facts, name: 'gateway-1', version })
  await nodeStore(database).seen('b', { ...facts, name: 'gateway-2', version: '9.9.9' })
  const named = await look(/^Nodes that serve/)
  assert.equal(named?.text, `Nodes that serve on the store: gateway-1 (${version}), gateway-2 (9.9.9)`)
  assert.equal((await look(/other versions .*9\.9\.9$/))?.ok, false)

  context.mock.timers.enable({ apis: ['Date'], now: Date.now() + 600_000 })
  const clock = await look(/^The clock/)
  context.mock.timers.reset()
  assert.equal(clock?.ok, false)
  assert.match(clock?.text ?? '', /ms ahead of that of the database$/)
})
