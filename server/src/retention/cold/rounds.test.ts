// Bodies in objects of a bucket, which only stores on PostgreSQL move there. The object store is a process of its own.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { sql } from 'kysely'
import type { Database } from '../../platform/database/database.ts'
import { listPartitions } from '../../platform/database/postgres/partitions.ts'
import { ProblemError } from '../../platform/http/problem.ts'
import {
  day,
  hour,
  listFiles,
  openColdStore,
  secretText,
  start,
  startColdInstallation,
} from '../../testing/cold-installation.ts'
import { outcome } from '../../testing/transactions.ts'
import { wholeApi } from '../../testing/whole-api.ts'

const listNames = async (database: Database) => (await listPartitions(database, 'body_chunks')).map(({ name }) => name)

const count = async ({ kysely }: Database, table: string) =>
  Number((await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(kysely)).rows[0]?.n)

test('the bodies of finished hours move to the bucket, and are read there', async (t) => {
  const { database } = await openColdStore(t)
  const { addChannel, record, show, call, coldRounds, isInBucket } = await startColdInstallation(t, database)
  const [lab, clinic] = [await addChannel('lab'), await addChannel('clinic')]
  const ids = [
    await record(lab, start + 1000, 'one'),
    await record(clinic, start + 2000, 'two'),
    await record(lab, start + hour + 1000, 'three', { size: 60_000 }),
  ]
  const before = await Promise.all(ids.map((id) => show(id)))

  assert.equal(await coldRounds.run(), 2)
  const names = await listNames(database)
  assert.deepEqual(
    [names.includes('body_chunks_0'), names.includes('body_chunks_1'), names.includes('body_chunks_2')],
    [false, false, true],
  )
  assert.deepEqual([await count(database, 'body_chunks'), await count(database, 'cold_objects')], [0, 3])
  assert.ok(isInBucket('one'))
  assert.deepEqual(await Promise.all(ids.map((id) => show(id))), before)
  assert.equal((await show(ids[0] ?? '', 'r000.response')).body, 'answer of one goes on')
  assert.equal((await show(ids[0] ?? '', 'r001.response')).status, 404)
  const shown = JSON.parse((await call('GET', `/transactions/${ids[1]}`)).body)
  assert.ok(shown.request.body.startsWith(secretText('two')))
  assert.equal(shown.canRerun, true)
  const { cold } = JSON.parse((await call('GET', '/retention')).body)
  assert.deepEqual([cold.transactions, cold.objects, cold.answers, cold.removals], [3, 3, true, 0])
  assert.equal(await coldRounds.run(), 0)
})

test('what is under way keeps its partition, and what comes late is not lost', async (t) => {
  const { database } = await openColdStore(t)
  const { addChannel, record, show, write, coldRounds } = await startColdInstallation(t, database)
  const lab = await addChannel('lab')
  const id = await record(lab, start + 1000, 'slow', { ended: false })
  assert.equal(await coldRounds.run(), 0)
  await write.complete(outcome(id, { requestSize: 2_000 }))
  assert.equal(await coldRounds.run(), 1)
  await write.chunk({ id, part: 'r001.response', n: 0, bytes: Buffer.from('late') })
  assert.equal((await show(id, 'r001.response')).body, 'late')
  assert.equal((await show(id)).status, 200)
})

test('a bucket that is gone: recording goes on, moving waits, and reading says so', async (t) => {
  const { database } = await openColdStore(t)
  const { addChannel, record, show, call, coldRounds, objects } = await startColdInstallation(t, database)
  const lab = await addChannel('lab')
  const [cold, hot] = [await record(lab, start + 1000, 'cold'), await record(lab, start + hour, 'hot')]
  await sql`delete from body_chunks_1`.execute(database.kysely)
  assert.equal(await coldRounds.run(), 1)
  await objects.stop()

  const next = await record(lab, start + hour + 1000, 'next')
  assert.equal(await coldRounds.run(), 0)
  assert.equal((await show(next)).status, 200)
  const refused = await show(cold)
  assert.deepEqual([refused.status, JSON.parse(refused.body).reason], [503, 'bucket-unavailable'])
  const shown = JSON.parse((await call('GET', `/transactions/${cold}`)).body)
  assert.deepEqual([shown._id, shown.request.body], [cold, undefined], 'the record is shown')
  assert.equal((await show(hot)).status, 404)
  const { cold: described } = JSON.parse((await call('GET', '/retention')).body)
  assert.equal(described.answers, false)

  await objects.start()
  assert.equal(await coldRounds.run(), 1)
  assert.deepEqual([(await show(cold)).status, (await show(next)).status], [200, 200])
})

test('monitoring sees how much is in the bucket, whether it answers, and how long a finished partition waits', async (t) => {
  const { database } = await openColdStore(t)
  const { addChannel, record, coldRounds, stores, objects } = await startColdInstallation(t, database)
  const measure = stores.storageReport.measureBucket
  const now = start + 10 * hour
  const nothing = { transactions: 0, bodyBytes: 0, objectBytes: 0, answers: true, waits: 0 }
  assert.deepEqual(await measure(now), nothing, 'an empty partition does not wait')
  await record(await addChannel('lab'), start + 1000, 'one')
  assert.deepEqual(await measure(now + 1000), nothing, 'the bucket is not asked at each look')
  // The partition has ended after an hour, and stays one more.
  const waited = 8 * hour
  assert.deepEqual(await measure(now + 60_000), { ...nothing, waits: (waited + 60_000) / 1000 })

  assert.equal(await coldRounds.run(), 1)
  const { objectBytes = 0, ...moved } = (await measure(now + 120_000)) ?? {}
  assert.deepEqual(moved, { transactions: 1, bodyBytes: 2_027, answers: true, waits: 0 })
  assert.ok(objectBytes > 0)
  await objects.stop()
  assert.deepEqual(await measure(now + 180_000), { ...moved, objectBytes, answers: false })
})

