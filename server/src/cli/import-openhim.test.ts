import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDatabase } from '../platform/database/database.ts'
import { Settings } from '../settings/settings.ts'
import { buildClients, buildDatabase } from '../testing/openhim/database.ts'
import { writeArchive } from '../testing/openhim/dump.ts'
import { newDatabaseUrl } from '../testing/stores.ts'
import { importDump } from './import-openhim.ts'

type Counted = {
  transactions: object
  calls: object
  reruns: object
  body_chunks: object
  clients: object
  channels: object
}

for (const engine of ['sqlite', 'postgres'] as const)
  test(`an OpenHIM dump is rehearsed, imported, and found unchanged the next time (${engine})`, async (context) => {
    const data = mkdtempSync(join(tmpdir(), 'mediary-import-'))
    context.after(() => rmSync(data, { recursive: true, force: true }))
    const databaseUrl = await newDatabaseUrl(engine, (cleanUp) => context.after(cleanUp), 'migrated')
    const settings = Settings.parse({ data, databaseUrl, api: { port: 0 }, installationKey: 'a1'.repeat(32) })
    const documents = buildDatabase({ clients: buildClients(8), port: 9, transactions: 450 })
    const dump = writeArchive(join(data, 'openhim.archive'), documents)
    const run = async (dryRun: boolean) => importDump(dump, settings, { dryRun, transactions: true }, () => undefined)
    const count = async (table: keyof Counted) => {
      const database = openDatabase(databaseUrl)
      const { rows } = await database.kysely
        .withTables<Counted>()
        .selectFrom(table)
        .select((eb) => eb.fn.countAll().as('rows'))
        .executeTakeFirstOrThrow()
      await database.close()
      return Number(rows)
    }

    const rehearsed = await run(true)
    assert.deepEqual([await count('transactions'), await count('clients'), await count('channels')], [0, 0, 0])
    const imported = await run(false)
    assert.deepEqual(imported, { ...rehearsed, dryRun: false })
    assert.equal(imported.collections.transactions?.taken, 450)
    const tables = ['transactions', 'calls', 'reruns', 'body_chunks', 'clients', 'channels'] as const
    const counts = await Promise.all(tables.map(count))
    // The transaction whose body is a stored file has another body in its call.
    assert.deepEqual(counts, [450, 450, 45, 901, 8, 2])

    const again = await run(false)
    for (const [collection, { taken, changed, disabled }] of Object.entries(again.collections))
      assert.deepEqual([taken, changed, disabled], [0, 0, 0], collection)
    assert.deepEqual(await Promise.all(tables.map(count)), counts)
  })
