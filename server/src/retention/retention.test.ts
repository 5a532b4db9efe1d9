import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { copyFileSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Channel, Channel as ChannelShape } from '@mediary/contract/channels'
import { sql } from 'kysely'
import { BodyKeys, bodyStore } from '../bodies/index.ts'
import { claims } from '../platform/database/claims.ts'
import { bodyFolder, type Database, openDatabase } from '../platform/database/database.ts'
import { idGenerator } from '../platform/ids.ts'
import { logTo } from '../platform/log.ts'
import { buildSecrets } from '../platform/secrets.ts'
import { Settings } from '../settings/settings.ts'
import { moveToMessages } from '../testing/messages.ts'
import { newDatabaseUrl, onBothEngines } from '../testing/stores.ts'
import { begun, outcome } from '../testing/transactions.ts'
import { recorder, transactionSearch, transactionStore } from '../transactions/index.ts'
import { previewer } from './preview.ts'
import { removalStore } from './removals.ts'
import { Retention } from './retention.ts'
import { storageReport } from './storage-report.ts'

const day = 86_400_000
const now = Date.UTC(2026, 10, 24)
const newId = idGenerator('00000c')

const makeChannel = (letter: string, over: Partial<Channel> = {}) =>
  ChannelShape.parse({
    _id: letter.repeat(24),
    name: letter,
    urlPattern: '/',
    methods: ['POST'],
    routes: [],
    requestBody: true,
    ...over,
  })

type Options = { channels: Channel[]; settings?: Partial<Settings['retention']>; folder?: string; holder?: string }

function keeping(database: Database, { channels, settings, folder = '/nowhere', holder = 'one' }: Options) {
  const keys = new BodyKeys(folder, buildSecrets(Buffer.alloc(32)))
  const kept = new Retention(database, {
    channels: { list: async () => channels },
    search: transactionSearch(database),
    keys,
    holds: { findHeld: async () => new Set(), isMonthHeld: async () => false, isRangeHeld: async () => false },
    claims: claims(database, holder),
    removals: removalStore(database),
    settings: { ...Settings.parse({}).retention, ...settings },
    log: logTo('silent', 'test'),
  })
  return Object.assign(kept, { keys })
}

/** Words that occur nowhere else. */
const marked = (mark: string, size: number) => Buffer.from(mark.repeat(Math.ceil(size / mark.length)).slice(0, size))
const newMark = () => randomBytes(9).toString('hex')

type Recorded = { channel: string; age: number; mark: string; size?: number; ended?: boolean }

async function record(database: Database, { channel, age, mark, size = 2000, ended = true }: Recorded) {
  const write = recorder(database)
  const id = newId(now - age * day)
  const body = marked(mark, size)
  await write.begin(begun({ id, channel, requestBody: body, requestSize: size }))
  for (const n of [0, 1]) await write.chunk({ id, part: 'r000.response', n, bytes: body })
  if (ended) await write.complete(outcome(id, { responseBody: body, responseSize: size, requestSize: size }))
  return id
}

/** All the files in which the engine keeps the tables. */
async function files(database: Database): Promise<Buffer> {
  if (database.engine === 'sqlite') {
    const path = database.sqlite.location() ?? ''
    const bodies = database.bodyFiles?.list().map((file) => database.bodyFiles?.toPath(file) ?? '') ?? []
    return Buffer.concat([path, `${path}-wal`, ...bodies].filter(existsSync).map((file) => readFileSync(file)))
  }
  await sql`checkpoint`.execute(database.kysely)
  const { rows } = await sql<{ folder: string }>`select current_setting('data_directory') || '/base/' || oid as folder
    from pg_database where datname = current_database()`.execute(database.kysely)
  const folder = rows[0]?.folder ?? ''
  return Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))))
}

onBothEngines('after retention no byte of a removed body is in the files of the store', async (database) => {
  const aged = makeChannel('a', { maxBodyAgeDays: 30 })
  const gone = makeChannel('b', { maxRecordAgeDays: 30 })
  const stays = makeChannel('d')
  const removed: string[] = []
  const left: string[] = []
  // Bodies of all sizes, of channels that age and one that does not, mixed as they come.
  for (let i = 0; i < 240; i++) {
    const channel = [aged, gone, stays][i % 3]?._id ?? ''
    const age = i < 200 ? 40 : 10
    const mark = newMark()
    await record(database, { channel, age, mark, size: [40, 900, 5000, 70_000][i % 4] ?? 1 })
    ;(channel !== stays._id && age === 40 ? removed : left).push(mark)
  }
  const before = await files(database)
  for (const mark of removed) assert.ok(before.includes(mark), 'it was there')

  const kept = keeping(database, { channels: [aged, gone, stays] })
  const ran = await kept.run({ now })
  assert.deepEqual([ran?.bodies, ran?.records], [67, 67])
  if (database.engine === 'postgres') await kept.compact()
  const after = await files(database)
  for (const mark of removed) assert.ok(!after.includes(mark), 'a removed body is still in the files')
  for (const mark of left) assert.ok(after.includes(mark), 'a body that stays is gone')
  assert.ok(after.length < before.length, 'the disk was not given back')
})

