import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import pg from 'pg'
import { newDatabaseUrl } from '../server/src/testing/stores.ts'
import type { Transaction } from './api.ts'
import { startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream } from './upstream.ts'

/** An upstream that answers when it is told to; a path with `begun` gets the beginning of its answer at once. */
async function holdingUpstream() {
  const held: ServerResponse[] = []
  const upstream = await startUpstream((seen, response) => {
    if (!seen.url.startsWith('/held')) return void response.end('at once')
    if (seen.url.endsWith('begun')) response.writeHead(200, { 'Content-Length': '1000' }).write('the beginning')
    held.push(response)
  })
  return { ...upstream, held }
}

/** Whether a new connection is refused. */
const refuses = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => resolve(false)).on('error', () => resolve(true))
    socket.on('connect', () => socket.destroy())
  })

type Options = { shutdownSeconds: number; databaseUrl?: string | undefined; after: (cleanUp: () => unknown) => void }

async function holding({ shutdownSeconds, databaseUrl, after }: Options) {
  const upstream = await holdingUpstream()
  const env = { MEDIARY_SHUTDOWN_SECONDS: String(shutdownSeconds) }
  const program = await startProgram({ workers: 2, env, ...(databaseUrl && { databaseUrl }) })
  after(async () => {
    await program.end()
    await upstream.stop()
  })
  await program.makeChannel({ name: 'open', urlPattern: '^/(held|quick)', authType: 'public' }, upstream.port)
  const ask = async (path: string) => {
    try {
      const answer = await fetch(program.http + path)
      return { status: answer.status, text: await answer.text() }
    } catch {
      return 'cut'
    }
  }
  const statuses = async () =>
    (await program.get<Transaction[]>('/transactions?filterRepresentation=full')).map(
      ({ request, status }) => `${request.path} ${status}`,
    )
  return { upstream, program, ask, statuses }
}

test('at the end requests under way are answered, whole, and new connections are refused meanwhile', async (context) => {
  const { upstream, program, ask, statuses } = await holding({
    shutdownSeconds: 120,
    after: (cleanUp) => context.after(cleanUp),
  })
  const answers = Promise.all([ask('/held/1'), ask('/held/2')])
  await until('both are under way', () => upstream.held.length === 2)
  const stopped = program.stop()
  await until('new connections are refused', () => refuses(program.ports.http))
  assert.ok(await refuses(program.ports.https))
  for (const response of upstream.held) response.end('the answer')
  assert.deepEqual(await answers, Array(2).fill({ status: 200, text: 'the answer' }))
  await stopped
  assert.doesNotMatch(program.output(), /still under way/)
  await program.startAgain()
  assert.deepEqual((await statuses()).sort(), ['/held/1 Successful', '/held/2 Successful'])
})

for (const engine of ['sqlite', 'postgres'] as const)
  test(`at its deadline the end cuts what is left, and none of it stands as under way (${engine})`, async (context) => {
    const databaseUrl =
      engine === 'postgres' ? await newDatabaseUrl('postgres', (cleanUp) => context.after(cleanUp)) : undefined
    const { upstream, program, ask, statuses } = await holding({
      shutdownSeconds: 0.5,
      databaseUrl,
      after: (cleanUp) => context.after(cleanUp),
    })
    assert.deepEqual(await ask('/quick'), { status: 200, text: 'at once' })
    const answers = Promise.all([ask('/held/silent'), ask('/held/begun')])
    await until('both are under way', () => upstream.held.length === 2)
    const goneAway = Promise.all(upstream.held.map((response) => once(response, 'close')))
    const begun = Date.now()
    await program.stop()
    assert.ok(Date.now() - begun >= 500, 'not before its deadline')
    assert.deepEqual(await answers, ['cut', 'cut'])
    await goneAway
    assert.match(program.output(), /"seconds":0\.5,"msg":"what was still under way in a gateway worker is cut"/)

    assert.equal(await underWay(program.folder, databaseUrl), 0, 'not even before the next start')
    await program.startAgain()
    assert.deepEqual((await statuses()).sort(), ['/held/begun Failed', '/held/silent Failed', '/quick Successful'])
    const [last] = await program.get<Transaction[]>('/transactions?filterRepresentation=full')
    assert.match(last?.error?.message ?? '', /^Interrupted: /)
    assert.deepEqual(await ask('/quick'), { status: 200, text: 'at once' })
  })

/** How many the store has as under way. */
async function underWay(folder: string, databaseUrl: string | undefined): Promise<number> {
  const query = "select count(*) as count from transactions where status = 'Processing'"
  if (databaseUrl === undefined) {
    const store = new DatabaseSync(join(folder, 'mediary.db'), { readOnly: true })
    const count = Number(store.prepare(query).get()?.count)
    store.close()
    return count
  }
  const store = new pg.Client({ connectionString: databaseUrl })
  await store.connect()
  const { rows } = await store.query(query)
  await store.end()
  return Number(rows[0].count)
}
