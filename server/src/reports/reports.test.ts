import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Database } from '../platform/database/database.ts'
import { logTo } from '../platform/log.ts'
import { onBothEngines } from '../testing/stores.ts'
import { wholeApi } from '../testing/whole-api.ts'
import { reporter } from './index.ts'
import { listDuePeriods } from './rules.ts'

const authorization = `Basic ${Buffer.from('ada@example.org:correct horse battery').toString('base64')}`
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
/** A Monday, and half past six of it in Nairobi. */
const monday = Date.parse('2026-06-01T00:00:00+03:00')
const mail = { host: 'localhost', port: 25, security: 'none', from: 'mediary@example.org' }

async function startInstallation(database: Database) {
  const { app, stores, secrets } = await wholeApi({ metrics: { timeZone: 'Africa/Nairobi' } }, database)
  const call = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object, as = authorization) => {
    const answer = await app.inject({ method, url, headers: { authorization: as }, ...(payload && { payload }) })
    assert.ok(answer.statusCode < 300, answer.body)
    return String(answer.headers['content-type']).includes('json') ? answer.json() : answer.body
  }
  const addChannel = async (name: string) => {
    const routes = [{ name: 'r', host: 'r.example.org', port: 80, primary: true }]
    await call('POST', '/channels', { name, urlPattern: `^/${name}`, methods: ['GET'], allow: ['nurse'], routes })
    const channels: { _id: string; name: string }[] = await call('GET', '/channels')
    return channels.find((one) => one.name === name)?._id ?? ''
  }
  const clock = { now: monday }
  const run = async () => {
    const settings = stores.noticeSettings
    const reports = reporter({ ...stores, settings, now: () => clock.now, log: logTo('silent', 'test') })
    await reports.run()
    await reports.stop()
  }
  const list = async () => {
    const rows = await database.kysely
      .withTables<{ notices: { recipient: string; subject: string; content: string; id: string } }>()
      .selectFrom('notices')
      .selectAll()
      .orderBy('id')
      .execute()
    return rows.map(({ recipient, subject, content }) => [
      recipient,
      subject,
      ...JSON.parse(secrets.open(content)).lines,
    ])
  }
  return { call, stores, addChannel, clock, run, list }
}

const tally = { requests: 1, totalTime: 250, minTime: 250, maxTime: 250, failed: 0, successful: 0, processing: 0 }
const none = { completed: 0, completedWithErrors: 0, times: [] }

onBothEngines(
  'gateway §21.2, defects.md C28: a report counts the day before in the time zone, for the channels that each user may see',
  async (database) => {
    const { call, stores, addChannel, clock, run, list } = await startInstallation(database)
    await call('PUT', '/notice-settings', { mail })
    const [lab, shr] = [await addChannel('lab'), await addChannel('shr')]
    await call('PUT', '/users/ada@example.org', { dailyReport: true, weeklyReport: true })
    await call('POST', '/user-roles', { name: 'lab only', permissions: { 'channel-view-specified': [lab] } })
    const grace = { email: 'grace@example.org', firstname: 'G', surname: 'H', groups: ['lab only'], dailyReport: true }
    await call('POST', '/users', { ...grace, settings: { language: 'fr' } })
    const one = { ...tally, ...none }
    await stores.metrics.add([
      { ...one, channel: lab, minute: monday - minute, successful: 1 },
      { ...one, channel: lab, minute: monday - day, failed: 1 },
      { ...one, channel: shr, minute: monday - 7 * day, successful: 1 },
      { ...one, channel: lab, minute: monday, successful: 1 },
      { ...one, channel: lab, minute: monday - 7 * day - minute, successful: 1 },
    ])
    clock.now = monday + 6.5 * hour
    await run()
    assert.deepEqual(await list(), [], 'not before seven')
    for (; clock.now < monday + 23 * hour; clock.now += hour) await run()
    const row = (name: string, total: number, failed: number, successful: number) =>
      `${name}: ${total} requests, ${total ? 250 : 0} ms on average; failed ${failed}, successful ${successful}, completed 0, with errors 0, in progress 0.`
    assert.deepEqual(await list(), [
      ['ada@example.org', 'Mediary: report of 2026-05-31', row('lab', 2, 1, 1), row('shr', 0, 0, 0)],
      [
        'grace@example.org',
        'Mediary : rapport du 2026-05-31',
        'lab : 2 requêtes, 250 ms en moyenne ; échouées 1, réussies 1, terminées 0, avec erreurs 0, en cours 0.',
      ],
      ['ada@example.org', 'Mediary: report of the week from 2026-05-25', row('lab', 2, 1, 1), row('shr', 1, 0, 1)],
    ])
    clock.now = monday + day + 8 * hour
    await run()
    assert.equal((await list()).length, 5, 'on Tuesday only the daily ones')
  },
)

onBothEngines(
  'gateway §21.2: a server that was down at seven sends the report later that day, and none without mail',
  async (database) => {
    const { call, clock, run, list } = await startInstallation(database)
    await call('PUT', '/users/ada@example.org', { dailyReport: true })
    clock.now = monday + day + 8 * hour
    await run()
    assert.deepEqual(await list(), [])
    await call('PUT', '/notice-settings', { mail })
    clock.now += 9 * hour
    await run()
    assert.deepEqual(await list(), [['ada@example.org', 'Mediary: report of 2026-06-01', 'No requests.']])
  },
)

onBothEngines(
  'a preview shows the report of a user, without channels that the caller may not see',
  async (database) => {
    const { call, stores, addChannel } = await startInstallation(database)
    const [lab, shr] = [await addChannel('lab'), await addChannel('shr')]
    const yesterday = stores.metrics.findDayStart(Date.now()) - minute
    for (const channel of [lab, shr])
      await stores.metrics.add([{ ...tally, ...none, channel, minute: yesterday, successful: 1 }])
    const shown = await call('GET', '/users/ada@example.org/report?kind=daily')
    assert.match(shown.subject, /^Mediary: report of \d{4}-/)
    assert.deepEqual(
      shown.lines.map((line: string) => line.slice(0, 15)),
      ['lab: 1 requests', 'shr: 1 requests'],
    )
    assert.match((await call('GET', '/users/ada@example.org/report?kind=weekly')).subject, /report of the week/)
    const permissions = { 'user-view': true, 'channel-view-specified': [lab] }
    await call('POST', '/user-roles', { name: 'lab only', permissions })
    const password = 'correct horse battery'
    await call('POST', '/users', {
      email: 'g@example.org',
      firstname: 'G',
      surname: 'H',
      groups: ['lab only'],
      password,
    })
    const authorization = `Basic ${Buffer.from(`g@example.org:${password}`).toString('base64')}`
    const seen = await call('GET', '/users/ada@example.org/report', undefined, authorization)
    assert.deepEqual(seen.lines.length, 1)
  },
)

test('a day of 23 or 25 hours has one report', () => {
  const offset = (at: number) => (at < Date.parse('2026-03-29T01:00:00Z') ? hour : 2 * hour)
  const findDayStart = (at: number) => {
    const midnight = Math.floor((at + offset(at)) / day) * day
    return midnight - offset(midnight - offset(at))
  }
  const nameDay = (at: number) => new Date(at + offset(at)).toISOString().slice(0, 10)
  const [daily, weekly] = listDuePeriods({ now: Date.parse('2026-03-30T08:00:00+02:00'), findDayStart, nameDay })
  assert.deepEqual([daily?.name, weekly?.name], ['2026-03-29', '2026-03-23'])
  assert.equal((daily?.to ?? 0) - (daily?.from ?? 0), 23 * hour)
})
