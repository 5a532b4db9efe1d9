import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Channel } from '@mediary/contract/channels'
import { BodyKeys, bodyStore, headStore } from '../../bodies/index.ts'
import { BodyFiles } from '../../platform/body-files/body-files.ts'
import { claims } from '../../platform/database/claims.ts'
import { openDatabase } from '../../platform/database/database.ts'
import { buildSecrets } from '../../platform/secrets.ts'
import { damageBodyFiles, moveToMessages } from '../../testing/messages.ts'
import { newDatabaseUrl } from '../../testing/stores.ts'
import { begun, newId, outcome } from '../../testing/transactions.ts'
import { transactionUpdates } from '../mediators/update.ts'
import { recorder } from '../recording/recorder.ts'
import { removeTransaction, transactionRemoval } from '../removal.ts'
import { transactionStore } from '../store.ts'
import { toView } from '../view.ts'
import { overwriteRemoved } from './overwrite-removed.ts'
import { tidyBodyFiles } from './tidy.ts'

const newMark = () => randomBytes(9).toString('hex')

async function open(context: TestContext) {
  const url = await newDatabaseUrl('sqlite', (work) => context.after(work), 'migrated')
  const database = openDatabase(url)
  context.after(() => database.close())
  assert.ok(database.engine === 'sqlite' && database.bodyFiles)
  const { sqlite, bodyFiles: files } = database
  const record = recorder(database)
  const { removeBodies, removeRecords } = transactionRemoval(database, {
    deleteRelated: () => [],
    runStep: (step) => step(),
  })
  return {
    ...{ url, database, sqlite, files, removeBodies, removeRecords },
    heads: headStore(database),
    bodies: bodyStore(database),
    tidy: () => tidyBodyFiles(database, { claims: claims(database, 'test'), idleFor: 0 }),
    /** A transaction whose heads and bodies, each with a mark of its own, are messages. */
    async add({ key }: { key?: string } = {}) {
      const marks = { request: newMark(), response: newMark(), requestBody: newMark(), responseBody: newMark() }
      const row = begun({
        requestHeaders: JSON.stringify(['X', marks.request]),
        requestBody: Buffer.from(marks.requestBody.repeat(50)),
        bodyKey: key,
      })
      await record.begin(row)
      await record.complete(
        outcome(row.id, {
          responseHeaders: JSON.stringify(['Y', marks.response]),
          responseBody: Buffer.from(marks.responseBody.repeat(50)),
          upstream: `{"name":"main","at":1,"sent":{"removed":[],"added":["Via","${marks.response}"]}}`,
        }),
      )
      await moveToMessages(database, [row.id])
      return { id: row.id, marks }
    },
    /** Returns those of the marks that stand in a file of the store. */
    findMarks(marks: Record<string, string>) {
      database.sqlite.exec('pragma wal_checkpoint(truncate)')
      const bodies = readdirSync(`${url}-bodies`).map((name) => join(`${url}-bodies`, name))
      const all = Buffer.concat([url, `${url}-wal`, ...bodies].filter(existsSync).map((file) => readFileSync(file)))
      return Object.keys(marks).filter((name) => all.includes(marks[name] ?? ''))
    },
  }
}

type Store = Awaited<ReturnType<typeof open>>
type Added = Awaited<ReturnType<Store['add']>>

const heads = ['request', 'response']
const everything = ['request', 'response', 'requestBody', 'responseBody']

async function assertHeads({ heads }: Store, { id, marks }: Added) {
  const upstream = { name: 'main', at: 1, sent: { removed: [], added: ['Via', marks.response] } }
  assert.deepEqual(await heads.find(id), {
    requestHeaders: ['X', marks.request],
    responseHeaders: ['Y', marks.response],
    upstream: JSON.stringify(upstream),
  })
}

const readBodies = async ({ bodies }: Store, id: string) =>
  Promise.all(
    ['request', 'response'].map(async (part) => Buffer.from((await bodies.first(id, part, 1e6)) ?? []).toString()),
  )

async function assertWhole(store: Store, added: Added) {
  await assertHeads(store, added)
  const { requestBody, responseBody } = added.marks
  assert.deepEqual(await readBodies(store, added.id), [requestBody.repeat(50), responseBody.repeat(50)])
}

