// Bodies in partitions, which only PostgreSQL has.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { migrations } from '../../migrations/index.ts'
import { claims } from '../platform/database/claims.ts'
import { type Database, openDatabase } from '../platform/database/database.ts'
import { migrate } from '../platform/database/migrate.ts'
import { listPartitions } from '../platform/database/postgres/partitions.ts'
import { idGenerator, leastIdAt } from '../platform/ids.ts'
import { logTo } from '../platform/log.ts'
import { newChannel } from '../testing/history-api.ts'
import { basic } from '../testing/management.ts'
import { newDatabaseUrl } from '../testing/stores.ts'
import { begun, outcome } from '../testing/transactions.ts'
import { wholeApi } from '../testing/whole-api.ts'
import { createBodyPartitions, recorder, segmentIndexer } from '../transactions/index.ts'

const [hour, day] = [3_600_000, 86_400_000]
/** Later than what the first partition holds. */
const start = (Math.floor(Date.now() / day) + 10) * day
const ada = basic('ada@example.org', 'correct horse battery')
const newId = idGenerator('00000c')

async function openStore(t: TestContext, content: 'empty' | 'migrated' = 'migrated'): Promise<Database> {
  const cleanUps: (() => Promise<void>)[] = []
  const url = await newDatabaseUrl('postgres', (work) => cleanUps.push(work), content)
  const database = openDatabase(url)
  t.after(async () => {
    await database.close()
    for (const cleanUp of cleanUps) await cleanUp()
  })
  return database
}

type Body = { at: number; channel?: string; path?: string; ended?: boolean }

/** A channel that keeps bodies for so many days, and what a test does with it. */
async function startInstallation(t: TestContext, database: Database, channel: object) {
  const data = mkdtempSync(join(tmpdir(), 'partitions-'))
  t.after(() => rmSync(data, { recursive: true }))
  const { app, stores, retention } = await wholeApi({ data }, database)
  const call = async (method: 'GET' | 'POST', url: string, payload?: object) => {
    const answer = await app.inject({ method, url, headers: ada, ...(payload && { payload }) })
    return { status: answer.statusCode, body: answer.body }
  }
  const addChannel = async (name: string, document: object) => {
    const made = await call('POST', '/channels', { ...newChannel(name), requestBody: true, ...document })
    assert.equal(made.status, 201, made.body)
    return (await stores.channels.list()).find((one) => one.name === name)?._id ?? ''
  }
  const lab = await addChannel('lab', channel)
  const write = recorder(database)
  const record = async ({ at, channel: of = lab, path = '/lab', ended = true }: Body) => {
    const id = newId(at)
    const size = 2_000
    await write.begin(
      begun({ id, channel: of, path, requestedAt: at, requestBody: Buffer.alloc(size, 'x'), requestSize: size }),
    )
    await write.chunk({ id, part: 'r000.response', n: 0, bytes: Buffer.alloc(size, 'y') })
    if (ended) await write.complete(outcome(id, { requestSize: size }))
    return id
  }
  const hasBody = async (id: string) => (await call('GET', `/transactions/${id}/bodies/request`)).status === 200
  const search = async (filters: object) => {
    const { body } = await call('GET', `/transactions?filterLimit=100&filters=${JSON.stringify(filters)}`)
    return JSON.parse(body).map(({ _id }: { _id: string }) => _id)
  }
  const index = async () => {
    const indexer = segmentIndexer(database, {
      claims: claims(database, 'index'),
      log: logTo('silent', 'test'),
      pauseFactor: 0,
    })
    await indexer.run()
    await indexer.stop()
  }
  return {
    addChannel,
    lab,
    record,
    hasBody,
    search,
    index,
    call,
    stores,
    write,
    run: (now: number) => retention.run({ now }),
  }
}

const listNames = async (database: Database) => (await listPartitions(database, 'body_chunks')).map(({ name }) => name)

const countRows = async (database: Database, table: string) =>
  Number((await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(database.kysely)).rows[0]?.n)

