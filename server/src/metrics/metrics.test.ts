import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Metric } from '@mediary/contract/operations/metrics'
import { logTo } from '../platform/log.ts'
import { admin, basic, management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'
import { toDay } from './client-requests.ts'
import { counters } from './counters.ts'
import { processMeter, processUses } from './process-use.ts'
import { countTime, type ResponseTimes } from './response-times/rules.ts'
import { metricsRoutes } from './routes.ts'
import type { Minute } from './rows.ts'
import { emptyTally } from './rules.ts'
import { metricsStore } from './store.ts'
import { totals } from './totals.ts'
import { metricsWriter } from './writer.ts'

const [lab, pharmacy, gone] = ['a', 'b', 'c'].map((letter) => letter.repeat(24)) as [string, string, string]
const at = (text: string) => Date.parse(`2026-03-10T${text}Z`)

const minute = (channel: string, when: number, over: Partial<Minute> = {}): Minute => ({
  ...emptyTally(),
  channel,
  minute: when,
  requests: 1,
  totalTime: 10,
  minTime: 10,
  maxTime: 10,
  successful: 1,
  ...over,
})

const bucket = { transactions: 3, bodyBytes: 6000, objectBytes: 2500, answers: false, waits: 90 }

async function api(database: Parameters<typeof metricsStore>[0], timeZone = 'UTC') {
  const store = metricsStore(database, timeZone)
  const api = await management(database)
  await api.ensureAdmin()
  const isChannel = async (id: string) => [lab, pharmacy].includes(id)
  const listNames = async (ids: string[]) => ids.map((id) => (id === lab ? 'lab' : 'pharmacy'))
  const counted = totals()
  metricsRoutes(api.app, api.require, {
    public: false,
    startedAt: 0,
    store,
    totals: counted,
    isChannel,
    listNames: listNames,
    measureBucket: async () => bucket,
  })
  return { ...api, store, counted }
}
const range = 'startDate=2026-03-10T00:00:00%2B00:00&endDate=2026-03-11T00:00:00Z'

onBothEngines('what several nodes count adds up by minute, hour and day', async (database) => {
  const { store, admin: call } = await api(database)
  await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      metricsStore(database, 'UTC').add([
        minute(lab, at('10:00:00'), { totalTime: 10 + i, minTime: 10 + i, maxTime: 10 + i }),
        minute(pharmacy, at('10:59:00'), { successful: 0, failed: 1 }),
        minute(lab, at('11:00:00'), { successful: 0, completedWithErrors: 1 }),
      ]),
    ),
  )
  await store.add([minute(lab, at('10:00:00'), { successful: 0, completed: 1, totalTime: 100, maxTime: 100 })])

  const getBody = async (path: string): Promise<Metric[]> => (await call('GET', path)).body
  assert.deepEqual(await getBody(`/metrics?${range}`), [
    {
      total: 25,
      avgResp: (10 * 8 + 28 + 80 + 80 + 100) / 25,
      minResp: 10,
      maxResp: 100,
      failed: 8,
      successful: 8,
      processing: 0,
      completed: 1,
      completedWErrors: 8,
      _id: {},
    },
  ])
  assert.deepEqual(
    (await getBody(`/metrics/channels?${range}`)).map(({ _id, total }) => [_id, total]),
    [
      [{ channelID: lab }, 17],
      [{ channelID: pharmacy }, 8],
    ],
  )
  assert.deepEqual(
    (await getBody(`/metrics/channels/${lab}?${range}&of=day`)).map(({ total, maxResp }) => [total, maxResp]),
    [[17, 100]],
  )
  const series = async (path: string) =>
    (await getBody(`/metrics/timeseries/${path}?${range}`)).map(({ timestamp, _id: { channelID }, total }) =>
      [timestamp?.slice(11, 16), channelID, total].filter((part) => part !== undefined),
    )
  const hours = [
    ['10:00', 17],
    ['11:00', 8],
  ]
  assert.deepEqual(await series('hour'), hours)
  assert.deepEqual(await series('anything'), hours)
  for (const long of ['day', 'week', 'month', 'year']) assert.deepEqual(await series(long), [['00:00', 25]])
  assert.deepEqual(await series('minute/channels'), [
    ['10:00', lab, 9],
    ['10:59', pharmacy, 8],
    ['11:00', lab, 8],
  ])
  assert.deepEqual(await series(`hour/channels/${pharmacy}`), [['10:00', pharmacy, 8]])
})

