import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RouteHealth } from '@mediary/contract/operations/health'
import { logTo } from '../platform/log.ts'
import { basic } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'
import { wholeApi } from '../testing/whole-api.ts'
import { healthStore, healthTally, healthWriter, type UpstreamFailure } from './index.ts'

const upstream = { name: 'lab server', host: '10.0.0.7', port: 8080 }
const refused: UpstreamFailure = { kind: 'no-answer', message: '10.0.0.7:8080 refused the connection' }
const failed: UpstreamFailure = { kind: 'server-error', status: 503, message: 'answered with status 503' }
const lab = 'a'.repeat(24)

/** Notes outcomes, one second apart, and returns the health afterwards. */
async function follow(store: ReturnType<typeof healthStore>, outcomes: (UpstreamFailure | undefined)[], from = 0) {
  const tally = healthTally()
  outcomes.forEach((failure, i) => {
    tally.note(lab, upstream, failure, from + i * 1_000)
  })
  for (const runs of tally.take()) await store.add(runs)
  const health = (await store.list([lab])).get(lab)?.get(upstream.name)
  return health && { state: health.state, since: health.since, lastGood: health.lastGood }
}

onBothEngines(
  'a route is down since its first request without an answer, and up since its next good one',
  async (database) => {
    const store = healthStore(database)
    assert.deepEqual(await follow(store, [undefined, undefined]), { state: 'up', since: 0, lastGood: 1_000 })
    assert.deepEqual(await follow(store, [undefined, refused, refused], 2_000), {
      state: 'down',
      since: 3_000,
      lastGood: 2_000,
    })
    assert.deepEqual(await follow(store, [refused], 9_000), { state: 'down', since: 3_000, lastGood: 2_000 })
    assert.deepEqual(await follow(store, [undefined], 10_000), { state: 'up', since: 10_000, lastGood: 10_000 })
    assert.deepEqual(await follow(store, [failed], 11_000), { state: 'failing', since: 11_000, lastGood: 10_000 })
  },
)

onBothEngines(
  'a route that fails every other request is failing until three good answers in a row',
  async (database) => {
    const store = healthStore(database)
    const half = Array.from({ length: 20 }, (_, i) => (i % 2 ? undefined : failed))
    assert.equal((await follow(store, half))?.state, 'failing')
    assert.equal((await follow(store, [undefined], 20_000))?.state, 'failing')
    assert.equal((await follow(store, [undefined], 21_000))?.state, 'up')
  },
)

onBothEngines('reports of several nodes about one route are all kept', async (database) => {
  const stores = Array.from({ length: 6 }, () => healthStore(database))
  const report = (at: number) => {
    const tally = healthTally()
    tally.note(lab, upstream, failed, at)
    return tally.take()
  }
  await Promise.all(stores.flatMap((store, i) => report(i).map(store.add)))
  assert.equal((await healthStore(database).list('all')).get(lab)?.get(upstream.name)?.recent, '111111')
})

test('a report costs a bounded number of entries, however many requests it is about', () => {
  const tally = healthTally()
  for (let i = 0; i < 10_000; i++) tally.note(lab, upstream, i % 2 ? failed : undefined, i)
  const [report] = tally.take()
  assert.equal(report?.runs.length, 20)
  assert.equal(report?.runs.at(-1)?.last, 9_999)
  assert.deepEqual(tally.take(), [])
})

test('what cannot be written waits until the store is back', async () => {
  const store = { away: true, written: 0 }
  const add = async ({ runs }: { runs: { times: number }[] }) => {
    if (store.away) throw new Error('the store is away')
    store.written += runs.reduce((sum, { times }) => sum + times, 0)
    return { before: undefined, after: undefined }
  }
  const writer = healthWriter({ add, prune: async () => undefined }, logTo('silent', 'test'), () => undefined)
  const tally = healthTally()
  for (let i = 0; i < 3; i++) {
    tally.note(lab, upstream, failed)
    writer.add(tally.take())
    await writer.write()
  }
  assert.equal(store.written, 0)
  store.away = false
  await writer.close()
  assert.equal(store.written, 3)
})

test('routes without requests for an hour make room for others', async (context) => {
  context.mock.timers.enable({ apis: ['setInterval', 'Date'], now: Date.parse('2026-03-10T10:00:00Z') })
  const seen: string[] = []
  const add = async ({ route }: { route: string }) => {
    seen.push(route)
    return { before: undefined, after: undefined }
  }
  const writer = healthWriter({ add, prune: async () => undefined }, logTo('silent', 'test'), () => undefined)
  const report = (name: string) => {
    const tally = healthTally()
    tally.note(lab, { ...upstream, name }, failed)
    writer.add(tally.take())
    return writer.write()
  }
  for (let i = 0; i < 10_000; i++) {
    const tally = healthTally()
    tally.note(lab, { ...upstream, name: `route ${i}` }, failed)
    writer.add(tally.take())
  }
  await writer.write()
  assert.equal(seen.length, 10_000)
  await report('one too many')
  assert.ok(!seen.includes('one too many'))
  context.mock.timers.tick(3_600_000)
  await writer.write()
  await report('new')
  assert.ok(seen.includes('new'))
  await writer.close()
})

onBothEngines('the API lists the visible routes; one without traffic is silent', async (database) => {
  const api = await wholeApi({}, database)
  const headers = basic('ada@example.org', 'correct horse battery')
  const post = async (url: string, payload: object) => {
    const { statusCode, body } = await api.app.inject({ method: 'POST', url, headers, payload })
    assert.equal(statusCode, 201, body)
  }
  const make = async (name: string, port: number): Promise<string> => {
    const routes = [{ name: 'first', host: 'localhost', port, primary: true }]
    await post('/channels', { name, urlPattern: `^/${name}$`, methods: ['GET'], allow: ['clinic'], routes })
    const channels: { _id: string; name: string }[] = (await api.app.inject({ url: '/channels', headers })).json()
    return channels.find((one) => one.name === name)?._id ?? ''
  }
  const read = async (as: Record<string, string>): Promise<RouteHealth[]> => {
    const answer = await api.app.inject({ url: '/health/routes', headers: as })
    assert.equal(answer.statusCode, 200)
    return answer.json()
  }
  const [seen, moved] = [await make('lab', 7001), await make('pharmacy', 7002)]
  const tally = healthTally()
  tally.note(seen, { name: 'first', host: 'localhost', port: 7001 }, refused, Date.parse('2026-03-10T10:32:00Z'))
  tally.note(moved, { name: 'first', host: 'localhost', port: 9 }, refused)
  for (const runs of tally.take()) await healthStore(database).add(runs)

  const all = await read(headers)
  assert.deepEqual(
    all.map(({ channel, state, since }) => [channel, state, since]),
    // The pharmacy was down at another address than its route has now.
    [
      ['lab', 'down', '2026-03-10T10:32:00.000Z'],
      ['pharmacy', 'silent', undefined],
    ],
  )
  assert.match(all[0]?.lastFailure?.message ?? '', /refused the connection/)

  const midwife = { email: 'midwife@example.org', password: 'another long password' }
  await post('/user-roles', { name: 'midwives', permissions: { 'channel-view-specified': [moved] } })
  await post('/users', { ...midwife, firstname: 'Grace', surname: 'Hopper', groups: ['midwives'] })
  const few = await read(basic(midwife.email, midwife.password))
  assert.deepEqual(
    few.map(({ channel }) => channel),
    ['pharmacy'],
  )
})