const nameAt = (time: number) => `body_chunks_${new Date(time).toISOString().slice(0, 13).replaceAll(/[-T]/g, '')}`

test('retention drops the partition of a day when all its bodies are due, and not before', async (t) => {
  const database = await openStore(t)
  const { record, hasBody, search, call, run } = await startInstallation(t, database, { maxBodyAgeDays: 30 })
  await createBodyPartitions(database, { days: 30, now: start })
  const [early, late] = [await record({ at: start + hour }), await record({ at: start + 23 * hour })]
  const next = await record({ at: start + day + hour })
  for (const id of [early, late, next])
    await sql`insert into search_keys (name, value, transaction_id) values ('patient', '1234', ${id})`.execute(
      database.kysely,
    )
  assert.equal(await countRows(database, nameAt(start)), 6)

  assert.deepEqual((await run(start + 30 * day + 12 * hour))?.chunks, 0, 'a partition waits for its youngest body')
  assert.ok(await hasBody(early))

  const ran = await run(start + 31 * day)
  assert.deepEqual([ran?.bodies, ran?.chunks], [2, 6])
  assert.ok(!(await listNames(database)).includes(nameAt(start)), 'the partition is still there')
  assert.deepEqual(await Promise.all([early, late, next].map(hasBody)), [false, false, true])
  assert.equal(await countRows(database, 'search_keys'), 1)
  assert.deepEqual(await search({ canRerun: false }), [late, early])
  assert.deepEqual(await search({ canRerun: true }), [next])
  const shown = JSON.parse((await call('GET', `/transactions/${early}`)).body)
  assert.deepEqual([shown.canRerun, shown.request.path], [false, '/lab'], 'the record stays')
  const [removed] = JSON.parse((await call('GET', '/retention/removals')).body)
  assert.deepEqual([removed.what, removed.transactions, removed.bytes], ['bodies', 2, 8_012])

  const { rows } = await sql<{ can_rerun: number }>`select can_rerun from transactions`.execute(database.kysely)
  assert.deepEqual(
    rows.map(({ can_rerun }) => can_rerun),
    [1, 1, 1],
    'no row of a transaction was written',
  )
  assert.deepEqual((await run(start + 31 * day + hour))?.chunks, 0)
})

test('an indexed search finds by the filter on reruns what lost its body with a partition', async (t) => {
  const database = await openStore(t)
  const { record, search, index, run } = await startInstallation(t, database, { maxBodyAgeDays: 30 })
  const past = Date.now() - 20 * day
  const lost = await record({ at: past, path: '/lost' })
  // The index has segments of 2,048 transactions.
  await sql`insert into transactions (id, channel, client_ip, status, requested_at, method, path, query, request_headers, request_size, can_rerun, responded_at)
    select lpad(to_hex(${Math.floor(past / 1000) + 3600} + n), 8, '0') || '000000000c000000', 'c', '::1', 'Successful', 1, 'GET', '/', '', '[]', 0, 1, 2
    from generate_series(1, 6000) n`.execute(database.kysely)
  await index()
  assert.ok((await countRows(database, 'search_segments')) > 0)
  assert.deepEqual(await search({ canRerun: false }), [])
  await run(Date.now() + 33 * day)
  assert.deepEqual(await search({ canRerun: false }), [lost])
  assert.deepEqual(await search({ canRerun: false, 'request.path': '/lost' }), [lost])
  assert.deepEqual(await search({ canRerun: true, 'request.path': '/lost' }), [])
})