test('heads and bodies are read where they stand', async (context) => {
  const store = await open(context)
  for (const added of [await store.add(), await store.add()]) await assertWhole(store, added)
})

test('of transactions that are removed no byte of a head or a body is in any file, whoever removes them', async (context) => {
  const store = await open(context)
  const [alone, aged, left] = [await store.add(), await store.add(), await store.add()]
  assert.deepEqual(store.findMarks(alone.marks), everything)
  assert.equal(await removeTransaction(store.database, alone.id, () => []), true)
  assert.deepEqual(store.findMarks(alone.marks), [])
  assert.deepEqual(await store.removeRecords([aged.id]), { transactions: 1, chunks: 2, bytes: 1800 })
  assert.deepEqual(store.findMarks(aged.marks), [])
  assert.equal(await store.heads.find(aged.id), undefined)
  await assertWhole(store, left)
})

test('a body that is removed is in no file, and the heads of its transaction are kept', async (context) => {
  const store = await open(context)
  const [aged, left] = [await store.add(), await store.add()]
  assert.deepEqual(await store.removeBodies([aged.id]), { transactions: 1, chunks: 2, bytes: 1800 })
  assert.deepEqual(store.findMarks(aged.marks), heads)
  await assertHeads(store, aged)
  assert.deepEqual(await readBodies(store, aged.id), ['', ''])
  assert.deepEqual(await store.removeBodies([aged.id]), { transactions: 0, chunks: 0, bytes: 0 })
  await assertHeads(store, aged)
  await assertWhole(store, left)
  await store.removeRecords([aged.id])
  assert.deepEqual(store.findMarks(aged.marks), [])
})

test('what was listed as removed when a process died is overwritten by the next', async (context) => {
  const store = await open(context)
  const [gone, left] = [await store.add(), await store.add()]
  store.sqlite.prepare('delete from transactions where id = ?').run(gone.id)
  assert.deepEqual(store.findMarks(gone.marks), everything)
  await overwriteRemoved(store.database)
  assert.deepEqual(store.findMarks(gone.marks), [])
  await assertWhole(store, left)
})

test('a body is not removed when the new entry of its head cannot be named, and nothing of that entry stays', async (context) => {
  const store = await open(context)
  const aged = await store.add()
  const readFiles = () => Buffer.concat(store.files.list().map((file) => readFileSync(store.files.toPath(file))))
  const before = readFiles()
  store.sqlite.exec(`create trigger refused before update of request_file on transactions
    begin select raise(abort, 'no'); end`)
  await assert.rejects(store.removeBodies([aged.id]), /no/)
  assert.ok(readFiles().equals(before))
  await assertWhole(store, aged)
})

test('an answer that is replaced is in no file, and the call of the primary route is kept', async (context) => {
  const store = await open(context)
  const added = await store.add()
  const { apply } = transactionUpdates(store.database, {
    bodies: store.bodies,
    sealFor: () => undefined,
    retryStatements: () => [],
  })
  const channel = Channel.parse({ _id: 'c'.repeat(24), name: 'c', urlPattern: '/', routes: [], requestBody: true })
  const response = { status: 201, headers: ['Z', 'new'], body: 'new', timestamp: 1 }
  await apply(added.id, { 'x-mediator-urn': undefined, error: undefined, response }, channel)
  assert.deepEqual(store.findMarks({ responseBody: added.marks.responseBody }), [])
  const found = await store.heads.find(added.id)
  assert.deepEqual(
    [found?.requestHeaders, found?.responseHeaders],
    [
      ['X', added.marks.request],
      ['Z', 'new'],
    ],
  )
  assert.deepEqual(JSON.parse(found?.upstream ?? '').sent.added, ['Via', added.marks.response])
  assert.deepEqual(await readBodies(store, added.id), [added.marks.requestBody.repeat(50), 'new'])
  await store.removeRecords([added.id])
  assert.deepEqual(store.findMarks(added.marks), [])
})

