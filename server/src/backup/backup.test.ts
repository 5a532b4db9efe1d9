import assert from 'node:assert/strict'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { migrations } from '../../migrations/index.ts'
import { bodyStore, headStore } from '../bodies/index.ts'
import { claims } from '../platform/database/claims.ts'
import { openDatabase } from '../platform/database/database.ts'
import { migrate } from '../platform/database/migrate.ts'
import { idGenerator } from '../platform/ids.ts'
import { moveToMessages } from '../testing/messages.ts'
import { newDatabaseUrl } from '../testing/stores.ts'
import {
  claimBodyFiles,
  recorder,
  releaseBodyFiles,
  transactionRemoval,
  transactionStore,
} from '../transactions/index.ts'
import { copyBodyFiles, inspectBodies, restoreForgottenHeads } from './body-files.ts'
import { backUp, backupRecord, practise, restore } from './index.ts'
import { copySqlite } from './store-sqlite.ts'

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
    const rows = await restored.kysely
      .withTables<{ transactions: { id: string } }>()
      .selectFrom('transactions')
      .select('id')
      .execute()
    assert.ok(rows.some(({ id }) => id === first))
    for (const { id } of rows) {
      const body = await bodyStore(restored).first(id, 'request', 100)
      assert.equal(Buffer.from(body ?? []).toString(), 'a result')
    }
  })

  test(`a backup is noted in its store, from its beginning; one of an older store is made without a note (${engine})`, async (context) => {
    const { place, backup, database } = await filled(engine, context)
    const record = backupRecord(database)
    assert.equal(await record.findLast(), undefined)
    const before = Date.now()
    const { isNoted, made } = await backUp(backup, place, '1.2.3')
    const last = await record.findLast()
    assert.deepEqual([isNoted, last], [true, Date.parse(made)])
    assert.ok(last !== undefined && last >= before)
    await database.kysely.schema.dropTable('backups').execute()
    const older = await backUp(`${backup}-2`, place, '1.2.3')
    assert.equal(older.isNoted, false)
    await practise(`${backup}-2`, place)
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
    const files =
      engine === 'sqlite' ? ['manifest.json', 'store.db', 'store.db-bodies'] : ['manifest.json', 'store.dump']
    assert.deepEqual(readdirSync(backup).sort(), files)
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

test('a body file is copied as far as the store names it, replaced with its store, and refused when it is damaged', async (context) => {
  const { place, backup, database, record, first } = await filled('sqlite', context)
  const { bodies } = await backUp(backup, place, '1.2.3')
  const [name = ''] = readdirSync(join(backup, 'store.db-bodies'))
  const copied = join(backup, 'store.db-bodies', name)
  assert.deepEqual(bodies, [{ file: name, bytes: statSync(copied).size, sha256: bodies[0]?.sha256 }])
  const later = begun(newId())
  await record.begin({ ...later, requestBody: Buffer.from('what came later') })
  await database.close()
  const { former } = await restore(backup, place, { replace: true })
  const [restored, kept] = [openDatabase(place.url), openDatabase(former ?? '')]
  const read = async (from: typeof restored, id: string) =>
    Buffer.from((await bodyStore(from).first(id, 'request', 100)) ?? []).toString()
  assert.deepEqual([await read(restored, first), await read(kept, later.id)], ['a result', 'what came later'])
  await Promise.all([restored.close(), kept.close()])
  writeFileSync(copied, readFileSync(copied).fill(255, 20, 21))
  await assert.rejects(practise(backup, place), /is damaged/)
  rmSync(copied)
  await assert.rejects(restore(backup, place, { replace: true }), /is damaged/)
})

test('a backup waits while bodies are removed, and tells of bodies that are damaged already', async (context) => {
  const { place, backup, database } = await filled('sqlite', context)
  assert.ok(database.engine === 'sqlite' && database.bodyFiles)
  const removing = claims(database, 'retention')
  await claimBodyFiles(removing)
  const [path = ''] = database.bodyFiles.list().map((file) => database.bodyFiles?.toPath(file) ?? '')
  const backedUp = backUp(backup, place, '1.2.3')
  writeFileSync(path, readFileSync(path).fill(255, 20, 21))
  assert.deepEqual(readdirSync(backup), [])
  await releaseBodyFiles(removing)
  assert.equal((await backedUp).damagedBodies, 1)
  await practise(backup, place)
})

test('a folder that holds something is not backed up into', async (context) => {
  const { place, backup } = await filled('sqlite', context)
  await backUp(backup, place, '1.2.3')
  await assert.rejects(backUp(backup, place, '1.2.3'), /is not empty/)
})

test('a program of PostgreSQL that is missing is named', async (context) => {
  const { place, backup } = await filled('postgres', context)
  await assert.rejects(backUp(backup, { ...place, path: '/nowhere' }, '1.2.3'), /pg_dump is missing/)
})

test('a backup has the heads of requests and their bodies, and counts those that are damaged', async (context) => {
  const { place, backup, database, record, first } = await filled('sqlite', context)
  const second = newId()
  await record.begin({ ...begun(second), requestHeaders: '["X","second"]' })
  await moveToMessages(database, [first, second])
  assert.equal((await backUp(backup, place, '1.2.3')).damagedBodies, 0)
  const empty = await emptyPlace('sqlite', context)
  await restore(backup, empty, { replace: false })
  const restored = openDatabase(empty.url)
  context.after(() => restored.close())
  assert.deepEqual(await headStore(restored).readRequest(second), ['X', 'second'])
  assert.equal(Buffer.from((await bodyStore(restored).first(second, 'request', 100)) ?? []).toString(), 'a result')
  assert.ok(database.engine === 'sqlite' && database.bodyFiles)
  for (const path of database.bodyFiles.list().map((file) => database.bodyFiles?.toPath(file) ?? '')) {
    const bytes = readFileSync(path)
    const at = bytes.indexOf('second')
    if (at !== -1) writeFileSync(path, bytes.fill(255, at, at + 1))
  }
  assert.equal((await backUp(`${backup}-2`, place, '1.2.3')).damagedBodies, 1)
})

test('a body that is removed while a backup is made takes no head along', async (context) => {
  const { place, backup, database, first } = await filled('sqlite', context)
  await moveToMessages(database, [first])
  assert.ok(database.engine === 'sqlite')
  mkdirSync(backup)
  const copy = join(backup, 'store.db')
  copySqlite(place.url, copy)
  const { removeBodies } = transactionRemoval(database, { deleteRelated: () => [], runStep: (step) => step() })
  await removeBodies([first])
  await copyBodyFiles(place.url, copy, async () => undefined)
  const { forgotten } = inspectBodies(copy)
  assert.deepEqual(forgotten, [{ id: first, side: 'request' }])
  await restoreForgottenHeads(place.url, copy, forgotten)
  const copied = openDatabase(copy)
  context.after(() => copied.close())
  assert.deepEqual(await headStore(copied).readRequest(first), [])
  assert.equal(await bodyStore(copied).first(first, 'request', 100), undefined)
})
