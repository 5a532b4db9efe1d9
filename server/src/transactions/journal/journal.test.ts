import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { bodyStore, headStore } from '../../bodies/index.ts'
import { changeLog } from '../../platform/database/changes.ts'
import { type Database, openDatabase } from '../../platform/database/database.ts'
import { listJournals, toJournalPath } from '../../platform/journal/files.ts'
import { JournalWriter } from '../../platform/journal/writer.ts'
import { newDatabaseUrl } from '../../testing/stores.ts'
import { begun, newId, outcome } from '../../testing/transactions.ts'
import { overwriteRemoved } from '../body-files/index.ts'
import type { RoutesOutcome } from '../calls.ts'
import { type Begun, type Outcome, OutdatedDecisionError } from '../recording/entries.ts'
import { type Recorder, recorder } from '../recording/recorder.ts'
import { toBegunValues, toOutcomeValues } from '../recording/sqlite-transactions.ts'
import { markTruncated } from '../recording/truncation.ts'
import { removeTransaction } from '../removal.ts'
import { transactionStore } from '../store.ts'
import { logRefusedEntries } from './refused-entries.ts'
import { takeOver, takeOverAndRemove } from './take-over.ts'

async function open(context: TestContext) {
  const url = await newDatabaseUrl('sqlite', (work) => context.after(work), 'migrated')
  const openOne = () => {
    const database = openDatabase(url)
    context.after(() => database.close())
    return database
  }
  const database = openOne()
  return { url, database, openOne, record: recorder(database, undefined, { journals: true }) }
}

type Row = Record<string, unknown>

function readStore(database: Database, id: string): Row[][] {
  assert.ok(database.engine === 'sqlite')
  const { sqlite } = database
  const read = (sql: string) =>
    sqlite
      .prepare(sql)
      .all(id)
      .map((row) => ({ ...row }))
  return [
    read('select * from transactions where id = ?'),
    read('select * from calls where transaction_id = ? order by key'),
    read('select transaction_id, part, n, key, size from body_chunks where transaction_id = ? order by part, n'),
    read('select * from retries where transaction_id = ?'),
  ]
}

/** What is kept of a transaction, wherever it stands. */
async function readKept(database: Database, id: string) {
  const bodies = bodyStore(database)
  const [rows = [], calls, chunks = [], retries] = readStore(database, id)
  const withoutPlaces = rows.map((row) =>
    Object.entries(row).filter(
      ([column]) =>
        column !== 'upstream' && !/^(request|response)_(headers|file|position|head_size|body_size|key)$/.test(column),
    ),
  )
  return JSON.stringify([
    withoutPlaces,
    calls,
    chunks.filter(({ part, n }) => n !== 0 || !['request', 'response'].includes(String(part))),
    retries,
    await headStore(database).find(id),
    ...(await Promise.all(['request', 'response'].map((part) => bodies.first(id, part, 100)))),
  ])
}

const buildRoutes = (id: string): RoutesOutcome => ({
  id,
  status: 'Completed with error(s)',
  calls: [
    { key: 'r000', name: 'second', requestBody: 'request', responseBody: null, error: { message: 'ünreachable' } },
  ],
  properties: '{"a":"b"}',
  error: { message: 'second: unreachable', stack: 'at\nmany' },
  trailers: null,
  awaitsMediator: false,
})

const retry = (id: string) => ({
  sql: 'insert into retries (transaction_id, channel, due, attempt, routes) values ($1, $2, $3, $4, $5)',
  values: [id, 'c', 1, 1, null],
})

type Step = (record: Recorder, rows: { begun: Begun; outcome: Outcome }) => Promise<unknown>

const steps: Step[] = [
  (record, rows) => record.begin(rows.begun),
  (record, { begun: { id } }) => record.chunk({ id, part: 'response', n: 1, bytes: Buffer.from('more'), key: 'k' }),
  (record, rows) =>
    record.complete(
      rows.outcome,
      [retry(rows.begun.id), ...markTruncated(rows.begun.id, { request: true, response: false })],
      true,
    ),
  (record, rows) => record.finishRoutes(buildRoutes(rows.begun.id)),
]

