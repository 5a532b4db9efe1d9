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
import { noticeSender, noticeStore } from '../index.ts'

const names = ['ada', 'grace', 'joan'] as const
type Name = (typeof names)[number]
const toEmail = (name: string) => `${name}@example.org`
const [minute, hour] = [60_000, 3_600_000]
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const log = logTo('warn', 'test')
const consoleUrl = 'https://mediary.example.org/console'

/** Three people on call, each with ten minutes. Every round is one of a process that has just begun. */
async function startInstallation(database: Database) {
  const { app, stores, secrets } = await wholeApi({}, database)
  const webhook = await startWebhookReceiver()
  const send = (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object, user?: string) => {
    const headers = user === undefined ? {} : basic(toEmail(user), 'correct horse battery')
    return app.inject({ method, url, headers, ...(payload && { payload }) })
  }
  const call = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object, user: string = 'ada') => {
    const answer = await send(method, url, payload, user)
    assert.ok(answer.statusCode < 300, `${method} ${url} ${answer.body}`)
    return /^[[{]/.test(answer.body) ? answer.json() : answer.body
  }
  const user = { firstname: 'G', surname: 'H', groups: [], password: 'correct horse battery' }
  for (const name of ['grace', 'joan']) await call('POST', '/users', { ...user, email: toEmail(name) })
  const users = names.map((name) => ({ user: toEmail(name), method: 'webhook' }))
  await call('POST', '/groups', { group: 'Night', users, onCall: { minutes: 10 } })
  const [{ _id: group }] = await call('GET', '/groups')
  await call('PUT', '/notice-settings', { groups: [group], consoleUrl, webhook: { url: webhook.url, secret } })
  const clock = { offset: 0 }
  const now = () => Date.now() + clock.offset
  const disk = { free: 0.5 }
  const settings = stores.noticeSettings
  /** Moves the clock, lets a new process look and send, and lists who was told what. */
  const pass = async (milliseconds: number, free = disk.free) => {
    clock.offset += milliseconds
    disk.free = free
    const watcher = conditionWatcher(database, {
      ...{ ...stores, settings, claims: claims(database, `${clock.offset}`), now, log },
      sources: [diskSource('a', async () => ({ free: disk.free * 1e12, size: 1e12 }))],
    })
    const notices = noticeStore(database, { secrets, newId: idGenerator() })
    const sender = noticeSender({ notices, settings, findUser: stores.users.findByEmail, secrets, now, log })
    await watcher.run()
    await sender.run()
    // Who is brought forward is told in the next round.
    await sender.run()
    await Promise.all([watcher.stop(), sender.stop()])
    return listTold()
  }
  const listTold = () =>
    webhook.received.map(({ body }) => {
      const { type, data } = JSON.parse(body)
      return `${data.recipient.split('@')[0]} ${String(type).split('-')[1]}`
    })
  const choose = (name: Name, notices: object) => call('PUT', `/users/${toEmail(name)}`, { notices }, name)
  const readLink = () => String(JSON.parse(webhook.received.at(-1)?.body ?? '{}').data.acknowledge)
  return { send, call, stores, webhook, pass, choose, readLink, group: String(group) }
}

/** A quiet time that never ends: from now until the minute before now. */
function buildQuiet(urgentBreaksThrough = false) {
  const format = (at: number) => new Date(at).toISOString().slice(11, 16)
  const now = Date.now()
  return {
    timeZone: 'UTC',
    quietHours: { from: format(now - hour), until: format(now - hour - minute), urgentBreaksThrough },
  }
}

onBothEngines(
  'people on call are told one after the other until somebody acknowledges, also after crashes',
  async (database) => {
    const { call, pass } = await startInstallation(database)
    assert.deepEqual(await pass(0, 0.01), ['ada began'])
    assert.deepEqual(await pass(9 * minute), ['ada began'])
    assert.deepEqual(await pass(minute), ['ada began', 'grace began'])
    const [own] = await call('GET', '/notices?state=sent&recipient=grace@example.org')
    assert.deepEqual(own.onCall, {})
    await call('POST', `/notices/${own._id}/acknowledge`, {}, 'grace')
    assert.deepEqual(await pass(hour), ['ada began', 'grace began'], 'nobody else is told')
    const states: { recipient: string; state: string; onCall: { acknowledged: { by: string } } }[] = await call(
      'GET',
      '/notices',
    )
    assert.deepEqual(
      states.map(({ recipient, state, onCall: order }) => [recipient, state, order.acknowledged.by]),
      [
        [toEmail('joan'), 'cancelled', toEmail('grace')],
        [toEmail('grace'), 'sent', toEmail('grace')],
        [toEmail('ada'), 'sent', toEmail('grace')],
      ],
    )
    await call('POST', `/notices/${own._id}/acknowledge`)
    const [again] = await call('GET', '/notices')
    assert.equal(again.onCall.acknowledged.by, toEmail('grace'), 'a second person changes nothing')
    const ended = ['ada began', 'grace began', 'ada ended', 'grace ended']
    assert.deepEqual((await pass(minute, 0.5)).toSorted(), ended.toSorted(), 'the end is for those who know')
  },
)

onBothEngines('an end before the next turn is told to those who know, and nobody else is called', async (database) => {
  const { pass } = await startInstallation(database)
  assert.deepEqual(await pass(0, 0.01), ['ada began'])
  assert.deepEqual(await pass(5 * minute, 0.5), ['ada began', 'ada ended'])
  assert.deepEqual(await pass(hour), ['ada began', 'ada ended'])
})

onBothEngines('whoever has quiet hours, or cannot be reached, is passed over at once', async (database) => {
  const { call, choose, pass } = await startInstallation(database)
  await choose('ada', buildQuiet())
  // Joan has a telephone, and no number of it.
  await choose('grace', { ways: { installation: ['sms'] } })
  await call('PUT', '/notice-settings', {
    ...(await call('GET', '/notice-settings')),
    ...{ mail: null, silence: undefined },
    webhook: { url: (await call('GET', '/notice-settings')).webhook.url },
    sms: { url: 'http://127.0.0.1:9/', contentType: 'application/json', template: '{phone} {text}' },
  })
  assert.deepEqual(await pass(0, 0.01), [])
  assert.deepEqual(await pass(minute), ['joan began'])
  const listed: { recipient: string; state: string }[] = await call('GET', '/notices')
  assert.deepEqual(
    listed.map(({ recipient, state }) => [recipient.split('@')[0], state]),
    [
      ['joan', 'sent'],
      ['grace', 'failed'],
      ['ada', 'held'],
    ],
  )
  const [own] = await call('GET', '/notices?recipient=joan@example.org')
  await call('POST', `/notices/${own._id}/acknowledge`, {}, 'joan')
  assert.deepEqual(await pass(25 * hour), ['joan began'], 'nobody is told in the morning what somebody works on')
})

onBothEngines('the link of a notice acknowledges, once for all, and opening it changes nothing', async (database) => {
  const { send, pass, readLink } = await startInstallation(database)
  await pass(0, 0.01)
  const [, token = ''] = /^https:\/\/mediary\.example\.org\/console\/acknowledge\/([\w-]+)$/.exec(readLink()) ?? []
  const url = `/acknowledgements/${token}`
  const shown = await send('GET', url)
  assert.deepEqual(Object.keys(shown.json()), ['subject', 'timestamp'])
  assert.equal((await send('GET', url)).json().acknowledged, undefined)
  assert.equal((await send('POST', url)).statusCode, 200)
  assert.equal((await send('GET', url)).json().acknowledged.by, toEmail('ada'))
  assert.deepEqual(await pass(hour), ['ada began'])
  for (const wrong of [
    `${'0'.repeat(24)}-${token.split('-')[1]}`,
    token.replace(/.$/, (end) => (end === '0' ? '1' : '0')),
  ])
    assert.equal((await send('POST', `/acknowledgements/${wrong}`)).statusCode, 404)
  const cut = await send('GET', url.slice(0, -3))
  assert.equal(cut.statusCode, 400)
  assert.match(cut.body, /It may be old, or not whole/)
})

onBothEngines(
  'nobody acknowledges for others without the right, and what goes to all cannot be acknowledged',
  async (database) => {
    const { call, send, stores, pass, group } = await startInstallation(database)
    await pass(0, 0.01)
    const [own] = await call('GET', '/notices?recipient=ada@example.org')
    assert.equal((await send('POST', `/notices/${own._id}/acknowledge`, {}, 'joan')).statusCode, 403)
    assert.equal((await send('POST', `/notices/${own._id}/acknowledge`, {})).statusCode, 401)
    await pass(minute, 0.5)
    await call('PUT', `/groups/${group}`, { onCall: null })
    assert.equal((await pass(minute, 0.01)).filter((told) => told.endsWith('began')).length, 4, 'all at once')
    const [last] = await stores.notices.list({ limit: 1 })
    assert.equal(last?.onCall, undefined)
    assert.equal((await send('POST', `/notices/${last?._id}/acknowledge`, {}, 'ada')).statusCode, 409)
  },
)

onBothEngines('an order that nobody could follow is refused', async (database) => {
  const { send, group } = await startInstallation(database)
  for (const onCall of [{ minutes: 0 }, { minutes: 1.5 }, { minutes: 1441 }, {}, { minutes: 5, unknown: true }])
    assert.equal((await send('PUT', `/groups/${group}`, { onCall }, 'ada')).statusCode, 400, JSON.stringify(onCall))
})
