import assert from 'node:assert/strict'
import { noticeSender } from '../notices/index.ts'
import { changeLog } from '../platform/database/changes.ts'
import { claims } from '../platform/database/claims.ts'
import type { Database } from '../platform/database/database.ts'
import { idGenerator } from '../platform/ids.ts'
import { logTo } from '../platform/log.ts'
import { countRows } from '../testing/count-rows.ts'
import { importTransactions } from '../testing/import-transactions.ts'
import { startMailServer } from '../testing/mail-server.ts'
import { onBothEngines } from '../testing/stores.ts'
import { begun, outcome } from '../testing/transactions.ts'
import { startWebhookReceiver } from '../testing/webhook-receiver.ts'
import { wholeApi } from '../testing/whole-api.ts'
import { recorder } from '../transactions/index.ts'
import { alertFollower } from './index.ts'

const ada = 'ada@example.org'
const minute = 60_000
const authorization = `Basic ${Buffer.from(`${ada}:correct horse battery`).toString('base64')}`
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

/** An installation whose clock a test moves, with a mail server and a receiver of webhooks. */
async function startInstallation(database: Database) {
  const mail = await startMailServer()
  const webhook = await startWebhookReceiver()
  const { app, stores, secrets } = await wholeApi({}, database)
  const call = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) => {
    const answer = await app.inject({ method, url, headers: { authorization }, ...(payload && { payload }) })
    assert.ok(answer.statusCode < 300, `${url} ${answer.body}`)
    return String(answer.headers['content-type']).includes('json') ? answer.json() : answer.body
  }
  await call('PUT', '/notice-settings', { mail: mail.settings, webhook: { url: webhook.url, secret } })
  const clock = { offset: 0 }
  const now = () => Date.now() + clock.offset
  const settings = stores.noticeSettings
  const openFollower = (holder = 'one', of = database) =>
    alertFollower(of, {
      ...stores,
      settings,
      lastChange: changeLog(database, async () => undefined).last,
      findDayStart: stores.metrics.findDayStart,
      claims: claims(database, holder),
      now,
      log: logTo('silent', 'test'),
    })
  const findUser = stores.users.findByEmail
  /** Makes one round. No timer is left whose round could be under way already. */
  const sendOnce = async () => {
    const { notices } = stores
    const sender = noticeSender({ notices, settings, findUser, secrets, now, log: logTo('silent', 'test') })
    await sender.run()
    await sender.stop()
  }
  const record = recorder(database)
  const newId = idGenerator('00000b')

  const addChannel = async (alerts: object[], more: object = {}) => {
    const routes = [{ name: 'lab', host: 'lab.example.org', port: 8080, primary: true }]
    const channel = {
      name: 'Lab <b>',
      urlPattern: '^/lab',
      methods: ['GET'],
      allow: ['nurse'],
      routes,
      alerts,
      ...more,
    }
    await call('POST', '/channels', channel)
    const [{ _id }] = await call('GET', '/channels')
    return String(_id)
  }
  const begin = async (channel: string) => {
    const row = begun({
      id: newId(now()),
      channel,
      requestedAt: now(),
      path: '/lab/patient-4711',
      query: 'name=Wanjiru',
      requestHeaders: '["Authorization","hidden-header"]',
      requestBody: new TextEncoder().encode('{"patient":"Wanjiru"}'),
    })
    await record.begin(row)
    return row.id
  }
  const end = (id: string, responseStatus: number) =>
    record.complete(
      outcome(id, {
        status: responseStatus >= 500 ? 'Failed' : 'Successful',
        responseStatus,
        respondedAt: now(),
        error: 'the upstream said patient-4711',
      }),
    )
  const fail = async (channel: string, times = 1, status = 502) => {
    const ids = await Promise.all(Array.from({ length: times }, () => begin(channel)))
    await Promise.all(ids.map((id) => end(id, status)))
  }
  /** Moves the clock, and does what the program does meanwhile. */
  const pass = async (milliseconds: number, follower = openFollower()) => {
    clock.offset += milliseconds
    await follower.run()
    await sendOnce()
    await follower.stop()
  }
  const list = async (): Promise<{ kind: string; recipient: string; state: string }[]> =>
    call('GET', '/notices?limit=100')
  const first = openFollower()
  await first.run()
  await first.stop()
  return { call, stores, secrets, mail, webhook, clock, openFollower, addChannel, begin, end, fail, pass, list }
}

