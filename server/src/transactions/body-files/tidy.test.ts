import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { appendFileSync, closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { bodyStore } from '../../bodies/index.ts'
import { BodyFiles } from '../../platform/body-files/body-files.ts'
import { claims } from '../../platform/database/claims.ts'
import { openDatabase } from '../../platform/database/database.ts'
import { newDatabaseUrl } from '../../testing/stores.ts'
import { begun, newId } from '../../testing/transactions.ts'
import { recorder } from '../recording/recorder.ts'
import { removeTransaction, transactionRemoval } from '../removal.ts'
import { overwriteRemoved } from './overwrite-removed.ts'
import { tidyBodyFiles } from './tidy.ts'

async function newStore(context: TestContext) {
  const url = await newDatabaseUrl('sqlite', (work) => context.after(work), 'migrated')
  return openStore(url, context)
}

function openStore(url: string, context: TestContext) {
  const database = openDatabase(url)
  context.after(() => database.close())
  assert.ok(database.engine === 'sqlite' && database.bodyFiles)
  const files = database.bodyFiles
  const record = recorder(database)
  const content = () => Buffer.concat(files.list().map((file) => readFileSync(files.toPath(file))))
  return {
    ...{ database, files, url, content },
    async add(size = 3000) {
      const [id, body] = [newId(), randomBytes(size)]
      await record.begin(begun({ id, requestBody: body, requestSize: size }))
      return { id, body }
    },
    read: (id: string) => bodyStore(database).first(id, 'request', 1e6),
    tidy: () => tidyBodyFiles(database, { claims: claims(database, 'test'), idleFor: 0 }),
    remove: (ids: string[]) =>
      transactionRemoval(database, { deleteRelated: () => [], runStep: (step) => step() }).removeBodies(ids),
  }
}

type Store = Awaited<ReturnType<typeof newStore>>
type Added = { id: string; body: Buffer }

async function addMany(store: Store, n: number) {
  const added: Added[] = []
  for (let i = 0; i < n; i++) added.push(await store.add())
  return added
}

function flipBit(path: string, at: number) {
  const byte = readFileSync(path)[at] ?? 0
  const handle = openSync(path, 'r+')
  writeSync(handle, Buffer.from([byte ^ 1]), 0, 1, at)
  closeSync(handle)
}

async function assertKept(store: Store, added: Added[]) {
  for (const { id, body } of added) assert.deepEqual(Buffer.from((await store.read(id)) ?? []), body)
}

test('what a process wrote without its commit before it died is overwritten, and nothing else', async (context) => {
  const store = await newStore(context)
  const kept = await addMany(store, 20)
  const [lost, half] = [randomBytes(2000), randomBytes(900)]
  // A process that dies between its write and its commit, in the middle of an entry.
  const dead = new BodyFiles(store.files.folder, { durability: 'normal' })
  dead.append([{ id: newId(), part: 'request', n: 0, bytes: lost }])
  const { places } = dead.append([{ id: newId(), part: 'request', n: 0, bytes: randomBytes(4000) }])
  const path = dead.toPath(places[0]?.file ?? 0)
  appendFileSync(path, Buffer.concat([readFileSync(path).subarray(8, 12), half]))
  dead.close()
  assert.ok(store.content().includes(lost) && store.content().includes(half))
  await store.tidy()
  assert.ok(!store.content().includes(lost) && !store.content().includes(half))
  await assertKept(store, kept)
  assert.deepEqual(store.files.list().length, 1, 'a file of which nothing is left is still there')
})

test('a file of which half is forgotten is written anew while others record, and loses nothing', async (context) => {
  const store = await newStore(context)
  const other = openStore(store.url, context)
  const [ours, theirs] = [await addMany(store, 40), await addMany(other, 40)]
  const [gone, left] = [
    [...ours.slice(0, 25), ...theirs.slice(0, 25)],
    [...ours.slice(25), ...theirs.slice(25)],
  ]
  await store.remove(gone.map(({ id }) => id))
  const before = store.content().length
  const [, later] = await Promise.all([store.tidy(), addMany(other, 8)])
  await assertKept(store, [...left, ...later, ...(await addMany(other, 5))])
  await store.tidy()
  assert.ok(store.content().length < before)
  for (const { id, body } of gone) {
    assert.ok(!store.content().includes(body))
    assert.equal(await store.read(id), undefined)
  }
})

test('when the process that writes a file anew dies before it is done, nothing is lost and the next one ends it', async (context) => {
  const store = await newStore(context)
  const added = await addMany(store, 30)
  const [gone, left] = [added.slice(0, 20), added.slice(20)]
  await store.remove(gone.map(({ id }) => id))
  const [file] = store.files.list()
  context.mock.method(store.files, 'remove', () => {
    throw new Error('died')
  })
  await assert.rejects(store.tidy(), /died/)
  context.mock.restoreAll()
  await assertKept(store, left)
  // A body that was moved and is removed then is in neither file.
  const [moved] = left.splice(0, 1)
  await store.remove([moved?.id ?? ''])
  await store.tidy()
  assert.ok(!store.files.list().includes(file ?? 0))
  assert.ok(!store.content().includes(moved?.body ?? ''))
  await assertKept(store, left)
})

test('what was deleted when a process died is overwritten by the next', async (context) => {
  const store = await newStore(context)
  const [gone, left] = await addMany(store, 2)
  assert.ok(gone && left)
  store.database.sqlite.prepare('delete from body_chunks where transaction_id = ?').run(gone.id)
  assert.ok(store.content().includes(gone.body))
  await overwriteRemoved(store.database)
  assert.ok(!store.content().includes(gone.body))
  await assertKept(store, [left])
})

test('a transaction that is removed alone takes its bytes along', async (context) => {
  const store = await newStore(context)
  const { id, body } = await store.add()
  store.database.sqlite.prepare(`update transactions set status = 'Failed' where id = ?`).run(id)
  assert.ok(await removeTransaction(store.database, id, () => []))
  assert.ok(!store.content().includes(body))
})

test('a commit that fails leaves no bytes, and a body that is damaged is told in one sentence', async (context) => {
  const store = await newStore(context)
  const first = await store.add()
  const before = store.content()
  store.database.sqlite.exec(`create trigger refused before insert on body_chunks when new.size = 77
    begin select raise(abort, 'no'); end`)
  await assert.rejects(store.add(77))
  assert.deepEqual(store.content(), before)
  const [path = ''] = store.files.list().map((file) => store.files.toPath(file))
  const second = await store.add()
  flipBit(path, before.length - 1)
  await assert.rejects(store.read(first.id), /The stored body of the request is damaged on the disk/)
  await assertKept(store, [second])
  await store.tidy()
  await assertKept(store, [second])
})
