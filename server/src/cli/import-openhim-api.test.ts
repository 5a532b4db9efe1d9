// The API of a running OpenHIM, as a server over the documents of its database.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openDatabase } from '../platform/database/database.ts'
import { Settings } from '../settings/settings.ts'
import { startOpenhimApi } from '../testing/openhim/api-server.ts'
import { buildClients, buildDatabase } from '../testing/openhim/database.ts'
import { newDatabaseUrl } from '../testing/stores.ts'
import { importFromApi } from './import-openhim.ts'

const user = { email: 'root@openhim.org', password: 'openhim-password' }
const salt = 'd9bcb40e-ae65-478f-962e-5e5e5e7d0a01'

async function start(context: TestContext, engine: 'sqlite' | 'postgres', given: { salt?: string } = { salt }) {
  const data = mkdtempSync(join(tmpdir(), 'mediary-import-'))
  const documents = buildDatabase({ clients: buildClients(8), port: 9, transactions: 170 })
  // Fifty transactions of one instant do not fit on one page.
  for (const one of (documents.transactions ?? []).slice(20, 90))
    Object.assign(Reflect.get(one, 'request'), { timestamp: new Date('2024-01-01T00:01:00Z') })
  const openhim = await startOpenhimApi(documents, { salt: given.salt, user })
  const databaseUrl = await newDatabaseUrl(engine, (cleanUp) => context.after(cleanUp), 'migrated')
  context.after(async () => {
    await openhim.close()
    rmSync(data, { recursive: true, force: true })
  })
  const settings = Settings.parse({ data, databaseUrl, api: { port: 0 }, installationKey: 'a1'.repeat(32) })
  const run = (options: { dryRun?: boolean; since?: Date } = {}, who = user) =>
    importFromApi(
      { address: { url: openhim.url }, user: who },
      settings,
      { transactions: true, ...options },
      () => undefined,
    )
  const count = async (table: 'transactions' | 'clients' | 'credentials') => {
    const database = openDatabase(databaseUrl)
    const all = database.kysely.withTables<{ transactions: object; clients: object; credentials: object }>()
    const { rows } = await all
      .selectFrom(table)
      .select((eb) => eb.fn.countAll().as('rows'))
      .executeTakeFirstOrThrow()
    await database.close()
    return Number(rows)
  }
  return { openhim, run, count }
}

for (const engine of ['sqlite', 'postgres'] as const)
  test(`a running OpenHIM is rehearsed, imported with its secrets, and found unchanged the next time (${engine})`, async (context) => {
    const { openhim, run, count } = await start(context, engine)
    const rehearsed = await run({ dryRun: true })
    assert.deepEqual([await count('transactions'), await count('clients')], [0, 0])
    const imported = await run()
    assert.deepEqual(imported, { ...rehearsed, dryRun: false })
    assert.equal(imported.collections.transactions?.taken, 170)
    assert.deepEqual([await count('transactions'), await count('clients')], [170, 8])
    // Five passwords, and the token that the list of clients hides.
    assert.equal(await count('credentials'), 6)
    const { passports, users } = imported.collections
    assert.deepEqual([users?.taken, (passports?.taken ?? 0) + (passports?.changed ?? 0)], [2, 3])

    const asked = openhim.calls.get('/transactions') ?? 0
    const again = await run()
    for (const [collection, { taken, changed, disabled }] of Object.entries(again.collections))
      assert.deepEqual([taken, changed, disabled], [0, 0, 0], collection)
    assert.equal(again.collections.transactions?.unchanged, 170)
    assert.ok(
      (openhim.calls.get('/transactions') ?? 0) - asked <= 6,
      'recorded transactions are listed, not read again',
    )
  })

test('an import that is cut off goes on where it was', async (context) => {
  const { openhim, run, count } = await start(context, 'sqlite')
  openhim.failAfter(18)
  await assert.rejects(run(), /cannot be asked/)
  const before = await count('transactions')
  assert.ok(before > 0 && before < 170, String(before))
  openhim.failAfter(Number.POSITIVE_INFINITY)
  const { collections } = await run()
  assert.deepEqual([collections.transactions?.unchanged, await count('transactions')], [before, 170])
})

test('an OpenHIM without token passports is asked with Basic, and a wrong password is refused in one sentence', async (context) => {
  const { run, count } = await start(context, 'sqlite', {})
  await assert.rejects(run({}, { ...user, password: 'wrong' }), /does not know the user root@openhim.org/)
  const { collections } = await run({ since: new Date('2024-01-01T00:02:00Z') })
  assert.ok((collections.transactions?.taken ?? 0) >= 50)
  assert.ok((await count('transactions')) < 170)
})

test('an API on another machine is asked over TLS only', async (context) => {
  const { run: _ } = await start(context, 'sqlite')
  const settings = Settings.parse({ data: tmpdir() })
  await assert.rejects(
    importFromApi(
      { address: { url: new URL('http://openhim.example:8080') }, user },
      settings,
      { transactions: true },
      () => undefined,
    ),
    /is not encrypted/,
  )
})
