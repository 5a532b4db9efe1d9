import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { keepCheckpointing } from './checkpoint.ts'
import { openDatabase } from './database.ts'

const log = { error: assert.fail } as never
const pageSize = 8192
/** SQLite by itself moves a log of more than 1,000 pages with each commit. */
const manyPages = 1_500
/** More than the checkpoint lets stand. */
const pagesOfLongLog = 5_000

function open(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-checkpoint-'))
  const file = join(folder, 'mediary.db')
  const database = openDatabase(file)
  assert.ok(database.engine === 'sqlite')
  const checkpointing = keepCheckpointing(database, log)
  context.after(async () => {
    await checkpointing.stop()
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const { sqlite } = database
  sqlite.exec('create table pages (bytes blob)')
  const insert = sqlite.prepare('insert into pages values (zeroblob(?))')
  /** Within one turn of the event loop, so that no checkpoint comes in between. */
  const addPages = (count: number) => {
    for (let n = 0; n < count; n++) insert.run(pageSize)
  }
  return { file, sqlite, checkpointing, addPages }
}

test('commits leave the write-ahead log where it is, and the checkpoint apart from them moves it', async (context) => {
  const { file, checkpointing, addPages } = open(context)
  await checkpointing.run()
  const before = statSync(file).size
  addPages(manyPages)
  assert.equal(statSync(file).size, before)
  await checkpointing.run()
  assert.ok(statSync(file).size >= before + manyPages * pageSize)
})

/** Reads the log, and takes the write lock again and again until it is told to end. Without the lock for a second, it fails. */
const readerThatWrites = `
  const { parentPort, workerData: { file, ended } } = require('node:worker_threads')
  const { DatabaseSync } = require('node:sqlite')
  const [reader, writer] = [new DatabaseSync(file), new DatabaseSync(file, { timeout: 1000 })]
  reader.exec('begin')
  reader.prepare('select count(*) from pages').get()
  parentPort.postMessage('reads')
  while (Atomics.load(ended, 0) === 0) writer.exec('begin immediate; rollback')
  reader.close()`

test('a long log starts anew when nobody reads it, and until then commits do not wait for who does', async (context) => {
  const { file, sqlite, checkpointing, addPages } = open(context)
  addPages(pagesOfLongLog)
  const ended = new Int32Array(new SharedArrayBuffer(4))
  const reader = new Worker(readerThatWrites, { eval: true, workerData: { file, ended } })
  const exited = once(reader, 'exit')
  await once(reader, 'message')
  await checkpointing.run()
  Atomics.store(ended, 0, 1)
  assert.deepEqual(await exited, [0])
  await checkpointing.run()
  addPages(1)
  const { log: pages } = sqlite.prepare('pragma wal_checkpoint(passive)').get() ?? {}
  assert.ok(Number(pages) < manyPages)
})
