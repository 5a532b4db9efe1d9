import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import type { Database } from '../platform/database/database.ts'
import { idGenerator } from '../platform/ids.ts'
import { logTo } from '../platform/log.ts'
import { startMailServer } from '../testing/mail-server.ts'
import { onBothEngines } from '../testing/stores.ts'
import { startWebhookReceiver } from '../testing/webhook-receiver.ts'
import { wholeApi } from '../testing/whole-api.ts'
import { noticeSender, noticeStore } from './index.ts'
import type { NewNotice } from './rows.ts'
import { claimFor, findNextAttempt, keepFor } from './rules.ts'

const ada = 'ada@example.org'
const key = randomBytes(32)
const secret = `whsec_${key.toString('base64')}`
const hour = 3_600_000
const authorization = `Basic ${Buffer.from(`${ada}:correct horse battery`).toString('base64')}`

/** The management API over a store, and a sender that makes the attempts that are due at a time. */
async function startNode(database: Database) {
  const { app, stores, secrets } = await wholeApi({}, database)
  const call = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) => {
    const headers = { authorization, accept: 'application/problem+json' }
    const answer = await app.inject({ method, url, headers, ...(payload && { payload }) })
    const isJson = String(answer.headers['content-type']).includes('json')
    return { status: answer.statusCode, text: answer.body, body: isJson ? answer.json() : undefined }
  }
  const settings = stores.noticeSettings
  const clock = { offset: 0 }
  const now = () => Date.now() + clock.offset
  const rest = { settings, findUser: stores.users.findByEmail, secrets, now, log: logTo('silent', 'test') }
  /** The outbox as another process uses it. */
  const openOutbox = () => noticeStore(database, { secrets, newId: idGenerator() })
  /** Makes one round, as a program that has just begun. No timer is left whose round could be under way already. */
  const sendOnce = async () => {
    const sender = noticeSender({ notices: openOutbox(), ...rest })
    await sender.run()
    await sender.stop()
  }
  const add = (over: Partial<NewNotice> = {}) => stores.notices.add([buildNotice(over)])
  return { call, stores, sendOnce, openOutbox, add, clock }
}

let made = 0
const buildNotice = (over: Partial<NewNotice>): NewNotice => ({
  key: `test ${made++}`,
  kind: 'alert-began',
  method: 'email',
  recipient: ada,
  subject: 'Alert <b>Lab</b>',
  content: { lines: ['Failed & lost: "3" <script>'], link: 'https://mediary.example.org/console?a=1&b=2' },
  ...over,
})

onBothEngines(
  'gateway §21.3, defects.md S36: a mail goes out over TLS with the sealed password, and its HTML escapes every text',
  async (database) => {
    const { mails, settings } = await startMailServer()
    const { call, stores, sendOnce, add } = await startNode(database)
    assert.equal((await call('PUT', '/notice-settings', { mail: settings })).status, 200)
    const shown = await call('GET', '/notice-settings')
    assert.equal(shown.body.mail.hasPassword, true)
    assert.ok(!shown.text.includes('correct horse'), 'the password is write-only')
    const [id = ''] = await add()
    await sendOnce()
    assert.deepEqual(
      mails.map(({ to }) => to),
      [[ada]],
    )
    const [{ source } = { source: '' }] = mails
    assert.match(source, new RegExp(`Message-ID: <${id}@example.org>`, 'i'))
    assert.ok(source.includes('Failed &amp; lost: &quot;3&quot; &lt;script&gt;'), source)
    assert.equal((await stores.notices.find(id)).state, 'sent')
    await sendOnce()
    assert.equal(mails.length, 1, 'once')
  },
)

