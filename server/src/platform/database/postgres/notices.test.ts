import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { sql } from 'kysely'
import { newDatabaseUrl } from '../../../testing/stores.ts'
import { logTo } from '../../log.ts'
import { openDatabase } from '../database.ts'
import { notices } from './notices.ts'

test('a connection that hears other nodes and breaks is replaced by one, and what was said meanwhile is asked for', async (context) => {
  const cleanUps: (() => Promise<void>)[] = []
  const url = await newDatabaseUrl('postgres', (cleanUp) => cleanUps.push(cleanUp), 'migrated')
  const database = openDatabase(url)
  const state = { caughtUp: 0, caughtUpThere: 0, received: [] as string[][] }
  const heard = {
    changed: async () => void state.caughtUp++,
    onWords: (words: string[]) => void state.received.push(words),
  }
  const here = await notices(url, 'here', heard, logTo('silent', 'test'))
  const there = await notices(
    url,
    'there',
    { ...heard, changed: async () => void state.caughtUpThere++ },
    logTo('silent', 'test'),
  )
  cleanUps.unshift(here.close, there.close, database.close)
  context.after(async () => {
    for (const cleanUp of cleanUps) await cleanUp()
  })
  const listening = async () =>
    (
      await sql<{ pid: number }>`select pid from pg_stat_activity
        where datname = current_database() and application_name = 'mediary notices'`.execute(database.kysely)
    ).rows.map(({ pid }) => pid)
  // A node that has a connection and does not listen on it yet neither hears nor tells anything.
  const reached = async (count: number) => {
    while (Math.min(state.caughtUp, state.caughtUpThere) < count || (await listening()).length < 2) await turn()
  }

  assert.equal(state.caughtUp, 1)
  for (let broken = 1; broken <= 3; broken++) {
    for (const pid of await listening()) await sql`select pg_terminate_backend(${pid})`.execute(database.kysely)
    await reached(1 + broken)
    assert.equal((await listening()).length, 2, 'one for each node')
    assert.equal(state.caughtUp, 1 + broken)
  }
  await there.send(['rerun', 'done'])
  while (state.received.length === 0) await turn()
  assert.deepEqual(state.received, [['rerun', 'done']])
})