const toGroup = (users: object[]) => ({ group: 'Night shift', users })
const alertFor = (groups: string[], more: object = {}) => ({ condition: 'status', status: '5xx', groups, ...more })

onBothEngines('10,000 failures in ten minutes are two notices a person, by mail and by webhook', async (database) => {
  const { call, mail, webhook, addChannel, fail, pass, list } = await startInstallation(database)
  await call(
    'POST',
    '/groups',
    toGroup([
      { user: ada, method: 'email' },
      { user: ada, method: 'webhook' },
    ]),
  )
  const [{ _id: group }] = await call('GET', '/groups')
  const channel = await addChannel([alertFor([group])])
  for (let i = 0; i < 10; i++) {
    await fail(channel, 1000)
    await pass(minute)
  }
  for (let i = 0; i < 20; i++) await pass(minute)
  assert.deepEqual(
    mail.mails.map(({ to }) => to),
    [[ada], [ada]],
  )
  assert.ok(mail.mails.every(({ source }) => !source.includes('<p>Lab <b>')))
  const told = webhook.received.map(({ body }) => JSON.parse(body))
  assert.deepEqual(
    told.map(({ type, data }) => [type, data.count]),
    [
      ['notice.alert-began', 1000],
      ['notice.alert-ended', 10_000],
    ],
  )
  assert.equal((await list()).length, 4)
})

onBothEngines('no notice holds a path, a query, a header, a body or an error of a transaction', async (database) => {
  const { stores, secrets, mail, webhook, addChannel, fail, pass } = await startInstallation(database)
  const people = ['email', 'webhook'].map((method) => ({ user: ada, method }))
  const channel = await addChannel([alertFor([], { users: people }), alertFor([], { users: people, failureRate: 10 })])
  await fail(channel, 3)
  await pass(minute)
  await pass(70 * minute)
  await pass(minute)
  const stored = database.kysely.withTables<{ notices: { content: string; subject: string } }>().selectFrom('notices')
  const texts = (await stored.select(['content', 'subject']).execute()).map(
    ({ content, subject }) => subject + secrets.open(content),
  )
  const seen = [...texts, ...mail.mails.map(({ source }) => source), ...webhook.received.map(({ body }) => body)]
  assert.ok(seen.length >= 12, String(seen.length))
  for (const text of seen)
    for (const word of ['4711', 'Wanjiru', 'hidden-header', 'answer', 'correct horse', secret, '/lab/'])
      assert.ok(!text.includes(word), `${word} in ${text}`)
  assert.ok(await stores.notices.list({ limit: 1 }))
})

onBothEngines(
  'defects.md C31: a transaction that ends late is counted, also when others came before',
  async (database) => {
    const { webhook, addChannel, begin, end, fail, pass } = await startInstallation(database)
    const channel = await addChannel([alertFor([], { users: [{ user: ada, method: 'webhook' }] })])
    const late = await begin(channel)
    await pass(2 * minute)
    await fail(channel, 1, 200)
    await pass(2 * minute)
    assert.equal(webhook.received.length, 0)
    await end(late, 500)
    await pass(5_000)
    assert.deepEqual(
      webhook.received.map(({ body }) => JSON.parse(body).data.count),
      [1],
    )
  },
)