onBothEngines(
  'a webhook is signed as Standard Webhooks says, and each repetition has the same id',
  async (database) => {
    const { received, state, url } = await startWebhookReceiver()
    const { call, stores, sendOnce, add, clock } = await startNode(database)
    await call('PUT', '/notice-settings', { webhook: { url, secret } })
    const [id = ''] = await add({
      method: 'webhook',
      content: { lines: ['Failed'], facts: { channel: 'Lab', count: 3 } },
    })
    for (const status of [503, 302, 200]) {
      state.status = status
      await sendOnce()
      const { error, state: reached } = await stores.notices.find(id)
      assert.deepEqual([error?.detail, reached], status === 200 ? [undefined, 'sent'] : [`HTTP ${status}`, 'waiting'])
      clock.offset += hour
    }
    assert.equal(received.length, 3, 'a redirect is not followed')
    for (const { headers, body } of received) {
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
      assert.equal(headers['webhook-signature'], `v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
      assert.equal(headers['webhook-id'], id)
      assert.ok(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1000) < 60)
      assert.deepEqual(JSON.parse(body).data.channel, 'Lab')
    }
  },
)

onBothEngines('a receiver that is down for a day gets each notice once after', async (database) => {
  const { received, state, url } = await startWebhookReceiver()
  const { call, stores, add, clock, sendOnce } = await startNode(database)
  await call('PUT', '/notice-settings', { webhook: { url, secret } })
  const ids = (await Promise.all([add({ method: 'webhook' }), add({ method: 'webhook' })])).flat()
  state.status = 503
  for (; clock.offset < 24 * hour; clock.offset += hour) await sendOnce()
  const refused = received.length
  assert.ok(refused >= 2 * 10, `${refused} attempts`)
  state.status = 204
  for (let i = 0; i < 5; i++, clock.offset += hour) await sendOnce()
  assert.deepEqual(
    received
      .slice(refused)
      .map(({ headers }) => headers['webhook-id'])
      .sort(),
    ids.sort(),
  )
  assert.deepEqual(await stores.notices.claim(5, Date.now() + 48 * hour), [])
})

onBothEngines(
  'of several nodes one sends a notice, and another takes over what a dead one had claimed',
  async (database) => {
    const { add, openOutbox } = await startNode(database)
    await Promise.all(Array.from({ length: 20 }, () => add()))
    const nodes = [openOutbox(), openOutbox(), openOutbox()]
    const now = Date.now() + 1
    const claimed = (await Promise.all(nodes.map((node) => node.claim(10, now)))).flat().map(({ id }) => id)
    assert.equal(claimed.length, 20)
    assert.equal(new Set(claimed).size, 20)
    const [, second] = nodes
    assert.deepEqual(await second?.claim(30, now + claimFor - 1), [])
    const taken = (await second?.claim(30, now + claimFor)) ?? []
    assert.deepEqual(taken.map(({ id }) => id).sort(), claimed.sort(), 'with the same ids')
  },
)

onBothEngines(
  'the text of a notice is sealed in the store, and that of a password link is deleted when it is sent',
  async (database) => {
    const { mails, settings } = await startMailServer()
    const { call, sendOnce, add } = await startNode(database)
    await call('PUT', '/notice-settings', { mail: settings })
    const [id = ''] = await add({
      kind: 'password-link',
      content: { lines: ['Set it'], link: 'https://m.example.org/TOKEN' },
    })
    const notices = database.kysely.withTables<{ notices: { content: string | null } }>().selectFrom('notices')
    const [before] = await notices.select('content').execute()
    assert.ok(before?.content && !before.content.includes('TOKEN') && !atob(before.content).includes('TOKEN'))
    await sendOnce()
    assert.ok(mails[0]?.source.includes('TOKEN'))
    const [after] = await notices.select('content').execute()
    assert.equal(after?.content, null)
    assert.equal((await call('POST', `/notices/${id}/replay`)).body.reason, 'notice-text-deleted')
  },
)

onBothEngines(
  'a notice that cannot arrive is listed as failed with the reason, and is sent again by hand',
  async (database) => {
    const { mails, settings } = await startMailServer()
    const { call, sendOnce, add } = await startNode(database)
    await call('PUT', '/notice-settings', { mail: settings })
    const [unknown = ''] = await add({ recipient: 'gone@example.org' })
    const [phone = ''] = await add({ method: 'sms' })
    const [unset = ''] = await add({ method: 'webhook' })
    await sendOnce()
    const failed = (await call('GET', '/notices?state=failed')).body
    const toError = ({ _id, error }: { _id: string; error: { code: string } }) => [_id, error.code]
    assert.deepEqual(failed.map(toError), [[unknown, 'unknown-user']])
    const waiting = (await call('GET', '/notices?state=waiting')).body
    assert.deepEqual(waiting.map(toError), [
      [unset, 'not-set-up'],
      [phone, 'not-set-up'],
    ])
    assert.equal((await call('POST', `/notices/${unset}/replay`)).status, 409)
    const user = { email: 'gone@example.org', firstname: 'G', surname: 'H', groups: [], password: 'another password' }
    assert.equal((await call('POST', '/users', user)).status, 201)
    assert.equal((await call('POST', `/notices/${unknown}/replay`)).status, 200)
    await sendOnce()
    assert.deepEqual(
      mails.map(({ to }) => to),
      [['gone@example.org']],
    )
    assert.equal((await call('GET', '/notices?state=sent&recipient=gone@example.org')).body[0]._id, unknown)
  },
)

onBothEngines('a recipient whom the mail server refuses is not tried again; a failing server is', async (database) => {
  const { mails, state, settings } = await startMailServer()
  const { call, stores, sendOnce, add, clock } = await startNode(database)
  await call('PUT', '/notice-settings', { mail: settings })
  await call('POST', '/users', { email: 'nobody@example.org', firstname: 'N', surname: 'N', groups: [] })
  const [refused = ''] = await add({ recipient: 'nobody@example.org' })
  const [later = ''] = await add()
  state.broken = true
  await sendOnce()
  assert.deepEqual((await stores.notices.find(refused)).error, { code: 'recipient-refused', detail: 'SMTP 550' })
  assert.equal((await stores.notices.find(refused)).state, 'failed')
  assert.deepEqual((await stores.notices.find(later)).error, { code: 'refused', detail: 'SMTP 451' })
  state.broken = false
  clock.offset += hour
  await sendOnce()
  assert.equal(mails.length, 1)
})

onBothEngines('a test notice says at once why it does not arrive, without the password', async (database) => {
  const { mails, settings } = await startMailServer()
  const { call } = await startNode(database)
  const attempt = async (change: object) => {
    assert.equal((await call('PUT', '/notice-settings', { mail: { ...settings, ...change } })).status, 200)
    const { text, body } = await call('POST', '/notice-settings/test', { method: 'email' })
    assert.ok(!text.includes('wrong-password'))
    return [body.state, body.error?.code]
  }
  assert.deepEqual(await attempt({ password: 'wrong-password' }), ['failed', 'sign-in-refused'])
  assert.deepEqual(await attempt({ ca: undefined }), ['failed', 'certificate-refused'])
  assert.deepEqual(await attempt({ host: '127.0.0.1', port: 9 }), ['failed', 'unreachable'])
  assert.deepEqual(await attempt({}), ['sent', undefined])
  assert.equal(mails.length, 1)
})

onBothEngines(
  'a stored password goes to no other server, and the history shows changes without secrets',
  async (database) => {
    const { settings } = await startMailServer()
    const { call } = await startNode(database)
    const { password, ...known } = settings
    await call('PUT', '/notice-settings', { mail: settings })
    const moved = await call('PUT', '/notice-settings', { mail: { ...known, host: 'evil.example.org' } })
    assert.deepEqual(
      moved.body.issues.map(({ path, reason }: Record<string, string>) => [path, reason]),
      [['mail.password', 'secret-needed-again']],
    )
    assert.equal((await call('PUT', '/notice-settings', { mail: known, instance: 'Kenya HIE' })).status, 200)
    assert.equal((await call('GET', '/notice-settings')).body.mail.hasPassword, true)
    const { body, text } = await call('GET', '/history?object=notice-settings')
    assert.deepEqual(
      body.map(({ secretsChanged }: Record<string, unknown>) => secretsChanged),
      [false, true],
    )
    assert.deepEqual([body[0].before.instance, body[0].after.instance], ['Mediary', 'Kenya HIE'])
    assert.ok(!text.includes(password) && !text.includes('sealed'))
    assert.equal((await call('POST', `/history/${body[1]._id}/undo`, {})).body.reason, 'undo-secret')
    assert.equal((await call('POST', `/history/${body[0]._id}/undo`, {})).status, 200)
    assert.equal((await call('GET', '/notice-settings')).body.instance, 'Mediary')
  },
)

test('settings that would send a secret in the clear, or nowhere, are refused', async () => {
  const { call } = await startNode((await wholeApi()).database)
  const mail = { host: 'm.example.org', port: 25, security: 'none', from: ada }
  const receiver = { url: 'https://receiver.example.org/', secret }
  const sms = {
    url: 'https://sms.example.org',
    contentType: 'application/json',
    template: '{"to":"{phone}","text":"{text}"}',
  }
  for (const [body, path] of [
    [{ mail: { ...mail, user: 'a', password: 'b' } }, 'mail.user'],
    [{ mail: { ...mail, ca: 'no certificate' } }, 'mail.ca'],
    [{ webhook: { ...receiver, url: 'http://receiver.example.org/' } }, 'webhook.url'],
    [{ webhook: { ...receiver, url: 'https://a:b@receiver.example.org/' } }, 'webhook.url'],
    [{ webhook: { ...receiver, secret: 'whsec_short' } }, 'webhook.secret'],
    [{ webhook: { url: receiver.url } }, 'webhook.secret'],
    [{ sms: { ...sms, template: '{"to":"{phone}"}' } }, 'sms.template'],
    [{ mail: null, unknown: true }, 'unknown'],
  ] as const)
    assert.deepEqual(
      (await call('PUT', '/notice-settings', body)).body.issues.map((one: { path: string }) => one.path),
      [path],
    )
})

test('a receiver at the address where clouds show secrets of a machine is not called', async () => {
  const { call } = await startNode((await wholeApi()).database)
  await call('PUT', '/notice-settings', { webhook: { url: 'https://169.254.169.254/latest/meta-data', secret } })
  const { body } = await call('POST', '/notice-settings/test', { method: 'webhook' })
  assert.deepEqual(body.error, { code: 'unreachable', detail: 'FORBIDDEN_ADDRESS' })
})

test('defects.md S30: an SMS goes to the provider with the phone number of the user, and a text cannot change the request', async () => {
  const { received, url } = await startWebhookReceiver()
  const { call, sendOnce, add } = await startNode((await wholeApi()).database)
  await call('PUT', `/users/${ada}`, { msisdn: '+254700000000' })
  const text = 'a"b&c={phone}'
  for (const [contentType, template] of [
    ['application/json', '{"to":"{phone}","text":"{text}"}'],
    ['application/x-www-form-urlencoded', 'to={phone}&text={text}'],
  ]) {
    await call('PUT', '/notice-settings', { sms: { url, contentType, template, authorization: 'Bearer abc' } })
    await add({ method: 'sms', subject: 'Alert', content: { lines: [text, 'not in an SMS'] } })
    await sendOnce()
  }
  const [json, form] = received
  assert.deepEqual(JSON.parse(json?.body ?? ''), { to: '+254700000000', text: `Alert: ${text}` })
  assert.deepEqual([...new URLSearchParams(form?.body).values()], ['+254700000000', `Alert: ${text}`])
  assert.equal(json?.headers.authorization, 'Bearer abc')
})

test('attempts go on for three days, ever more rarely', () => {
  let now = 0
  let attempts = 1
  for (let next: number | undefined = 1; next !== undefined; attempts++) {
    next = findNextAttempt(attempts, now)
    if (next !== undefined) now = next
  }
  assert.ok(now > 70 * hour && now < 80 * hour, String(now / hour))
  assert.ok(keepFor > 30 * 24 * hour)
})