test('nobody who asks how much is stored waits for a bucket that hangs to be given up', async (t) => {
  const { database } = await openColdStore(t)
  const asked: { ended: boolean }[] = []
  const hanging = createServer((request) => {
    const one = { ended: false }
    asked.push(one)
    request.socket.on('close', () => {
      one.ended = true
    })
  })
  await once(hanging.listen(0, '127.0.0.1'), 'listening')
  t.after(() => {
    hanging.closeAllConnections()
    hanging.close()
  })
  const address = hanging.address()
  assert.ok(address && typeof address === 'object')
  const coldBodies = {
    endpoint: `http://127.0.0.1:${address.port}`,
    ...{ bucket: 'mediary-bodies', keyId: 'S3RVER', secret: 'S3RVER' },
  }
  const { call } = await startColdInstallation(t, database, { coldBodies })
  const answers = await Promise.all([call('GET', '/retention'), call('GET', '/retention')])
  for (const { body } of answers) {
    const { cold } = JSON.parse(body)
    assert.deepEqual([cold.answers, cold.problem], [false, 'unreachable'])
  }
  assert.deepEqual(asked, [{ ended: false }], 'one request, which is still open')
})

test('bytes that were changed in the bucket are noticed, and missing ones are said', async (t) => {
  const { database } = await openColdStore(t)
  const started = await startColdInstallation(t, database)
  const { addChannel, record, coldRounds, objects, settings, secrets } = started
  const lab = await addChannel('lab')
  const id = await record(lab, start + 1000, 'one')
  assert.equal(await coldRounds.run(), 1)
  const [file = ''] = listFiles(objects.folder)
  const bytes = readFileSync(file)
  /** Another process, which has kept nothing of the index. */
  const readAnew = async () => {
    const { stores } = await wholeApi(settings, database, secrets)
    return stores.bodies.first(id, 'request', 10).then(
      (found) => Buffer.from(found ?? []).toString(),
      (error: unknown) => (error instanceof ProblemError ? error.problem.reason : error),
    )
  }
  assert.equal(await readAnew(), 'patient on')
  // In a body, in the index, in the proof of the index.
  for (const at of [100, bytes.length - 100, bytes.length - 1]) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    writeFileSync(file, changed)
    assert.equal(await readAnew(), 'body-damaged-in-bucket')
  }
  rmSync(file)
  assert.equal(await readAnew(), 'body-damaged-in-bucket')
})

test('retention forgets the bodies of each channel at its age, and no object has them', async (t) => {
  const { database } = await openColdStore(t)
  const given = { retention: { bodyDays: 5 } }
  const { addChannel, record, show, call, coldRounds, retention, isInBucket, objects } = await startColdInstallation(
    t,
    database,
    given,
  )
  const [short, long] = [await addChannel('short', { maxBodyAgeDays: 2 }), await addChannel('long')]
  const [first, second] = [
    await record(short, start + 1000, 'first'),
    await record(short, start + 50 * 60_000, 'second'),
  ]
  const other = await record(long, start + 1000, 'other')
  assert.equal(await coldRounds.run(), 1)

  const half = await retention.run({ now: start + 2 * day + 30 * 60_000 })
  assert.deepEqual([half?.bodies, half?.chunks], [1, 4])
  assert.deepEqual([isInBucket('first'), isInBucket('second'), isInBucket('other')], [false, true, true])
  assert.deepEqual(
    await Promise.all([first, second, other].map(async (id) => (await show(id)).status)),
    [404, 200, 200],
  )
  assert.deepEqual([await count(database, 'cold_removals'), await count(database, 'cold_uploads')], [0, 0])

  const whole = await retention.run({ now: start + 2 * day + 2 * hour })
  assert.deepEqual([whole?.bodies, isInBucket('second'), isInBucket('other')], [1, false, true])
  assert.equal(listFiles(objects.folder).length, 1)

  await retention.run({ now: start + 5 * day + 30 * 60_000 })
  assert.ok(isInBucket('other'), 'the range waits for its youngest body')
  await retention.run({ now: start + 5 * day + 2 * hour })
  assert.deepEqual([isInBucket('other'), listFiles(objects.folder).length], [false, 0])
  assert.equal((await show(other)).status, 404)
  assert.equal(JSON.parse((await call('GET', `/transactions/${other}`)).body).canRerun, false)
  const removals = JSON.parse((await call('GET', '/retention/removals')).body)
  assert.equal(
    removals.reduce((sum: number, { transactions }: { transactions: number }) => sum + transactions, 0),
    3,
  )
})

test('a legal hold keeps bodies in the bucket, and a removed transaction leaves it', async (t) => {
  const { database } = await openColdStore(t)
  const given = { retention: { bodyDays: 5 } }
  const { addChannel, record, show, call, coldRounds, retention, isInBucket } = await startColdInstallation(
    t,
    database,
    given,
  )
  const lab = await addChannel('lab')
  const [held, removed] = [await record(lab, start + 1000, 'held'), await record(lab, start + 2000, 'removed')]
  assert.equal(await coldRounds.run(), 1)
  const hold = await call('POST', '/legal-holds', { reason: 'case 12', filters: { _id: held } })
  assert.equal((await call('DELETE', `/transactions/${removed}`)).status, 200)
  assert.equal((await show(removed)).status, 404)
  assert.ok(isInBucket('removed'))
  assert.equal(hold.status, 201, hold.body)

  await retention.run({ now: start + day })
  assert.deepEqual([isInBucket('removed'), isInBucket('held')], [false, true])
  await retention.run({ now: start + 6 * day })
  assert.equal((await show(held)).status, 200)
})