test('whenever the journal is taken over, SQLite has in the end what a commit of its own would have written', async (context) => {
  const { database, record } = await open(context)
  const direct = recorder(database)
  const upstream = '{"name":"main","host":"h","port":1,"path":"/,\\"at\\":"}'
  const delayed = { respondedAt: 2, error: 'late', requestSize: null, canRerun: false }
  const make = () => {
    const row = begun({ client: 'ä', query: '', requestedAt: 1, requestHeaders: '["X","\\"ü\\""]' })
    return {
      begun: row,
      outcome: outcome(row.id, { ...delayed, upstream: `${upstream.slice(0, -1)},"at":1,"sent":{}}` }),
    }
  }
  const expected = make()
  for (const step of steps) await step(direct, expected)
  const ofExpected = await readKept(database, expected.begun.id)
  for (let takenAfter = 0; takenAfter < 2 ** steps.length; takenAfter++) {
    const rows = make()
    for (const [i, step] of steps.entries()) {
      await step(record, rows)
      if (takenAfter & (1 << i)) await takeOver(database)
    }
    await takeOver(database)
    const found = (await readKept(database, rows.begun.id)).replaceAll(rows.begun.id, expected.begun.id)
    assert.equal(found, ofExpected, `taken over after ${takenAfter.toString(2)}`)
    const [row] = readStore(database, rows.begun.id)[0] ?? []
    assert.deepEqual([row?.request_headers, row?.response_headers, row?.upstream], ['', null, upstream])
  }
})

test('what is recorded is in no row before it is taken over, and in one row after it, whoever takes it over', async (context) => {
  const { database, openOne, record } = await open(context)
  const others = [openOne(), openOne(), openOne()]
  const store = transactionStore(database)
  const rows = Array.from({ length: 200 }, () => begun())
  await Promise.all(rows.map((row) => record.begin(row)))
  const [first] = rows
  assert.ok(first)
  assert.equal(await store.find(first.id), undefined)
  await Promise.all([...others, database].map(takeOver))
  assert.equal((await store.find(first.id))?.status, 'Processing')
  for (const row of rows) assert.equal(readStore(database, row.id)[0]?.length, 1)
  await Promise.all(rows.map((row) => record.complete(outcome(row.id))))
  await Promise.all([...others, database].map(takeOver))
  for (const row of rows) assert.equal(readStore(database, row.id)[0]?.[0]?.status, 'Successful')
})

test('the lease covers what is not taken over yet', async (context) => {
  const { database, record } = await open(context)
  const row = begun()
  await record.begin(row)
  assert.equal(record.oldestUnfinished(), row.id)
  await record.complete(outcome(row.id))
  assert.equal(record.oldest(), undefined)
  assert.equal(record.oldestUnfinished(), row.id, 'the search index would never see it')
  await takeOver(database)
  assert.equal(record.oldestUnfinished(), undefined)
})

test('a transaction that an older configuration accepted is not in the journal, and disturbs no other of its turn', async (context) => {
  const { database, openOne, record } = await open(context)
  const { write, last } = changeLog(openOne(), async () => undefined)
  const decidedWith = await last()
  const before = begun()
  await record.begin(before, undefined, decidedWith)
  await write(async (_trx, touch) => touch('client', 'c'.repeat(24)))
  const [older, newer] = [begun(), begun()]
  const [refused, kept] = await Promise.allSettled([
    record.begin(older, undefined, decidedWith),
    record.begin(newer, undefined, decidedWith + 1),
  ])
  assert.ok(refused?.status === 'rejected' && refused.reason instanceof OutdatedDecisionError)
  assert.equal(kept?.status, 'fulfilled')
  await takeOver(database)
  const store = transactionStore(database)
  assert.equal(await store.find(older.id), undefined)
  assert.ok((await store.find(before.id)) && (await store.find(newer.id)))
})

test('a statement that may conflict is refused before anything is written', async (context) => {
  const { database, record } = await open(context)
  const row = begun()
  await assert.rejects(record.begin(row, [{ ...retry(row.id), expectedRows: 1 }]), /expected rows/)
  await takeOver(database)
  assert.deepEqual(readStore(database, row.id)[0], [])
})

test('what was given up is ended in the store, also when only the journal has its beginning', async (context) => {
  const { database, record } = await open(context)
  const [given, left] = [begun(), begun()]
  await record.begin(given)
  await record.begin(left)
  const store = transactionStore(database)
  record.giveUp(given.id)
  await record.endUnwritten((ids) => store.endUnwritten(ids, 7))
  assert.equal((await store.find(given.id))?.status, 'Failed')
  assert.equal((await store.find(left.id))?.status, 'Processing')
  const dead = begun({ id: newId() })
  await record.begin(dead)
  assert.equal(await store.interrupt({ processId: dead.id.slice(12, 18), since: left.id }, 8), 2)
  assert.equal((await store.find(dead.id))?.status, 'Failed')
})

