// What has to be in the record before a byte moves on. A lock on the table of transactions holds every commit up.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { type TestContext, test } from 'node:test'
import pg from 'pg'
import { newDatabaseUrl } from '../server/src/testing/stores.ts'
import { startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream } from './upstream.ts'

/** Starts the program on a PostgreSQL whose commits can be held up. */
async function start(context: TestContext) {
  const cleanUps: (() => Promise<void>)[] = []
  const databaseUrl = await newDatabaseUrl('postgres', (cleanUp) => cleanUps.push(cleanUp))
  const database = new pg.Client(databaseUrl)
  await database.connect()
  const held: (() => void)[] = []
  const upstream = await startUpstream((seen, response) => {
    const answer = () => void response.end('answered')
    if (seen.url.includes('wait')) held.push(answer)
    else answer()
  })
  const program = await startProgram({ workers: 1, databaseUrl })
  context.after(async () => {
    await program.end()
    await upstream.stop()
    await database.end()
    for (const cleanUp of cleanUps) await cleanUp()
  })
  await program.makeChannel({ name: 'lab', authType: 'public' }, upstream.port)
  const waiting = "select 1 from pg_locks where not granted and relation = 'transactions'::regclass"
  return {
    upstream,
    held,
    send: (path: string) => send(program.http + path),
    async holdCommits() {
      await database.query('begin')
      await database.query('lock table transactions in share mode')
    },
    releaseCommits: () => database.query('rollback'),
    /** Waits until a commit waits for the lock, and until the worker has answered another client since. */
    async commitWaits() {
      await until('a commit waits', async () => (await database.query(waiting)).rows.length > 0)
      assert.equal((await fetch(`${program.http}/nowhere`)).status, 404)
    },
  }
}

function send(url: string) {
  const state = { received: '', ended: false }
  const asked = get(url, { agent: false })
  const ended = once(asked, 'response').then(async ([answer]: IncomingMessage[]) => {
    answer?.on('data', (bytes) => Object.assign(state, { received: state.received + bytes }))
    if (answer) await once(answer, 'end')
    state.ended = true
  })
  return { state, ended }
}

test('nothing reaches an upstream before the record has it, and no answer ends before the record has its end', async (context) => {
  const { upstream, held, send, holdCommits, releaseCommits, commitWaits } = await start(context)
  await holdCommits()
  const first = send('/lab/first')
  await commitWaits()
  assert.deepEqual([upstream.seen.length, first.state.received], [0, ''])
  await releaseCommits()
  await first.ended
  assert.deepEqual([upstream.seen.length, first.state.received], [1, 'answered'])

  const second = send('/lab/wait')
  await until('the upstream has the request', () => held.length > 0)
  await holdCommits()
  held.pop()?.()
  await commitWaits()
  assert.ok(second.state.received.length < 'answered'.length, second.state.received)
  assert.equal(second.state.ended, false)
  await releaseCommits()
  await second.ended
  assert.equal(second.state.received, 'answered')
})
