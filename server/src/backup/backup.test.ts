import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { migrations } from '../../migrations/index.ts'
import { bodyStore } from '../bodies/index.ts'
import { openDatabase } from '../platform/database/database.ts'
import { migrate } from '../platform/database/migrate.ts'
import { idGenerator } from '../platform/ids.ts'
import { newDatabaseUrl } from '../testing/stores.ts'
import { recorder, transactionStore } from '../transactions/index.ts'
import { backUp, practise, restore } from './index.ts'

const path = process.env.PATH ?? ''
const newId = idGenerator()

const begun = (id: string) => ({
  id,
  channel: 'c'.repeat(24),
  client: null,
  clientIp: '127.0.0.1',
  recognised: null,
  credential: null,
  status: 'Processing' as const,
  requestedAt: Date.now(),
  method: 'POST',
  host: null,
  path: '/lab',
  query: '',
  requestHeaders: '[]',
  requestBody: Buffer.from('a result'),
  requestSize: 8,
  canRerun: true,
})

type Engine = 'sqlite' | 'postgres'

async function filled(engine: Engine, context: TestContext) {
  const url = await newDatabaseUrl(engine, (work) => context.after(work))
  const folder = mkdtempSync(join(tmpdir(), 'mediary-backup-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const database = openDatabase(url)
  context.after(() => database.close())
  await migrate(database, migrations)
  const record = recorder(database)
  const first = newId()
  await record.begin(begun(first))
  return { place: { url, keyId: 'k'.repeat(16), path }, backup: join(folder, 'backup'), database, record, first }
}

const emptyPlace = async (engine: Engine, context: TestContext) => ({
  url: await newDatabaseUrl(engine, (work) => context.after(work)),
  keyId: 'k'.repeat(16),
  path,
})

for (const engine of ['sqlite', 'postgres'] as const) {
  test(`a backup made while others write restores what was there (${engine})`, async (context) => {
    const { place, backup, record, first } = await filled(engine, context)
    const writing = Array.from({ length: 200 }, () => record.begin(begun(newId())))
    const { counts } = await backUp(backup, place, '1.2.3')
    await Promise.all(writing)
    assert.ok(Number(counts.transactions) >= 1)
    await practise(backup, place)

    const empty = await emptyPlace(engine, context)
    await restore(backup, empty, { replace: false })
    const restored = openDatabase(empty.url)
    context.after(() => restored.close())
    const body = await bodyStore(restored).first(first, 'request', 100)
    assert.equal(Buffer.from(body ?? []).toString(), 'a result')
  })

  test(`a store that is there is replaced only when that is said (${engine})`, async (context) => {
    const { place, backup, database, record, first } = await filled(engine, context)
    await backUp(backup, place, '1.2.3')
    const later = newId()
    await record.begin(begun(later))
    await database.close()
    await assert.rejects(restore(backup, place, { replace: false }), /already: say --replace/)
    const { former } = await restore(backup, place, { replace: true })
    assert.equal(former !== undefined, engine === 'sqlite')
    assert.deepEqual(readdirSync(backup).sort(), ['manifest.json', engine === 'sqlite' ? 'store.db' : 'store.dump'])
    const restored = openDatabase(place.url)
    context.after(() => restored.close())
    assert.ok(await transactionStore(restored).find(first))
    assert.equal(await transactionStore(restored).find(later), undefined)
  })

  test(`a damaged backup, one of another key and one of another engine are refused (${engine})`, async (context) => {
    const { place, backup } = await filled(engine, context)
    await backUp(backup, place, '1.2.3')
    const empty = await emptyPlace(engine, context)
    await assert.rejects(restore(backup, { ...empty, keyId: 'other' }, { replace: false }), /another installation key/)
    const other = await emptyPlace(engine === 'sqlite' ? 'postgres' : 'sqlite', context)
    await assert.rejects(practise(backup, other), /another engine/)
    const file = readdirSync(backup).find((name) => name.startsWith('store'))
    appendFileSync(join(backup, file ?? ''), 'x')
    await assert.rejects(practise(backup, place), /is damaged/)
  })
}

test('a folder that holds something is not backed up into', async (context) => {
  const { place, backup } = await filled('sqlite', context)
  await backUp(backup, place, '1.2.3')
  await assert.rejects(backUp(backup, place, '1.2.3'), /is not empty/)
})

test('a program of PostgreSQL that is missing is named', async (context) => {
  const { place, backup } = await filled('postgres', context)
  await assert.rejects(backUp(backup, { ...place, path: '/nowhere' }, '1.2.3'), /pg_dump is missing/)
})