onBothEngines('a range includes the buckets that start at either end, and none is no element', async (database) => {
  const { store, admin: call } = await api(database, 'Africa/Kampala')
  await store.add([minute(lab, at('20:59:00')), minute(lab, at('21:00:00')), minute(lab, at('21:01:00'))])
  const of = async (ts: string, startDate: string, endDate: string) => {
    const path = `/metrics/timeseries/${ts}?startDate=${at(startDate)}&endDate=${at(endDate)}`
    return (await call('GET', path)).body as Metric[]
  }
  assert.equal((await of('minute', '20:59:00', '21:00:00')).length, 2)
  assert.deepEqual(await of('minute', '21:00:01', '21:00:59'), [])
  assert.deepEqual((await call('GET', '/metrics?startDate=2020-01-01&endDate=2020-01-02')).body, [])
  // Midnight in Kampala parts the evening of UTC, and the parts of the bucket are those of Kampala.
  const days = (await call('GET', '/metrics/timeseries/day?startDate=2026-03-09&endDate=2026-03-11')).body as Metric[]
  assert.deepEqual(
    days.map(({ timestamp, total, _id }) => [timestamp, total, _id.hour, _id.day]),
    [
      ['2026-03-09T21:00:00.000Z', 1, 0, 2],
      ['2026-03-10T21:00:00.000Z', 2, 0, 3],
    ],
  )
})

onBothEngines('without dates it is 400, and of channels one may not see nothing is told', async (database) => {
  const { store, admin: call, send, addUser } = await api(database)
  await store.add([minute(lab, at('10:00:00')), minute(pharmacy, at('10:00:00')), minute(gone, at('10:00:00'))])
  for (const path of ['', '/channels', `/channels/${lab}`, '/timeseries/day', '/timeseries/day/channels']) {
    for (const query of ['', '?startDate=2026-01-01', '?endDate=2026-01-01', '?startDate=x&endDate=2026-01-01'])
      assert.equal((await call('GET', `/metrics${path}${query}`)).status, 400, path + query)
    assert.equal((await send('GET', `/metrics${path}?${range}`)).status, 401)
  }
  const midwife = await addUser('midwife@example.org', { 'channel-view-specified': [lab] })
  const seen = async (path: string) => (await midwife('GET', `/metrics${path}?${range}`)).body
  assert.equal((await seen('/'))[0].total, 1)
  assert.deepEqual(
    (await seen('/timeseries/hour/channels')).map(({ _id }: Metric) => _id.channelID),
    [lab],
  )
  assert.equal((await seen(`/channels/${lab}`))[0].total, 1)
  for (const path of [`/channels/${pharmacy}`, `/timeseries/day/channels/${pharmacy}`, `/channels/${gone}`])
    assert.equal((await midwife('GET', `/metrics${path}?${range}`)).status, 403)
  assert.equal((await call('GET', `/metrics/channels/${gone}?${range}`)).status, 404)
  const nobody = await addUser('nobody@example.org', { 'client-view-all': true })
  for (const path of ['', '/channels', '/timeseries/day', '/timeseries/day/channels']) {
    const { status, body } = await nobody('GET', `/metrics${path}?${range}`)
    assert.deepEqual([status, body], [200, []], path)
  }
})