test('a transaction under way, a legal hold and a channel that keeps bodies longer save a partition', async (t) => {
  const database = await openStore(t)
  const { addChannel, record, hasBody, call, write, run } = await startInstallation(t, database, { maxBodyAgeDays: 30 })
  const longer = await addChannel('longer', { maxBodyAgeDays: 33 })
  await createBodyPartitions(database, { days: 30, now: start })
  const [due, underWay, held, kept] = [
    await record({ at: start }),
    await record({ at: start + hour, ended: false }),
    await record({ at: start + 2 * hour }),
    await record({ at: start + 3 * hour, channel: longer }),
  ]
  const placed = await call('POST', '/legal-holds', { filters: { _id: held }, reason: 'Case 7' })
  const all = () => Promise.all([due, underWay, held, kept].map(hasBody))
  await run(start + 31 * day)
  assert.deepEqual(await all(), [false, true, true, true], 'what is due went row by row')
  await run(start + 34 * day)
  assert.deepEqual(await all(), [false, true, true, false])
  await write.complete(outcome(underWay, { requestSize: 2_000 }))
  await run(start + 34 * day)
  assert.deepEqual(await all(), [false, false, true, false])
  assert.ok((await listNames(database)).includes(nameAt(start)))
  await call('POST', `/legal-holds/${JSON.parse(placed.body)._id}/release`, { reason: 'The court decided' })
  await run(start + 34 * day)
  assert.deepEqual(await all(), [false, false, false, false])
  assert.ok(!(await listNames(database)).includes(nameAt(start)))
})

test('records that are due go with the partition of their bodies', async (t) => {
  const database = await openStore(t)
  const { record, search, call, run } = await startInstallation(t, database, { maxRecordAgeDays: 30 })
  await createBodyPartitions(database, { days: 30, now: start })
  const [gone, next] = [await record({ at: start + hour }), await record({ at: start + day + hour })]
  await run(start + 31 * day)
  assert.ok(!(await listNames(database)).includes(nameAt(start)))
  assert.deepEqual(await search({}), [next])
  assert.equal((await call('GET', `/transactions/${gone}`)).status, 404)
})

test('without a partition for the present, recording goes on, and those that come later are beside what it left', async (t) => {
  const database = await openStore(t)
  const { record, hasBody, run } = await startInstallation(t, database, { maxBodyAgeDays: 30 })
  const before = await listNames(database)
  const id = await record({ at: start + hour })
  assert.deepEqual([await countRows(database, 'body_chunks_default'), await hasBody(id)], [3, true])
  const created = await createBodyPartitions(database, { days: 30, now: start + hour })
  assert.deepEqual(created, [nameAt(start + day), nameAt(start + 2 * day)])
  assert.deepEqual((await listNames(database)).length, before.length + 2)
  const next = await record({ at: start + day })
  assert.equal(await countRows(database, nameAt(start + day)), 3)
  await run(start + 31 * day + hour)
  assert.deepEqual([await hasBody(id), await hasBody(next)], [false, true])
  assert.equal(await countRows(database, 'body_chunks_default'), 0)
})

test('a body that was imported into a range that was dropped is removed by its age', async (t) => {
  const database = await openStore(t)
  const { record, hasBody, run, search } = await startInstallation(t, database, { maxBodyAgeDays: 30 })
  await createBodyPartitions(database, { days: 30, now: start })
  await record({ at: start })
  await run(start + 31 * day)
  const imported = await record({ at: start + hour })
  assert.ok(await hasBody(imported))
  assert.deepEqual(await search({ canRerun: true }), [imported])
  await run(start + 31 * day)
  assert.equal(await hasBody(imported), false)
})

test('what stood in the store before partitions is found, and its place is given back at once when all of it is due', async (t) => {
  const database = await openStore(t)
  const { record, hasBody, search, run } = await startInstallation(t, database, { maxBodyAgeDays: 30 })
  const old = [await record({ at: Date.now() - 20 * day }), await record({ at: Date.now() })]
  assert.equal(await countRows(database, 'body_chunks_first'), 6)
  assert.deepEqual(await Promise.all(old.map(hasBody)), [true, true])
  await run(Date.now() + 15 * day)
  assert.deepEqual(await Promise.all(old.map(hasBody)), [false, true], 'row by row while some are young')
  await run(Date.now() + 33 * day)
  assert.deepEqual(await Promise.all(old.map(hasBody)), [false, false])
  const { rows } = await sql<{ bytes: number }>`select pg_relation_size('body_chunks_first') as bytes`.execute(
    database.kysely,
  )
  assert.equal(rows[0]?.bytes, 0)
  assert.deepEqual(await search({ canRerun: false }), old.toReversed())
})