onBothEngines(
  'records go with all that is kept of them; without bodies they cannot be sent again',
  async (database) => {
    const aged = makeChannel('a', { maxBodyAgeDays: 30 })
    const gone = makeChannel('b', { maxRecordAgeDays: 30 })
    const ids = await Promise.all(
      [aged, gone].map(({ _id }) => record(database, { channel: _id, age: 31, mark: newMark() })),
    )
    const underWay = await record(database, { channel: gone._id, age: 99, mark: newMark(), ended: false })
    const young = await record(database, { channel: aged._id, age: 29, mark: newMark() })
    for (const id of ids)
      await sql`insert into search_keys (name, value, transaction_id) values ('patient', '1234', ${id})`.execute(
        database.kysely,
      )
    const kept = keeping(database, { channels: [aged, gone] })
    await kept.run({ now })
    const { rows } = await sql`select 1 from search_keys`.execute(database.kysely)
    assert.equal(rows.length, 0, 'a value taken from a body is still there')

    const [transactions, bodies] = [transactionStore(database), bodyStore(database)]
    const [first = '', second = ''] = ids
    assert.equal((await transactions.find(first))?.can_rerun, 0)
    assert.equal(await bodies.first(first, 'request', 10), undefined)
    assert.equal(await bodies.first(first, 'r000.response', 10), undefined)
    assert.equal(await transactions.find(second), undefined)
    assert.ok(await bodies.first(underWay, 'request', 10), 'a transaction under way was touched')
    assert.equal((await transactions.find(young))?.can_rerun, 1)

    await recorder(database).complete(outcome(underWay))
    await kept.run({ now })
    assert.equal(await transactions.find(underWay), undefined, 'once it has ended, its age counts')
  },
)

onBothEngines('beyond the budget the oldest bodies go first', async (database) => {
  const channel = makeChannel('a')
  const ids: string[] = []
  for (let age = 10; age > 0; age--)
    ids.push(await record(database, { channel: channel._id, age, mark: newMark(), size: 50_000 }))
  await keeping(database, { channels: [channel], settings: { maxBodiesMB: 1 } }).run({ now })
  const bodies = bodyStore(database)
  const left = await Promise.all(ids.map(async (id) => (await bodies.first(id, 'request', 1)) !== undefined))
  assert.deepEqual(left, [...Array(5).fill(false), ...Array(5).fill(true)])
})

onBothEngines('one node removes at a time, and a claim that has run out is taken over', async (database) => {
  const [one, other] = [claims(database, 'one'), claims(database, 'other')]
  assert.equal(await one.take('work', 1000, 5000), true)
  assert.equal(await other.take('work', 1000, 5500), false)
  assert.equal(await one.take('work', 1000, 5500), true)
  assert.equal(await other.take('work', 1000, 7000), true)
})

onBothEngines('a preview says what would go, and removes nothing', async (database) => {
  const channel = makeChannel('a')
  for (const age of [50, 40, 10]) await record(database, { channel: channel._id, age, mark: newMark(), size: 1000 })
  const preview = previewer(database, {
    search: transactionSearch(database),
    holds: { findHeld: async () => new Set() },
  })
  const shown = await preview(channel._id, { maxBodyAgeDays: 30, maxRecordAgeDays: 45 }, now)
  assert.deepEqual(shown, {
    bodies: { transactions: 2, bytes: 8000, atLeast: false, held: 0 },
    records: { transactions: 1, bytes: 4000, atLeast: false, held: 0 },
  })
  assert.deepEqual(await preview(channel._id, { maxBodyAgeDays: 30, maxRecordAgeDays: 45 }, now), shown)
})

onBothEngines('a destroyed key forgets sealed bodies at once, also in a copy made before', async (database) => {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-sealed-'))
  const channel = makeChannel('a', { sealBodies: true, maxBodyAgeDays: 30 })
  const kept = keeping(database, { channels: [channel], folder })
  const mark = newMark()
  const id = newId(now - 70 * day)
  const { bytes, key } = kept.keys.sealer(
    channel._id,
    now - 70 * day,
  )({
    id,
    part: 'request',
    n: 0,
    bytes: marked(mark, 3000),
  })
  await recorder(database).begin(begun({ id, channel: channel._id, requestBody: bytes, bodyKey: key }))
  assert.ok(!(await files(database)).includes(mark), 'a sealed body stands readable in the store')
  assert.equal((await bodyStore(database, kept.keys).first(id, 'request', 9999))?.length, 3000)

  if (database.engine === 'sqlite') {
    const copy = join(folder, 'copy.db')
    database.sqlite.exec('pragma wal_checkpoint(truncate)')
    copyFileSync(database.sqlite.location() ?? '', copy)
    cpSync(bodyFolder(database.sqlite.location() ?? ''), bodyFolder(copy), { recursive: true })
    const former = openDatabase(copy)
    assert.ok(await bodyStore(former, kept.keys).first(id, 'request', 10))
    await kept.run({ now })
    assert.equal(await bodyStore(former, kept.keys).first(id, 'request', 10), undefined)
    await former.close()
  } else await kept.run({ now })
  assert.deepEqual(kept.keys.list(), [])
  assert.equal(await bodyStore(database, kept.keys).first(id, 'request', 10), undefined)
  rmSync(folder, { recursive: true })
})

