import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openDatabase } from '../server/src/platform/database/database.ts'
import { newDatabaseUrl } from '../server/src/testing/stores.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

type Transaction = {
  status: string
  authentication: string
  request: { method: string; path: string }
  routes: { name: string }[]
}

let program: Program
let upstream: Upstream

before(async () => {
  upstream = await startUpstream((seen, response) =>
    response.writeHead(seen.url.startsWith('/missing') ? 404 : 200).end('polled'),
  )
  program = await startProgram({ workers: 2 })
})
after(async () => {
  await program.end()
  await upstream.stop()
})

const polled = (path: string) => upstream.seen.filter(({ url }) => url === path)
const route = (over: object = {}) => ({ name: 'main', host: '127.0.0.1', port: upstream.port, primary: true, ...over })
const makePolling = (on: Program, name: string, over: Record<string, unknown> = {}) =>
  on.makeChannel(
    {
      name,
      type: 'polling',
      methods: [],
      urlPattern: '_polling',
      pollingSchedule: '1 second',
      routes: [route({ path: `/${name}` })],
      ...over,
    },
    0,
  )
async function findChannel(name: string, on = program) {
  const found = (await on.get<{ _id: string; name: string }[]>('/channels')).find((one) => one.name === name)
  return found?._id ?? ''
}
async function listTransactions(name: string) {
  const filters = encodeURIComponent(JSON.stringify({ channelID: await findChannel(name) }))
  return program.get<Transaction[]>(`/transactions?filterRepresentation=full&filters=${filters}`)
}

test('a channel is polled each second, is told of the run before, and its polls are transactions with all routes', async () => {
  const routes = [route({ path: '/each' }), route({ name: 'second', primary: false, path: '/beside' })]
  await makePolling(program, 'each', { routes })
  await until('it was polled three times', () => polled('/each').length >= 3)
  const [first, second, third] = polled('/each')
  assert.equal(first?.method, 'GET')
  assert.equal(first?.headers['x-openhim-lastrunat'], undefined)
  assert.equal(first?.headers['channel-id'], await findChannel('each'))
  const runs = [second, third].map((one) => Date.parse(String(one?.headers['x-openhim-lastrunat'])))
  assert.ok(runs[1] !== undefined && runs[0] !== undefined && runs[1] - runs[0] > 500)
  const recorded = await until('the second route is recorded too', async () =>
    (await listTransactions('each')).find(({ routes: others }) => others.length),
  )
  assert.equal(recorded.status, 'Successful')
  assert.equal(recorded.authentication, 'poll')
  assert.deepEqual([recorded.request.method, recorded.request.path], ['GET', '/trigger'])
  assert.ok(polled('/beside').length >= 1)
})

test('a schedule that is changed is followed at once, and a disabled channel is not polled', async () => {
  await makePolling(program, 'changed', { pollingSchedule: '0 0 1 1 *' })
  const id = await findChannel('changed')
  assert.equal(polled('/changed').length, 0)
  await program.call('PUT', `/channels/${id}`, { pollingSchedule: '* * * * * *' })
  await until('it is polled', () => polled('/changed').length >= 2)
  await program.call('PUT', `/channels/${id}`, { status: 'disabled' })
  await until('what was under way is recorded', async () =>
    (await listTransactions('changed')).every(({ status }) => status !== 'Processing'),
  )
  const before = polled('/changed').length
  await makePolling(program, 'witness')
  await until('others are polled meanwhile', () => polled('/witness').length >= 3)
  assert.equal(polled('/changed').length, before)
})

test('a poll can be asked for, and who asks learns how it ended', async () => {
  await makePolling(program, 'asked', { pollingSchedule: '0 0 1 1 *' })
  const id = await findChannel('asked')
  const answer = await program.call('POST', `/channels/${id}/trigger`)
  assert.deepEqual([answer.status, answer.text], [200, 'OK'])
  assert.equal(polled('/asked').length, 1)
  await makePolling(program, 'missing', { pollingSchedule: '0 0 1 1 *' })
  assert.equal((await program.call('POST', `/channels/${await findChannel('missing')}/trigger`)).status, 502)
  await program.makeChannel({ name: 'http' }, upstream.port)
  assert.equal((await program.call('POST', `/channels/${await findChannel('http')}/trigger`)).status, 409)
  assert.equal((await program.call('POST', `/channels/${'f'.repeat(24)}/trigger`)).status, 404)
})

test('of two nodes over one PostgreSQL, one polls each time, and what was missed while none ran is not made up for', async (context) => {
  const cleanUps: (() => Promise<void>)[] = []
  const databaseUrl = await newDatabaseUrl('postgres', (cleanUp) => cleanUps.push(cleanUp))
  const env = { MEDIARY_INSTALLATION_KEY: 'ab'.repeat(32) }
  const node = () => startProgram({ workers: 1, databaseUrl, env })
  const one = await node()
  const two = await node()
  context.after(async () => {
    await Promise.all([one.end(), two.end()])
    for (const cleanUp of cleanUps) await cleanUp()
  })
  await makePolling(one, 'shared')
  await until('it was polled five times', () => polled('/shared').length >= 5)
  await one.stop()
  const sofar = polled('/shared').length
  await until('the other goes on', () => polled('/shared').length >= sofar + 2)
  await two.stop()
  // Each run names the one before, and none names one that another names.
  const named = polled('/shared').map(({ headers }) => headers['x-openhim-lastrunat'])
  assert.equal(new Set(named).size, named.length)
  const asleep = await age(databaseUrl)
  const before = polled('/shared').length
  await one.startAgain()
  await until('it is polled again', () => polled('/shared').length > before)
  const [first] = polled('/shared').slice(before)
  assert.equal(first?.headers['x-openhim-lastrunat'], new Date(asleep).toISOString())
  await one.stop()
  assert.ok(polled('/shared').length - before < 60, 'an hour of missed seconds was not made up for')
})

/** As if nobody had polled for an hour. */
async function age(databaseUrl: string) {
  const database = openDatabase(databaseUrl)
  const past = Date.now() - 3_600_000
  const polls = database.kysely.withTables<{ polls: { due: number; last_run: number } }>()
  await polls.updateTable('polls').set({ due: past, last_run: past }).execute()
  await database.close()
  return past
}