test('a partition from a time when bodies were kept longer does not keep what is due', async (t) => {
  const database = await openStore(t)
  const { record, hasBody, run } = await startInstallation(t, database, { maxBodyAgeDays: 30 })
  const [name] = await createBodyPartitions(database, { days: Number.POSITIVE_INFINITY, now: start })
  const [due, young] = [await record({ at: start }), await record({ at: start + 12 * hour })]
  assert.equal(await countRows(database, name ?? ''), 6)
  await run(start + 30 * day + hour)
  assert.deepEqual([await hasBody(due), await hasBody(young)], [false, true])
})

test('two nodes that create partitions at the same time create each once', async (t) => {
  const database = await openStore(t)
  const created = await Promise.all(
    Array.from({ length: 4 }, () => createBodyPartitions(database, { days: 5, now: start })),
  )
  assert.deepEqual(created.map(({ length }) => length).toSorted(), [0, 0, 0, 48])
  const partitions = await listPartitions(database, 'body_chunks')
  assert.deepEqual(
    partitions.slice(1, 4).map(({ name, from, before }) => [name, from, before]),
    [0, 1, 2].map((n) => [nameAt(start + n * hour), leastIdAt(start + n * hour), leastIdAt(start + (n + 1) * hour)]),
  )
  // Bodies that are kept longer get wider partitions, which begin where the narrow ones end.
  const wider = await createBodyPartitions(database, { days: 90, now: start + day + hour })
  assert.deepEqual(wider, [nameAt(start + 2 * day), nameAt(start + 3 * day)])
})

test('a partition that somebody reads for long is dropped by a later run, and nobody who records waits', async (t) => {
  const database = await openStore(t)
  const { record, hasBody, run } = await startInstallation(t, database, { maxBodyAgeDays: 30 })
  await createBodyPartitions(database, { days: 30, now: start })
  const id = await record({ at: start })
  const [reads, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const reading = database.kysely.transaction().execute(async (trx) => {
    await sql`select count(*) from body_chunks`.execute(trx)
    reads.resolve()
    await ended.promise
  })
  await reads.promise
  assert.deepEqual((await run(start + 31 * day))?.chunks, 0)
  assert.deepEqual(await createBodyPartitions(database, { days: 30, now: start + 10 * day }), [])
  assert.ok(await hasBody(id), 'it was removed row by row')
  ended.resolve()
  await reading
  assert.deepEqual((await run(start + 31 * day))?.chunks, 3)
  assert.equal(await hasBody(id), false)
})

test('a large table becomes the first partition with a bound that was checked beforehand', async (t) => {
  const database = await openStore(t, 'empty')
  const former = Object.fromEntries(Object.entries(migrations).filter(([name]) => !/^00(64|65|67)/.test(name)))
  await migrate(database, former)
  await sql`insert into body_chunks (transaction_id, part, n, bytes)
    select lpad(to_hex(n), 24, '0'), 'request', 0, decode(repeat('ab', 1500), 'hex') from generate_series(1, 15000) n`.execute(
    database.kysely,
  )
  await migrate(database, migrations)
  const partitions = await listPartitions(database, 'body_chunks')
  assert.deepEqual(
    partitions.map(({ name }) => name),
    ['body_chunks_first', 'body_chunks_default'],
  )
  const days = (Number.parseInt(partitions[0]?.before?.slice(0, 8) ?? '', 16) * 1000 - Date.now()) / day
  assert.ok(days > 29 && days < 32, `${days} days`)
  assert.equal(await countRows(database, 'body_chunks'), 15_000)
  const { rows } = await sql`select from pg_constraint where conname = 'body_chunks_bound'`.execute(database.kysely)
  assert.equal(rows.length, 0)
})
