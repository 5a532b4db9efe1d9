import assert from 'node:assert/strict'
import { conditionWatcher, diskSource } from '../../alerts/index.ts'
import { claims } from '../../platform/database/claims.ts'
import type { Database } from '../../platform/database/database.ts'
import { idGenerator } from '../../platform/ids.ts'
import { logTo } from '../../platform/log.ts'
import { basic } from '../../testing/management.ts'
import { onBothEngines } from '../../testing/stores.ts'
import { startWebhookReceiver } from '../../testing/webhook-receiver.ts'
import { wholeApi } from '../../testing/whole-api.ts'
import { type NewNotice, noticeSender, noticeStore } from '../index.ts'

const ada = 'ada@example.org'
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const log = logTo('warn', 'test')
const nairobi = { timeZone: 'Africa/Nairobi' }
const night = { from: '22:00', until: '06:00' }

/** An installation at nine in the evening in Nairobi, whose clock a test moves. Each round is one of a process that has just begun. */
async function startInstallation(database: Database) {
  const { app, stores, secrets } = await wholeApi({}, database)
  const webhook = await startWebhookReceiver()
  const send = (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object, user = ada) =>
    app.inject({ method, url, headers: basic(user, 'correct horse battery'), ...(payload && { payload }) })
  const call = async (...sent: Parameters<typeof send>) => {
    const answer = await send(...sent)
    assert.ok(answer.statusCode < 300, `${sent[1]} ${answer.body}`)
    return /^[[{]/.test(answer.body) ? answer.json() : answer.body
  }
  await call('PUT', '/notice-settings', { webhook: { url: webhook.url, secret } })
  const clock = { now: (Math.floor(Date.now() / day) + 1) * day + 18 * hour }
  const settings = stores.noticeSettings
  const openSender = () => {
    const notices = noticeStore(database, { secrets, newId: idGenerator() })
    return noticeSender({ notices, settings, findUser: stores.users.findByEmail, secrets, now: () => clock.now, log })
  }
  const pass = async (milliseconds: number, nodes = 1) => {
    clock.now += milliseconds
    const senders = Array.from({ length: nodes }, openSender)
    await Promise.all(senders.map((sender) => sender.run()))
    // What was let go by one node may be sent by the other.
    await Promise.all(senders.map((sender) => sender.run()))
    await Promise.all(senders.map((sender) => sender.stop()))
    return webhook.received.map(({ body }) => String(JSON.parse(body).data.subject))
  }
  const state = { made: 0 }
  const add = (subject: string, kind: NewNotice['kind'] = 'issues') =>
    stores.notices.add([
      {
        key: `${state.made++}`,
        kind,
        method: 'webhook',
        recipient: ada,
        subject,
        content: { lines: [`of ${subject}`] },
      },
    ])
  const choose = (notices: object, user = ada) => call('PUT', `/users/${ada}`, { notices }, user)
  return { call, send, stores, webhook, clock, pass, add, choose }
}

onBothEngines(
  'quiet hours hold notices back until the morning of the person; what is urgent may break through',
  async (database) => {
    const { add, choose, pass } = await startInstallation(database)
    await choose({ ...nairobi, quietHours: night })
    await add('evening')
    assert.deepEqual(await pass(0), ['evening'])
    await add('night')
    await add('outage', 'upstream-down')
    assert.deepEqual(await pass(2 * hour), ['evening', 'outage'])
    await choose({ ...nairobi, quietHours: { ...night, urgentBreaksThrough: false } })
    await add('second outage', 'upstream-down')
    assert.deepEqual(await pass(6 * hour), ['evening', 'outage'], 'at five')
    const told = await pass(hour)
    assert.deepEqual(told, ['evening', 'outage', 'Mediary: 2 notices'])
    assert.deepEqual(await pass(day), told, 'once')
  },
)

onBothEngines(
  'a digest of the day comes once at its hour, with the same id when it is repeated, from one of several nodes',
  async (database) => {
    const { call, webhook, add, choose, pass } = await startInstallation(database)
    await choose({ ...nairobi, digest: 'day', digestAt: '07:30' })
    for (const subject of ['first', 'second', 'third']) {
      await add(subject)
      await pass(hour, 2)
    }
    await add('alert', 'alert-began')
    assert.deepEqual(await pass(minute, 2), ['alert'], 'an alert waits for no digest')
    const states = async () => (await call('GET', '/notices')).map(({ state }: { state: string }) => state).sort()
    assert.deepEqual(await states(), ['held', 'held', 'held', 'sent'])
    webhook.state.status = 503
    assert.deepEqual(await pass(8 * hour, 2), ['alert', 'Mediary: 3 notices'])
    webhook.state.status = 204
    assert.deepEqual(await pass(hour, 2), ['alert', 'Mediary: 3 notices', 'Mediary: 3 notices'])
    const [, refused, sent] = webhook.received
    assert.equal(refused?.headers['webhook-id'], sent?.headers['webhook-id'])
    const text = JSON.parse(sent?.body ?? '{}').data.text
    assert.deepEqual(text.split('\n'), ['first', '  of first', 'second', '  of second', 'third', '  of third'])
    assert.deepEqual(await states(), ['gathered', 'gathered', 'gathered', 'sent', 'sent'])
    await add('alone')
    await pass(minute)
    assert.equal((await pass(day)).at(-1), 'alone', 'one notice is no digest')
  },
)

onBothEngines('a person who sends a held notice again gets it at once', async (database) => {
  const { call, add, choose, pass } = await startInstallation(database)
  await choose({ ...nairobi, quietHours: night })
  const [id] = await add('night')
  assert.deepEqual(await pass(2 * hour), [])
  await call('POST', `/notices/${id}/replay`)
  assert.deepEqual(await pass(minute), ['night'])
})

onBothEngines('each person chooses by topic how notices come, or that none come', async (database) => {
  const { call, stores, choose, clock } = await startInstallation(database)
  const grace = 'grace@example.org'
  const user = { email: grace, firstname: 'G', surname: 'H', groups: [], password: 'correct horse battery' }
  await call('POST', '/users', user)
  const users = [ada, grace].flatMap((one) => ['email', 'webhook'].map((method) => ({ user: one, method })))
  await call('POST', '/groups', { group: 'Operators', users })
  const [{ _id: group }] = await call('GET', '/groups')
  await call('PUT', '/notice-settings', { groups: [group] })
  const disk = { free: 1 }
  const look = async (free: number) => {
    disk.free = free
    const watcher = conditionWatcher(database, {
      ...stores,
      sources: [diskSource('a', async () => ({ ...disk, size: 100 }))],
      settings: stores.noticeSettings,
      claims: claims(database, 'a'),
      now: () => clock.now,
      log,
    })
    clock.now += minute
    await watcher.run()
    await watcher.stop()
    const all = await stores.notices.list({ limit: 100 })
    return all.map(({ kind, recipient, method }) => `${kind} ${recipient.split('@')[0]} ${method}`).sort()
  }
  await choose({ ways: { installation: ['sms'] } })
  await call('PUT', `/users/${grace}`, { notices: { ways: { installation: [], alerts: ['sms'] } } }, grace)
  assert.deepEqual(await look(1), ['disk-began ada sms'])
  // The end comes as the beginning did.
  await choose({ ways: {} })
  assert.deepEqual(await look(50), ['disk-began ada sms', 'disk-ended ada sms'])
  assert.equal((await look(1)).length, 4)
})

onBothEngines(
  'choices that nobody could follow are refused, and nobody chooses for others without the right',
  async (database) => {
    const { call, send } = await startInstallation(database)
    for (const notices of [
      { timeZone: 'Nairobi' },
      { quietHours: { from: '22', until: '06:00' } },
      { ways: { everything: [] } },
      { ways: { alerts: ['pigeon'] } },
      { digest: 'year' },
      { digest: 'day', unknown: true },
    ])
      assert.equal((await send('PUT', `/users/${ada}`, { notices })).statusCode, 400, JSON.stringify(notices))
    const user = {
      email: 'grace@example.org',
      firstname: 'G',
      surname: 'H',
      groups: [],
      password: 'correct horse battery',
    }
    await call('POST', '/users', user)
    const refused = await send('PUT', `/users/${ada}`, { notices: {} }, user.email)
    assert.equal(refused.statusCode, 403)
  },
)