test('a journal is removed when it was left and taken over, and never before', async (context) => {
  const { database, record } = await open(context)
  assert.ok(database.engine === 'sqlite' && database.bodyFiles)
  const { folder } = database.bodyFiles
  const first = begun()
  await record.begin(first)
  await takeOverAndRemove(database)
  const [journal] = listJournals(folder)
  assert.ok(journal, 'this process still writes to it')
  await record.complete(outcome(first.id))
  const second = begun()
  await recorder(database, undefined, { journals: true }).begin(second)
  await takeOverAndRemove(database)
  assert.equal(existsSync(toJournalPath(folder, journal)), false)
  assert.equal(listJournals(folder).length, 1)
  const positions = database.sqlite.prepare('select file from journals').all()
  assert.deepEqual(
    positions.map(({ file }) => file),
    listJournals(folder).map(({ file }) => file),
  )
  assert.equal(readStore(database, first.id)[0]?.[0]?.status, 'Successful')
  assert.equal(readStore(database, second.id)[0]?.[0]?.status, 'Processing')
  assert.equal(record.oldestUnfinished(), undefined)
})

test('of a deleted transaction no journal and no body file has a byte', async (context) => {
  const { database, url, record } = await open(context)
  const mark = 'a rare name of a patient'
  const row = begun({ path: `/${mark}`, requestBody: Buffer.from(mark) })
  await record.begin(row)
  await record.complete(outcome(row.id, { responseHeaders: JSON.stringify(['X', mark]) }))
  const files = () => readdirSync(`${url}-bodies`).map((name) => readFileSync(join(`${url}-bodies`, name), 'latin1'))
  assert.equal(files().filter((text) => text.includes(mark)).length, 2)
  await takeOver(database)
  assert.equal(await removeTransaction(database, row.id, () => []), true)
  assert.deepEqual(
    files().filter((text) => text.includes(mark)),
    [],
  )
  const next = begun()
  await record.begin(next)
  await takeOver(database)
  assert.equal(readStore(database, next.id)[0]?.length, 1)
  assert.equal(readStore(database, row.id)[0]?.length, 0)
  await overwriteRemoved(database)
})

test('when the store cannot be written, nothing of a slice is written, and the next attempt takes all of it', async (context) => {
  const { database, record } = await open(context)
  assert.ok(database.engine === 'sqlite' && database.bodyFiles)
  const rows = [begun(), begun(), begun()]
  for (const row of rows) await record.begin(row)
  database.sqlite.exec('pragma query_only = on')
  await assert.rejects(takeOver(database), /readonly/)
  for (const row of rows) assert.deepEqual(readStore(database, row.id)[0], [])
  database.sqlite.exec('pragma query_only = off')
  await takeOver(database)
  for (const row of rows) assert.equal(readStore(database, row.id)[0]?.length, 1)
  const [journal] = listJournals(database.bodyFiles.folder)
  assert.ok(journal && statSync(toJournalPath(database.bodyFiles.folder, journal)).size > 0)
})

test('an entry that breaks a rule of the store is told and left out, and does not hold the others up', async (context) => {
  const { database, record } = await open(context)
  assert.ok(database.engine === 'sqlite')
  const logged: unknown[] = []
  logRefusedEntries(database, { error: (...line: unknown[]) => logged.push(line) })
  const [unwritten, noOutcome, noBody, whole] = [begun(), begun(), begun(), begun()]
  const forbidden = {
    insert: `new.id = '${unwritten.id}'`,
    update: `new.id = '${noOutcome.id}' and new.response_status is not null`,
  }
  for (const [event, condition] of Object.entries(forbidden))
    database.sqlite.exec(`create trigger no_${event} before ${event} on transactions when ${condition}
      begin select raise(abort, 'no'); end`)
  database.sqlite.exec(`create trigger no_body before insert on body_chunks when new.transaction_id = '${noBody.id}'
    begin select raise(abort, 'no'); end`)
  for (const row of [unwritten, noOutcome, noBody, whole]) await record.begin(row)
  await record.chunk({ id: noBody.id, part: 'response', n: 0, bytes: Buffer.from('a part') })
  await takeOver(database)
  for (const row of [noOutcome, whole]) await record.complete(outcome(row.id, { responseBody: null }))
  await takeOver(database)

  const read = (id: string) => readStore(database, id)[0]?.map(({ status, error }) => ({ status, error }))
  assert.deepEqual(read(unwritten.id), [])
  assert.deepEqual(read(noOutcome.id), [{ status: 'Failed', error: 'The outcome could not be recorded' }])
  assert.deepEqual(read(noBody.id), [{ status: 'Processing', error: 'A part of it could not be recorded' }])
  assert.deepEqual(read(whole.id), [{ status: 'Successful', error: null }])
  assert.deepEqual(
    logged.map((line) => Array.isArray(line) && [line[0].transaction, line[1]]),
    [unwritten, noBody, noOutcome].map(({ id }) => [id, 'a transaction could not be recorded']),
  )
  const later = begun()
  await record.begin(later)
  await takeOver(database)
  assert.equal(read(later.id)?.length, 1, 'the journal goes on')
})

