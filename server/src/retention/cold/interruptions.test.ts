// What comes between while bodies move to a bucket: other nodes, deaths, readers, changes, restores.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { migrations } from '../../../migrations/index.ts'
import { nodeStore } from '../../nodes/index.ts'
import { type Database, openDatabase } from '../../platform/database/database.ts'
import { leastIdAt } from '../../platform/ids.ts'
import { rememberStoreVersion } from '../../processes/store-version.ts'
import { readLeastMigration } from '../../system/index.ts'
import { hour, listFiles, openColdStore, start, startColdInstallation } from '../../testing/cold-installation.ts'
import { wholeApi } from '../../testing/whole-api.ts'
import { listEndedPartitions, movePartition, packPartition } from '../../transactions/index.ts'

const isTrue = async () => true

async function findFirstHour(database: Database) {
  const partition = (await listEndedPartitions(database, leastIdAt(start + hour))).find(
    ({ from }) => from !== undefined,
  )
  assert.ok(partition)
  return partition
}

test('two nodes never move the same partition twice, and nothing of the slower one is left', async (t) => {
  const { database } = await openColdStore(t)
  const { addChannel, record, show, coldRounds, stores, settings, secrets, objects } = await startColdInstallation(
    t,
    database,
  )
  const lab = await addChannel('lab')
  const ids: string[] = []
  for (let i = 0; i < 40; i++) ids.push(await record(lab, start + i * 1000, `number ${i}`))
  assert.ok(stores.coldBodies)
  // This node packs, and stops for so long that others believe that it is dead.
  const slow = await packPartition(database, await findFirstHour(database), {
    cold: stores.coldBodies,
    mayGoOn: isTrue,
  })
  assert.ok(slow)

  const other = await wholeApi(settings, database, secrets)
  const moved = await Promise.all([coldRounds.run(), other.coldRounds?.run()])
  assert.equal(moved[0] === 1, moved[1] !== 1, `${moved}`)
  assert.equal(await movePartition(database, slow, isTrue), 'changed')
  assert.equal(listFiles(objects.folder).length, 1)
  assert.deepEqual(await Promise.all(ids.map(async (id) => (await show(id)).status)), Array(40).fill(200))
})

test('an upload that was given up cannot become the home of bodies any more', async (t) => {
  const { database } = await openColdStore(t)
  const { addChannel, record, show, coldRounds, stores } = await startColdInstallation(t, database)
  const id = await record(await addChannel('lab'), start + 1000, 'one')
  assert.ok(stores.coldBodies)
  const slow = await packPartition(database, await findFirstHour(database), {
    cold: stores.coldBodies,
    mayGoOn: isTrue,
  })
  assert.ok(slow)
  await coldRounds.forget(Date.now())
  await assert.rejects(movePartition(database, slow, isTrue), /is being deleted/)
  assert.equal((await show(id)).status, 200)
  assert.equal(await coldRounds.run(), 1)
})

test('a death between the upload and the drop loses nothing, and its objects are deleted', async (t) => {
  const { database } = await openColdStore(t)
  const { addChannel, record, show, coldRounds, stores, objects } = await startColdInstallation(t, database)
  const id = await record(await addChannel('lab'), start + 1000, 'one')
  assert.ok(stores.coldBodies)
  await packPartition(database, await findFirstHour(database), { cold: stores.coldBodies, mayGoOn: isTrue })
  const [orphan] = listFiles(objects.folder)
  assert.equal((await show(id)).status, 200)
  assert.equal(await coldRounds.run(), 1)
  const files = listFiles(objects.folder)
  assert.deepEqual([files.length, files.includes(orphan ?? '')], [1, false])
  assert.equal((await show(id)).status, 200)
})

test('a partition that somebody reads for long moves later, without a second upload', async (t) => {
  const { database, url } = await openColdStore(t)
  const { addChannel, record, show, coldRounds, objects } = await startColdInstallation(t, database)
  const id = await record(await addChannel('lab'), start + 1000, 'one')
  const backup = openDatabase(url)
  t.after(() => backup.close())
  let files: string[] = []
  await backup.kysely.transaction().execute(async (trx) => {
    await sql`select count(*) from body_chunks_0`.execute(trx)
    assert.equal(await coldRounds.run(), 0)
    files = listFiles(objects.folder)
    assert.equal((await show(id)).status, 200)
    assert.equal(await coldRounds.run(), 0)
  })
  assert.equal(await coldRounds.run(), 1)
  assert.deepEqual([files.length, listFiles(objects.folder)], [1, files])
})

