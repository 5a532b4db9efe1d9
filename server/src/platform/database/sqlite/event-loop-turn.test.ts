import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { openDatabase } from '../database.ts'

const many = 100_000

test('however long a chain of statements is, a timer has its turn', async (t) => {
  const database = openDatabase(':memory:')
  t.after(() => database.close())
  let isDue = false
  setTimeout(() => {
    isDue = true
  }, 1)
  for (let n = 0; n < many && !isDue; n++) await sql`select 1`.execute(database.kysely)
  assert.ok(isDue)
})

test('a transaction keeps its turn from its beginning to its end', async (t) => {
  const database = openDatabase(':memory:')
  t.after(() => database.close())
  await sql`create table numbers (n integer)`.execute(database.kysely)
  let turnCount = 0
  const count = () => {
    turnCount++
    next = setImmediate(count)
  }
  let next = setImmediate(count)
  await database.kysely.transaction().execute(async (trx) => {
    const before = turnCount
    for (let n = 0; n < 2_000; n++) await sql`insert into numbers values (${n})`.execute(trx)
    assert.equal(turnCount, before)
  })
  clearImmediate(next)
})