onBothEngines('the percentiles of several nodes are those of all requests together', async (database) => {
  const { store, admin: call } = await api(database)
  const took = (channel: string, when: string, ...all: number[]) => {
    const times: ResponseTimes = []
    for (const one of all) countTime(times, one)
    return minute(channel, at(when), {
      requests: all.length,
      minTime: Math.min(...all),
      maxTime: Math.max(...all),
      times,
    })
  }
  const fast = Array.from({ length: 94 }, (_, i) => 100 + (i % 3))
  await Promise.all([
    store.add([took(lab, '10:00:00', ...fast), took(pharmacy, '10:00:00', 40)]),
    metricsStore(database, 'UTC').add([took(lab, '10:00:00', ...Array.from({ length: 6 }, () => 4_000))]),
  ])
  const read = async (path: string) => ((await call('GET', path)).body as Metric[])[0]
  for (const path of [`/metrics/channels/${lab}?${range}`, `/metrics/timeseries/hour/channels/${lab}?${range}`]) {
    const { p50 = 0, p95 = 0, p99 = 0 } = (await read(path)) ?? {}
    assert.ok(p50 >= 96 && p50 <= 106, `${p50}`)
    assert.ok(p95 >= 3_800 && p95 <= 4_000 && p99 <= 4_000, `${p95} ${p99}`)
  }
  assert.equal((await read(`/metrics/timeseries/minute/channels/${pharmacy}?${range}`))?.p99, 40)
  await store.add([minute(pharmacy, at('12:00:00'))])
  const older = (await call('GET', `/metrics/timeseries/hour/channels/${pharmacy}?${range}`)).body as Metric[]
  assert.deepEqual(
    older.map(({ p50 }) => p50),
    [40, undefined],
  )
})