test('who takes over does not fail because another process removes the journal meanwhile', async (context) => {
  const { database, openOne } = await open(context)
  const another = openOne()
  for (const slices of [1, 2, 3]) {
    const left = recorder(openOne(), undefined, { journals: true })
    await left.begin(begun())
    const taken = recorder(openOne(), undefined, { journals: true })
    await taken.begin(begun())
    await takeOver(database)
    for (let n = 0; n < slices; n++) await left.begin(begun({ path: `/${'x'.repeat(300_000)}` }))
    await Promise.all([takeOver(database), takeOverAndRemove(another)])
  }
})

test('what stands in the rows of SQLite holds no header and no small body', async (context) => {
  const { database, url, record } = await open(context)
  assert.ok(database.engine === 'sqlite')
  const row = begun({ requestHeaders: '["X","marked-request"]', requestBody: Buffer.from('marked-body') })
  await record.begin(row)
  const responseHeaders = '["Location","/Patient/7","Y","marked-answer"]'
  const upstream = '{"name":"main","at":1,"sent":{"removed":[],"added":["Via","marked-call"]}}'
  await record.complete(outcome(row.id, { responseHeaders, upstream, responseBody: Buffer.from('marked-body') }))
  await takeOver(database)
  database.sqlite.exec('pragma wal_checkpoint(truncate)')
  assert.doesNotMatch(readFileSync(url, 'latin1'), /marked/)
  const [found] = readStore(database, row.id)[0] ?? []
  assert.equal(found?.response_location, '/Patient/7')
  assert.deepEqual(readStore(database, row.id)[2], [])
  assert.deepEqual(await headStore(database).find(row.id), {
    requestHeaders: ['X', 'marked-request'],
    responseHeaders: JSON.parse(responseHeaders),
    upstream,
  })
})

test('a journal of the former version is taken over', async (context) => {
  const { database } = await open(context)
  assert.ok(database.engine === 'sqlite' && database.bodyFiles)
  const [whole, other] = [begun(), begun({ requestHeaders: '["X","other"]' })]
  const former = new JournalWriter(database.bodyFiles)
  const chunk = { id: whole.id, part: 'request', n: 0, bytes: Buffer.from('body') }
  former.append([chunk], (frame, places) => {
    for (const row of [whole, other]) frame.add(1, toBegunValues(row))
    frame.add(3, [whole.id, 'request', 0, null, places[0]?.position ?? null, places[0]?.size ?? null])
    frame.add(2, toOutcomeValues(outcome(whole.id)))
  })
  await takeOver(database)
  former.append([], (frame) => frame.add(2, toOutcomeValues(outcome(other.id))))
  await takeOver(database)
  const heads = headStore(database)
  assert.deepEqual((await heads.find(whole.id))?.responseHeaders, ['X', '1'])
  assert.deepEqual((await heads.find(other.id))?.requestHeaders, ['X', 'other'])
  assert.deepEqual((await heads.find(other.id))?.responseHeaders, ['X', '1'])
  assert.equal(Buffer.from((await bodyStore(database).first(whole.id, 'request', 9)) ?? []).toString(), 'body')
})

test('a frame that was written twice counts once, and the outcome that follows is kept', async (context) => {
  const { database, openOne } = await open(context)
  const row = begun()
  // The first sync failed after the frame was on the disk: it is written again, into the next journal.
  await recorder(openOne(), undefined, { journals: true }).begin(row)
  await takeOver(database)
  const again = recorder(openOne(), undefined, { journals: true })
  await again.begin(row)
  await again.complete(outcome(row.id))
  await takeOver(database)
  const [found] = readStore(database, row.id)[0] ?? []
  assert.equal(found?.status, 'Successful')
  const heads = await headStore(database).find(row.id)
  assert.deepEqual(
    [heads?.requestHeaders, heads?.responseHeaders],
    [
      ['Host', 'localhost:5001'],
      ['X', '1'],
    ],
  )
})
