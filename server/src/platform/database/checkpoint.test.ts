import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { keepCheckpointing } from './checkpoint.ts'
import { openDatabase } from './database.ts'

const log = { error: assert.fail } as never
const pageSize = 8192
/** SQLite by itself moves a log of more than 1,000 pages with each commit. */
const manyPages = 1_500

test('commits leave the write-ahead log where it is, and the checkpoint apart from them moves it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-checkpoint-'))
  const file = join(folder, 'mediary.db')
  const database = openDatabase(file)
  assert.ok(database.engine === 'sqlite')
  const checkpointing = keepCheckpointing(database, log)
  try {
    database.sqlite.exec('create table pages (bytes blob)')
    await checkpointing.run()
    const before = statSync(file).size
    const insert = database.sqlite.prepare('insert into pages values (zeroblob(?))')
    // Within one turn of the event loop, so that no checkpoint comes in between.
    for (let n = 0; n < manyPages; n++) insert.run(pageSize)
    assert.equal(statSync(file).size, before)
    await checkpointing.run()
    assert.ok(statSync(file).size >= before + manyPages * pageSize)
  } finally {
    await checkpointing.stop()
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