onBothEngines('Prometheus gets its text under the same address, and only who signed in', async (database) => {
  const { send } = await api(database)
  for (const accept of [
    'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*',
    'text/plain',
  ]) {
    assert.equal((await send('GET', '/metrics', undefined, { accept })).status, 401)
    const answer = await send('GET', '/metrics', undefined, { accept, ...basic(admin.email, admin.password) })
    assert.match(String(answer.headers['content-type']), /^text\/plain; version=0\.0\.4/)
    assert.match(answer.text, /^# HELP openhim_transactions_total/)
  }
  const json = { accept: '*/*', ...basic(admin.email, admin.password) }
  assert.deepEqual((await send('GET', `/metrics?${range}`, undefined, json)).body, [])
})

onBothEngines('the text for Prometheus names the channels that its reader may see, and no others', async (database) => {
  const { counted, addUser } = await api(database)
  const series = ['lab', 'pharmacy'].map((channel) => ({
    channel,
    method: 'GET',
    status: 200,
    count: 1,
    seconds: 1,
    spread: [],
  }))
  counted.add({
    arrived: 0,
    minutes: [],
    used: [],
    usedCredentials: [],
    clientRequests: [],
    refused: { match: 3 },
    series,
    clientSeries: ['lab', 'pharmacy'].map((channel) => ({
      ...{ channel, method: 'GET', status: 200, outcome: 'Successful' as const },
      client: 'clinic-1',
      count: 1,
    })),
  })
  const accept = { accept: 'text/plain' }
  const midwife = await addUser('midwife@example.org', { 'channel-view-specified': [lab] })
  const seen = await midwife('GET', '/metrics', undefined, accept)
  assert.match(seen.text, /channel="lab"/)
  assert.doesNotMatch(seen.text, /pharmacy|mediary_refusals|mediary_bucket|clinic-1|process/)
  const nobody = await addUser('nobody@example.org', { 'client-view-all': true })
  assert.equal((await nobody('GET', '/metrics', undefined, accept)).status, 403)
  const everybody = await addUser('all@example.org', { 'channel-view-all': true })
  const all = await everybody('GET', '/metrics', undefined, accept)
  assert.match(all.text, /channel="pharmacy"/)
  assert.match(all.text, /mediary_refusals_total\{stage="match"\} 3/)
  assert.match(all.text, /^mediary_bucket_answers 0$/m)
  assert.match(all.text, /^mediary_bucket_transactions 3$/m)
  assert.match(all.text, /^mediary_bucket_body_bytes 6000$/m)
  assert.match(all.text, /^mediary_bucket_object_bytes 2500$/m)
  assert.match(all.text, /^mediary_bucket_waiting_seconds 90$/m)
  assert.match(all.text, /openhim_process_cpu_seconds_total\{process="control",pid="\d+"\} \d/)
  assert.doesNotMatch(all.text, /clinic-1/)
  const openhim = await addUser('both@example.org', { 'channel-view-all': true, 'client-view-all': true })
  assert.match(
    (await openhim('GET', '/metrics', undefined, accept)).text,
    /openhim_transactions_total\{channel="lab",method="GET",code="200",status="Successful",client="clinic-1"\} 1/,
  )
})

onBothEngines('minutes are kept for a day and hours for a year, days for good', async (database) => {
  const { store, admin: call } = await api(database)
  await store.add([minute(lab, at('10:00:00'))])
  const left = async () =>
    Promise.all(
      ['minute', 'hour', 'day'].map(
        async (ts) => (await call('GET', `/metrics/timeseries/${ts}?${range}`)).body.length,
      ),
    )
  await store.prune(at('10:00:00') + 86_400_000)
  assert.deepEqual(await left(), [1, 1, 1])
  await store.prune(at('10:00:00') + 86_400_001)
  assert.deepEqual(await left(), [0, 1, 1])
  await store.prune(at('10:00:00') + 401 * 86_400_000)
  assert.deepEqual(await left(), [0, 0, 1])
})

test('what cannot be written waits, added up, and is written once the store is back', async () => {
  const store = { away: true, written: [] as Minute[][] }
  const writer = metricsWriter(
    {
      async add(minutes) {
        if (store.away) throw new Error('the store is away')
        store.written.push(minutes)
      },
      prune: async () => undefined,
    },
    logTo('silent', 'test'),
  )
  for (let i = 0; i < 3; i++) void writer.add([minute(lab, at('10:00:00'))])
  void writer.add([minute(lab, at('10:01:00'))])
  await new Promise((resolve) => setImmediate(resolve))
  store.away = false
  await writer.close()
  assert.deepEqual(
    store.written.flat().map(({ minute: start, requests, successful }) => [start, requests, successful]),
    [
      [at('10:00:00'), 3, 3],
      [at('10:01:00'), 1, 1],
    ],
  )
})

const sender = (mechanism: 'basic-auth' | 'jwt-auth') => ({
  client: 'd'.repeat(24),
  mechanism,
  credential: 'e'.repeat(24),
  address: '192.0.2.7',
})

test('a worker counts by channel and minute of arrival, and starts anew each time it has told', () => {
  const metrics = counters()
  assert.equal(metrics.take(), undefined)
  const channel = { _id: lab, name: 'lab' }
  const now = Date.now()
  const earlier = now - 120_000
  metrics.arrived(sender('basic-auth'), now - 5)
  metrics.arrived(sender('jwt-auth'), now)
  metrics.arrived({ ...sender('basic-auth'), client: undefined, mechanism: undefined }, now)
  metrics.count(channel, { method: 'GET', at: now }, 200, 'Successful', {
    client: 'd'.repeat(24),
    clientID: 'clinic-1',
    credential: 'e'.repeat(24),
  })
  metrics.count(channel, { method: 'GET', at: earlier }, 502, 'Failed', {
    client: 'd'.repeat(24),
    clientID: 'clinic-1',
    credential: undefined,
  })
  metrics.count(channel, { method: 'GET', at: earlier }, 202, 'Pending Async', undefined)
  const counted = metrics.take()
  assert.deepEqual(counted?.used, [{ client: 'd'.repeat(24), at: now, mechanism: 'jwt-auth' }])
  assert.deepEqual(counted?.usedCredentials, [{ credential: 'e'.repeat(24), at: now, address: '192.0.2.7' }])
  assert.equal(counted?.arrived, 3)
  assert.deepEqual(
    counted?.minutes.map(({ minute: start, requests, successful, failed, processing }) => [
      start,
      requests,
      successful,
      failed,
      processing,
    ]),
    [
      [now - (now % 60_000), 1, 1, 0, 0],
      [earlier - (earlier % 60_000), 2, 0, 1, 1],
    ],
  )
  assert.ok((counted?.minutes[1]?.minTime ?? 0) >= 120_000)
  assert.deepEqual(counted?.clientRequests, [
    { channel: lab, client: 'd'.repeat(24), credential: 'e'.repeat(24), day: toDay(now), requests: 1 },
    { channel: lab, client: 'd'.repeat(24), credential: undefined, day: toDay(earlier), requests: 1 },
  ])
  assert.equal(metrics.take(), undefined)
})

test('more clients than Prometheus should keep series of are counted together', () => {
  const counted = totals()
  const clientSeries = Array.from({ length: 600 }, (_, n) => ({
    ...{ channel: 'lab', method: 'GET', status: 200, outcome: 'Successful' as const },
    client: `clinic-${n}`,
    count: 2,
  }))
  counted.add({ ...nothingCounted, clientSeries })
  const text = counted.text(0, { clients: true })
  assert.equal(text.match(/^openhim_transactions_total/gm)?.length, 501)
  assert.match(text, /client="other"\} 200/)
  assert.match(counted.text(0, { clients: false }), /client=""\} 1200/)
})

