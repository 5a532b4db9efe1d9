import assert from 'node:assert/strict'
import type { Database } from '../platform/database/database.ts'
import { logTo } from '../platform/log.ts'
import { startMailServer } from '../testing/mail-server.ts'
import { onBothEngines } from '../testing/stores.ts'
import { wholeApi } from '../testing/whole-api.ts'
import { noticeSender } from './index.ts'

const authorization = `Basic ${Buffer.from('ada@example.org:correct horse battery').toString('base64')}`
const consoleUrl = 'https://mediary.example.org/console'

async function startInstallation(database: Database) {
  const mail = await startMailServer()
  const { app, stores, secrets } = await wholeApi({}, database)
  const call = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object, signedIn = true) => {
    const headers = signedIn ? { authorization } : {}
    const answer = await app.inject({ method, url, headers, ...(payload && { payload }) })
    return { status: answer.statusCode, body: answer.body }
  }
  const send = async () => {
    const { notices, noticeSettings: settings, users } = stores
    const sender = noticeSender({
      notices,
      settings,
      findUser: users.findByEmail,
      secrets,
      log: logTo('silent', 'test'),
    })
    await sender.run()
    await sender.stop()
    return mail.mails.map(({ to, source }) => {
      const text = source.replace(/=\r\n/g, '').replaceAll('=3D', '=')
      return { to: to.join(), link: /https:\/\/\S+set-password\/([\w-]+)/.exec(text) }
    })
  }
  const request = (email: string) => call('GET', `/password-reset-request/${email}`, undefined, false)
  return { call, send, request, mail }
}

onBothEngines('a user who forgot the password gets a link by mail, and sets a password with it', async (database) => {
  const { call, send, request, mail } = await startInstallation(database)
  await call('PUT', '/notice-settings', { mail: mail.settings, consoleUrl })
  const known = await request('ada@example.org')
  const unknown = await request('nobody@example.org')
  assert.deepEqual(known, unknown, 'the answer does not tell which users exist')
  assert.match(known.body, /sent by e-mail/)
  await request('ada@example.org')
  const [sent, ...more] = await send()
  assert.equal(sent?.to, 'ada@example.org')
  assert.equal(more.length, 0, 'one mail, however often somebody asks')
  const [url = '', token = ''] = sent?.link ?? []
  assert.ok(url.startsWith(`${consoleUrl}/set-password/`))
  assert.equal((await call('PUT', `/token/${token}`, { password: 'another good password' }, false)).status, 200)
  assert.equal((await call('GET', '/users/ada@example.org')).status, 401, 'the former password')
})

onBothEngines(
  'management-api §6.3: a new user without a password gets a link by mail, and one with a password does not',
  async (database) => {
    const { call, send, mail } = await startInstallation(database)
    await call('PUT', '/notice-settings', { mail: mail.settings, consoleUrl })
    const user = { firstname: 'G', surname: 'H', groups: [] }
    await call('POST', '/users', { ...user, email: 'grace@example.org' })
    await call('POST', '/users', { ...user, email: 'joan@example.org', password: 'a good password' })
    assert.deepEqual(
      (await send()).map(({ to, link }) => [to, Boolean(link)]),
      [['grace@example.org', true]],
    )
  },
)

onBothEngines(
  'without a mail server, or the address of the console, the administrators see the request',
  async (database) => {
    const { call, send, request, mail } = await startInstallation(database)
    assert.match((await request('ada@example.org')).body, /sends no e-mail/)
    await call('PUT', '/notice-settings', { mail: mail.settings })
    assert.match((await request('ada@example.org')).body, /sends no e-mail/)
    assert.deepEqual(await send(), [])
    assert.match((await call('GET', '/users/ada@example.org')).body, /passwordLinkRequested/)
  },
)