test('what is removed between the upload and the drop is in no object', async (t) => {
  const { database } = await openColdStore(t)
  const { addChannel, record, show, call, coldRounds, stores, isInBucket } = await startColdInstallation(t, database)
  const lab = await addChannel('lab')
  const [kept, removed] = [await record(lab, start + 1000, 'kept'), await record(lab, start + 2000, 'removed')]
  assert.ok(stores.coldBodies)
  const packed = await packPartition(database, await findFirstHour(database), {
    cold: stores.coldBodies,
    mayGoOn: isTrue,
  })
  assert.ok(packed)
  assert.equal((await call('DELETE', `/transactions/${removed}`)).status, 200)
  assert.equal(await movePartition(database, packed, isTrue), 'changed')
  assert.equal(await coldRounds.run(), 1)
  assert.deepEqual([isInBucket('kept'), isInBucket('removed'), (await show(kept)).status], [true, false, 200])
})

test('an answer that a mediator replaces stands before the one in the bucket, which is taken out', async (t) => {
  const { database } = await openColdStore(t)
  const { addChannel, record, show, call, coldRounds } = await startColdInstallation(t, database)
  const id = await record(await addChannel('lab', { responseBody: true }), start + 1000, 'one')
  assert.equal(await coldRounds.run(), 1)
  const former = (await show(id, 'response')).body
  const response = { status: 200, headers: {}, body: 'new', timestamp: new Date(start + 5000).toISOString() }
  const updated = await call('PUT', `/transactions/${id}`, { response })
  assert.equal(updated.status, 200, updated.body)
  assert.deepEqual([former === 'new', (await show(id, 'response')).body], [false, 'new'])
  await coldRounds.forget(Date.now())
  assert.deepEqual([(await show(id, 'response')).body, (await show(id)).status], ['new', 200])
  const { rows } = await sql<{ chunks: number }>`select chunks from cold_objects`.execute(database.kysely)
  assert.deepEqual(rows, [{ chunks: 3 }])
})

test('sealed bodies in the bucket are forgotten with their key', async (t) => {
  const { database } = await openColdStore(t)
  const { addChannel, show, coldRounds, stores, recordSealed, isInBucket } = await startColdInstallation(t, database)
  const lab = await addChannel('lab', { sealBodies: true })
  const id = await recordSealed(lab, start + 1000, 'sealed')
  assert.equal(await coldRounds.run(), 1)
  assert.deepEqual([(await show(id)).body, isInBucket('sealed')], ['patient sealed ', false])
  stores.bodyKeys.destroy(lab, new Date(start).toISOString().slice(0, 7))
  assert.equal((await show(id)).status, 404)
})

test('nothing moves while a node serves that could not read it, and older versions are kept out then', async (t) => {
  const { database } = await openColdStore(t)
  const { addChannel, record, coldRounds } = await startColdInstallation(t, database)
  await record(await addChannel('lab'), start + 1000, 'one')
  const nodes = nodeStore(database)
  const facts = { name: 'old', version: '0.0.9', clockDifference: 0, settings: '', checks: [] }
  await nodes.seen('old', facts)
  assert.equal(await coldRounds.run(), 0)
  assert.notEqual(await readLeastMigration(database), '0075-cold-bodies')
  await nodes.remove('old')
  assert.equal(await coldRounds.run(), 1)
  await rememberStoreVersion(database)
  assert.equal(await readLeastMigration(database), '0075-cold-bodies')
  assert.ok('0075-cold-bodies' in migrations)
})