test('the use of each process is told as long as the process tells it', () => {
  const clock = { now: 1_000_000 }
  const uses = processUses(() => clock.now)
  uses.add({ ...processMeter('gateway')(), pid: 7, commits: { commits: 2, entries: 8, seconds: 0.5 } })
  const text = uses.text().join('\n')
  assert.match(text, /^openhim_process_resident_memory_bytes\{process="gateway",pid="7"\} \d{6,}$/m)
  assert.match(text, /^mediary_commit_entries_total\{process="gateway",pid="7"\} 8$/m)
  clock.now += 15_001
  const isSample = (line: string) => !line.startsWith('#')
  assert.deepEqual(uses.text().filter(isSample), [])
  // Right after a start the metrics are named already.
  assert.ok(processUses().text().includes('# TYPE mediary_commit_seconds_total counter'))
})

test('the dashboard and the alert rules ask only for metrics that exist', () => {
  const counted = totals()
  const labels = { channel: 'lab', method: 'GET', status: 200 }
  counted.add({
    ...nothingCounted,
    series: [{ ...labels, count: 1, seconds: 1, spread: [] }],
    clientSeries: [{ ...labels, outcome: 'Successful', client: 'clinic-1', count: 1 }],
  })
  counted.measured({ ...processMeter('gateway')(), pid: 7, commits: { commits: 2, entries: 8, seconds: 0.5 } })
  const lines = counted.text(0, { clients: true, bucket })
  const exist = new Set(lines.match(/^(openhim|mediary)_\w+/gm))
  for (const name of ['grafana-dashboard.json', 'alert-rules.yaml']) {
    const text = readFileSync(join(import.meta.dirname, '../../../deploy/monitoring', name), 'utf8')
    const asked = new Set(text.match(/\b(openhim|mediary)_\w+(?=[[{)])/g))
    assert.ok(asked.size > 3)
    assert.deepEqual(
      [...asked].filter((metric) => !exist.has(metric)),
      [],
      name,
    )
  }
})

const nothingCounted = {
  series: [],
  clientSeries: [],
  minutes: [],
  clientRequests: [],
  used: [],
  usedCredentials: [],
  arrived: 0,
  refused: {},
}