test('a file of which half is forgotten is written anew, and loses no head', async (context) => {
  const store = await open(context)
  const added: Added[] = []
  for (let i = 0; i < 30; i++) added.push(await store.add())
  const [first] = store.files.list()
  const [gone, left] = [added.slice(0, 20), added.slice(20)]
  const [stripped, whole] = [left.slice(0, 5), left.slice(5)]
  await store.removeRecords(gone.map(({ id }) => id))
  await store.removeBodies(stripped.map(({ id }) => id))
  await store.tidy()
  assert.ok(!store.files.list().includes(first ?? 0))
  for (const one of whole) await assertWhole(store, one)
  for (const one of stripped) await assertHeads(store, one)
  for (const { marks } of gone) assert.deepEqual(store.findMarks(marks), [])
  for (const { marks } of stripped) assert.deepEqual(store.findMarks(marks), heads)
  await store.removeRecords(left.map(({ id }) => id))
  for (const { marks } of left) assert.deepEqual(store.findMarks(marks), [])
})

test('a message that a dead process wrote without its commit is overwritten, and no other', async (context) => {
  const store = await open(context)
  const left = await store.add()
  const marks = { head: newMark(), body: newMark() }
  const dead = new BodyFiles(store.files.folder, { durability: 'normal' })
  const bytes = Buffer.from(marks.body)
  dead.append([
    { id: newId(), part: 'request', n: 0, head: marks.head, bytes },
    { id: left.id, part: 'request', n: 0, head: marks.head, bytes },
  ])
  dead.close()
  assert.equal(store.findMarks(marks).length, 2)
  await store.tidy()
  assert.deepEqual(store.findMarks(marks), [])
  await assertWhole(store, left)
})

test('a damaged message is told, hides nothing else, and is overwritten when its body is removed', async (context) => {
  const store = await open(context)
  const [damaged, whole] = [await store.add(), await store.add()]
  damageBodyFiles(store.files.folder, damaged.marks.requestBody)
  const found = await store.heads.load([damaged.id, whole.id])
  assert.deepEqual(
    [found.get(damaged.id)?.requestHeaders, found.get(damaged.id)?.responseHeaders?.length],
    [undefined, 2],
  )
  const row = (await transactionStore(store.database).find(damaged.id)) ?? assert.fail()
  const shown = toView(row, 'simpledetails', {}, { heads: found.get(damaged.id) })
  assert.deepEqual([shown.headersDamaged, shown.request.headers], [{ request: true, response: false }, undefined])
  assert.equal(shown.response?.headers?.Y, damaged.marks.response)
  assert.equal(toView(row, 'simpledetails', {}, { heads: found.get(whole.id) }).headersDamaged, undefined)
  await assert.rejects(store.heads.readRequest(damaged.id), /damaged on the disk/)
  await assert.rejects(store.bodies.first(damaged.id, 'request', 10), /damaged on the disk/)
  await assertWhole(store, whole)
  await store.tidy()
  assert.deepEqual(store.findMarks({ request: damaged.marks.request }), ['request'], 'it may be mended by hand')
  await store.removeBodies([damaged.id])
  assert.deepEqual(store.findMarks(damaged.marks), ['response'])
  assert.equal((await store.heads.find(damaged.id))?.requestHeaders, undefined)
  await assert.rejects(store.heads.readRequest(damaged.id), /damaged on the disk/)
  await assertWhole(store, whole)
})

test('a sealed body is sealed behind its head, and gone with its key', async (context) => {
  const store = await open(context)
  const keys = new BodyKeys(join(`${store.url}-keys`), buildSecrets(Buffer.alloc(32)))
  const [id, mark] = [newId(), newMark()]
  const sealed = keys.sealer('c'.repeat(24), Date.now())({ id, part: 'request', n: 0, bytes: Buffer.from(mark) })
  await recorder(store.database).begin(begun({ id, requestBody: sealed.bytes, requestHeaders: '["X","a"]' }))
  await moveToMessages(store.database, [id])
  store.sqlite.prepare('update transactions set request_key = ? where id = ?').run(sealed.key, id)
  assert.deepEqual(store.findMarks({ mark }), [])
  const bodies = bodyStore(store.database, keys)
  assert.equal(Buffer.from((await bodies.first(id, 'request', 100)) ?? []).toString(), mark)
  const [key] = keys.list()
  keys.destroy(key?.channel ?? '', key?.month ?? '')
  assert.equal(await bodies.first(id, 'request', 100), undefined)
  assert.deepEqual(await store.heads.readRequest(id), ['X', 'a'])
})