test('a store that was restored reads the objects that were written anew since', async (t) => {
  const { database } = await openColdStore(t)
  const { addChannel, record, show, call, coldRounds, stores, objects } = await startColdInstallation(t, database)
  const lab = await addChannel('lab')
  const [kept, removed] = [await record(lab, start + 1000, 'kept'), await record(lab, start + 2000, 'removed')]
  assert.equal(await coldRounds.run(), 1)
  await sql`create table backup as select * from cold_objects`.execute(database.kysely)
  await call('DELETE', `/transactions/${removed}`)
  await coldRounds.forget(Date.now())
  await sql`delete from cold_objects`.execute(database.kysely)
  await sql`insert into cold_objects select * from backup`.execute(database.kysely)
  assert.deepEqual([(await show(kept)).status, (await show(removed)).status], [200, 404])

  // And goes on from there.
  await call('DELETE', `/transactions/${kept}`)
  await coldRounds.forget(Date.now())
  assert.deepEqual([listFiles(objects.folder).length, (await stores.coldBodies?.describe())?.objects], [0, 0])
})

test('a large body stands in several objects, and is read whole', async (t) => {
  const { database } = await openColdStore(t)
  const { addChannel, record, write, show, coldRounds } = await startColdInstallation(t, database)
  const id = await record(await addChannel('lab'), start + 1000, 'one')
  const chunks = Array.from({ length: 45 }, (_, n) => Buffer.alloc(256 * 1024, `chunk ${n}, `))
  for (const [n, bytes] of chunks.entries()) await write.chunk({ id, part: 'r002.response', n, bytes })
  assert.equal(await coldRounds.run(), 1)
  const { rows } = await sql<{ n: number }>`select count(*) as n from cold_objects`.execute(database.kysely)
  assert.deepEqual(rows, [{ n: 2 }])
  assert.equal((await show(id, 'r002.response')).body, Buffer.concat(chunks).toString())
})

test('what is removed while the bucket is gone is taken out of it later', async (t) => {
  const { database } = await openColdStore(t)
  const { addChannel, record, show, call, coldRounds, objects, isInBucket } = await startColdInstallation(t, database)
  const lab = await addChannel('lab')
  const [kept, removed] = [await record(lab, start + 1000, 'kept'), await record(lab, start + 2000, 'removed')]
  assert.equal(await coldRounds.run(), 1)
  await objects.stop()
  assert.equal((await call('DELETE', `/transactions/${removed}`)).status, 200)
  for (let i = 0; i < 2; i++) assert.deepEqual(await coldRounds.forget(Date.now()), { transactions: 0, chunks: 0 })
  await objects.start()
  assert.deepEqual(await coldRounds.forget(Date.now()), { transactions: 1, chunks: 4 })
  assert.deepEqual([isInBucket('removed'), isInBucket('kept'), (await show(kept)).status], [false, true, 200])
})

test('a run of retention that cannot reach the bucket says that what was removed is still there', async (t) => {
  const { database } = await openColdStore(t)
  const { addChannel, record, call, coldRounds, objects } = await startColdInstallation(t, database)
  const lab = await addChannel('lab')
  const id = await record(lab, start + 1000, 'removed')
  await record(lab, start + 2000, 'kept')
  await record(await addChannel('short', { maxBodyAgeDays: 1 }), start + hour + 1000, 'due')
  assert.equal(await coldRounds.run(), 2)
  const isLeft = async () => {
    const { status, body } = await call('POST', '/retention', {})
    assert.equal(status, 200, body)
    return JSON.parse(body).leftInBucket
  }
  assert.equal((await call('DELETE', `/transactions/${id}`)).status, 200)
  await objects.stop()
  assert.equal(await isLeft(), true)
  await objects.start()
  assert.equal(await isLeft(), false)
  assert.equal(listFiles(objects.folder).length, 1)
})

test('a node whose uploads another node has deleted meanwhile packs once more', async (t) => {
  const { database, url } = await openColdStore(t)
  const started = await startColdInstallation(t, database)
  const { addChannel, record, show, coldRounds, settings, secrets } = started
  const id = await record(await addChannel('lab'), start + 1000, 'one')
  const backup = openDatabase(url)
  t.after(() => backup.close())
  await backup.kysely.transaction().execute(async (trx) => {
    await sql`select count(*) from body_chunks_0`.execute(trx)
    assert.equal(await coldRounds.run(), 0)
  })
  const other = await wholeApi(settings, database, secrets)
  await other.coldRounds?.forget(Date.now())
  assert.equal(await coldRounds.run(), 0, 'what it has uploaded is gone')
  assert.equal(await coldRounds.run(), 1)
  assert.equal((await show(id)).status, 200)
})