onBothEngines('what was removed is told by day, and of the channels that one may see', async (database) => {
  const [aged, gone] = [makeChannel('a', { maxBodyAgeDays: 30 }), makeChannel('b', { maxRecordAgeDays: 30 })]
  for (const channel of [aged, gone]) await record(database, { channel: channel._id, age: 31, mark: newMark() })
  const kept = keeping(database, { channels: [aged, gone] })
  await kept.run({ now })
  await record(database, { channel: aged._id, age: 30.5, mark: newMark() })
  // A day later everything is looked through anew: what is gone already is not told twice.
  await kept.run({ now: now + 1.5 * day })
  const removals = removalStore(database)
  const told = { what: 'bodies' as const, channelID: aged._id, transactions: 1, bytes: 8000 }
  assert.deepEqual(await removals.list('all', 10), [
    { day: '2026-11-25', ...told },
    { day: '2026-11-24', ...told },
    { day: '2026-11-24', ...told, what: 'records', channelID: gone._id },
  ])
  assert.equal((await removals.list([gone._id], 10)).length, 1)
  assert.deepEqual(await removals.list([], 10), [])
})

onBothEngines(
  'what is kept of a channel is measured exactly while it is little, and reckoned beyond',
  async (database) => {
    const [few, many] = [makeChannel('a'), makeChannel('b')]
    for (const age of [3, 2, 1]) await record(database, { channel: few._id, age, mark: newMark(), size: 1000 })
    const ids = Array.from({ length: 6000 }, (_, i) => newId(now - day + i * 10_000))
    for (let i = 0; i < ids.length; i += 500) {
      const rows = ids.slice(i, i + 500)
      await sql`insert into transactions (id, channel, client_ip, status, requested_at, method, path, query, request_headers, can_rerun)
      values ${sql.join(rows.map((id) => sql`(${id}, ${many._id}, '::1', 'Successful', 1, 'GET', '/', '', '[]', 1)`))}`.execute(
        database.kysely,
      )
      await sql`insert into body_chunks (transaction_id, part, n, bytes)
      values ${sql.join(rows.map((id) => sql`(${id}, 'request', 0, ${Buffer.alloc(100)})`))}`.execute(database.kysely)
    }
    const settings = { ...Settings.parse({}), data: '.' }
    const { report } = storageReport(database, {
      reader: database,
      search: transactionSearch(database),
      channels: async () => [few, many],
      settings,
    })
    const { channels, store, disk } = await report('all')
    assert.deepEqual(
      channels.map(({ transactions, bodyBytes, kind }) => [transactions, bodyBytes, kind]),
      [
        [3, 12_000, 'exact'],
        [6000, 600_000, 'estimated'],
      ],
    )
    assert.equal(channels[1]?.oldest, new Date(now - day).toISOString())
    assert.ok(store.bytes > 600_000 && disk.free > 0)
    assert.deepEqual((await report(new Set([few._id]))).channels.length, 1)
  },
)

test('bodies that stand behind heads are counted, previewed and removed as others are, the oldest first', async (context) => {
  const database = openDatabase(await newDatabaseUrl('sqlite', (work) => context.after(work), 'migrated'))
  context.after(() => database.close())
  const channel = makeChannel('a')
  const recorded: { id: string; mark: string }[] = []
  for (let age = 10; age > 0; age--) {
    const mark = newMark()
    recorded.push({ id: await record(database, { channel: channel._id, age, mark, size: 50_000 }), mark })
  }
  const ids = recorded.map(({ id }) => id)
  await moveToMessages(database, ids)
  const search = transactionSearch(database)
  const preview = previewer(database, { search, holds: { findHeld: async () => new Set() } })
  const { bodies } = await preview(channel._id, { maxBodyAgeDays: 7.5, maxRecordAgeDays: undefined }, now)
  assert.deepEqual([bodies.transactions, bodies.bytes], [3, 600_000])
  await keeping(database, { channels: [channel], settings: { maxBodiesMB: 1 } }).run({ now })
  const store = bodyStore(database)
  const left = await Promise.all(ids.map(async (id) => (await store.first(id, 'request', 1)) !== undefined))
  assert.deepEqual(left, [...Array(5).fill(false), ...Array(5).fill(true)])
  const all = await files(database)
  for (const [i, { mark }] of recorded.entries()) assert.equal(all.includes(mark), i >= 5)
  const after = await preview(channel._id, { maxBodyAgeDays: 7.5, maxRecordAgeDays: undefined }, now)
  assert.equal(after.bodies.bytes, 0)
  for (const id of ids)
    assert.deepEqual(await transactionStore(database).heads.readRequest(id), ['Host', 'localhost:5001'])
})