onBothEngines(
  'defects.md R20: a process that dies, and one that is overtaken, neither lose a notice nor repeat one',
  async (database) => {
    const { webhook, addChannel, clock, fail, pass, openFollower, list } = await startInstallation(database)
    const channel = await addChannel([alertFor([], { users: [{ user: ada, method: 'webhook' }] })])
    await pass(5_000)
    const overtaken = openFollower('one')
    await overtaken.run()
    await fail(channel, 5)
    clock.offset += 5_000
    // The claim of the first has expired, and it does not know it yet.
    await database.kysely.withTables<{ claims: { until: number } }>().updateTable('claims').set({ until: 0 }).execute()
    const other = openFollower('two')
    await other.run()
    await database.kysely.withTables<{ claims: { until: number } }>().updateTable('claims').set({ until: 0 }).execute()
    await overtaken.run()
    await overtaken.run()
    await Promise.all([other.stop(), overtaken.stop()])
    for (let i = 0; i < 20; i++) await pass(minute, openFollower('one'))
    assert.deepEqual(
      (await list()).map(({ kind }) => kind),
      ['alert-ended', 'alert-began'],
    )
    assert.deepEqual(
      webhook.received.map(({ body }) => JSON.parse(body).data.count),
      [5, 5],
    )
  },
)

onBothEngines('defects.md C31: a deleted contact group and an unknown user hold up nobody else', async (database) => {
  const { mail, addChannel, fail, pass, list } = await startInstallation(database)
  const users = [
    { user: 'gone@example.org', method: 'email' },
    { user: 'Ada@Example.org', method: 'email' },
  ]
  const channel = await addChannel([alertFor(['f'.repeat(24)]), alertFor(['f'.repeat(24)], { users })])
  await fail(channel)
  await pass(5_000)
  assert.deepEqual(
    mail.mails.map(({ to }) => to),
    [[ada]],
  )
  const states = (await list()).map(({ recipient, state }) => [recipient, state])
  assert.deepEqual(states.sort(), [
    [ada, 'sent'],
    ['gone@example.org', 'failed'],
  ])
})

onBothEngines('a disabled channel tells nothing, and a user reads notices in their language', async (database) => {
  const { call, webhook, addChannel, fail, pass } = await startInstallation(database)
  await call('PUT', `/users/${ada}`, { settings: { language: 'fr' } })
  const channel = await addChannel([alertFor([], { users: [{ user: ada, method: 'webhook' }] })])
  await call('PUT', `/channels/${channel}`, { status: 'disabled' })
  await fail(channel)
  await pass(5_000)
  assert.equal(webhook.received.length, 0)
  await call('PUT', `/channels/${channel}`, { status: 'enabled' })
  await fail(channel)
  await pass(5_000)
  assert.deepEqual(
    webhook.received.map(({ body }) => JSON.parse(body).data.subject),
    ['Mediary : alerte pour le canal « Lab <b> »'],
  )
})

onBothEngines('what an import from OpenHIM brings fires no alert', async (database) => {
  const { webhook, addChannel, fail, pass } = await startInstallation(database)
  const channel = await addChannel([alertFor([], { users: [{ user: ada, method: 'webhook' }] })])
  await pass(2 * minute)
  const newId = idGenerator('00000d')
  await importTransactions(database, [newId(), newId()], channel)
  await pass(2 * minute)
  assert.equal(webhook.received.length, 0)
  await fail(channel)
  await pass(5_000)
  assert.deepEqual(
    webhook.received.map(({ body }) => JSON.parse(body).data.count),
    [1],
  )
})

onBothEngines('an installation without alerts does not read its record for them', async (database) => {
  const { addChannel, fail, openFollower, clock } = await startInstallation(database)
  const channel = await addChannel([])
  await fail(channel, 500)
  const { counted, read } = countRows(database)
  const follower = openFollower('one', counted)
  for (let round = 0; round < 3; round++) {
    clock.offset += minute
    await follower.run()
  }
  await follower.stop()
  assert.ok(read() < 50, `${read()} rows were read`)
})
