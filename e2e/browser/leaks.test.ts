import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { type Console, gone, seen, startConsole } from './console.ts'

// A token or a password has leaked: whose it is, what it reached, and how it is ended.

const shared = {} as Console
const token = 'leaked-token-of-the-clinic'

before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeClient({ clientID: 'clinic', name: 'Clinic', roles: ['nurse'], customTokenID: token })
  await program.makeChannel({ name: 'lab', allow: ['nurse'] }, upstream.port)
  const made = await program.call('POST', '/authority', { commonName: 'Ministry CA' })
  assert.equal(made.status, 201, made.text)
})
after(() => shared.end?.())

const send = async (secret: string) =>
  (await fetch(`${shared.program.http}/lab/1`, { headers: { authorization: `Custom ${secret}` } })).status

test('a pasted text tells whose secret it holds and what it reached, and one press ends it', async (t) => {
  assert.equal(await send(token), 200)
  const page = await shared.open(t, '/clients')
  const addresses: string[] = []
  page.on('request', (request) => addresses.push(request.url()))
  await page.getByRole('link', { name: 'A token or password has leaked' }).click()
  await seen(page.getByRole('heading', { name: 'A token or password has leaked', level: 1 }))
  await page.getByLabel('Text with the secret').fill(`chat: use "Authorization: Custom ${token}" please`)
  await until('the request is counted', async () => {
    const [transaction] = await shared.program.get<{ status: string }[]>('/transactions')
    return transaction?.status === 'Successful'
  })
  await page.getByRole('button', { name: 'Find whose it is' }).click()
  const found = page.getByRole('article', { name: 'Secret of clinic' })
  await seen(found.getByText('active', { exact: true }))
  await seen(found.getByText('Requests in the last 90 days: 1.'))
  await seen(found.getByRole('link', { name: 'lab' }))
  assert.equal(await page.getByLabel('Text with the secret').inputValue(), '')
  await accessible(page, 'a leaked secret')

  await found.getByRole('button', { name: 'Revoke it and make a successor' }).click()
  await seen(found.getByText('The leaked secret is ended'))
  assert.equal(await send(token), 401)
  const secret = (await found.locator('code').first().textContent()) ?? ''
  assert.match(secret, /^mdy_token_/)
  assert.equal(await send(secret), 200)
  await seen(found.getByRole('link', { name: /\/enrol#/ }))
  await accessible(page, 'a leaked secret that was ended')

  const kept: string = await page.evaluate(
    'JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }])',
  )
  assert.ok(!kept.includes(token), 'the page keeps the secret')
  assert.ok(!addresses.some((address) => address.includes(token)), 'an address holds the secret')
  assert.ok(!shared.program.output().includes(token), 'the log holds the secret')
})

test('a secret that belongs to nobody is counted, and a text without one says so', async (t) => {
  const page = await shared.open(t, '/clients/leaked', { size: 'narrow', colours: 'dark' })
  const search = async (text: string) => {
    await page.getByLabel('Text with the secret').fill(text)
    await page.getByRole('button', { name: 'Find whose it is' }).click()
  }
  await search('nothing of ours')
  await seen(page.getByText('The text holds no secret of this installation.'))
  await accessible(page, 'the search for a leaked secret on a phone')
  await search('clinic wrong-password')
  await seen(page.getByText('The text holds no secret of this installation.'))
  const viewer = { email: 'viewer@example.org', password: 'another long password' }
  await shared.program.call('POST', '/user-roles', { name: 'viewers', permissions: { 'client-view-all': true } })
  const added = await shared.program.call('POST', '/users', {
    ...viewer,
    firstname: 'Vi',
    surname: 'Ewer',
    groups: ['viewers'],
  })
  assert.equal(added.status, 201, added.text)
  const other = await shared.open(t, '/clients', { as: viewer })
  await seen(other.getByRole('heading', { name: 'Clients', level: 1, includeHidden: true }))
  await gone(other.getByRole('link', { name: 'A token or password has leaked' }))
  await other.goto(`${shared.base}/clients/leaked`)
  await seen(other.getByText('This needs the permission to manage clients.'))
})
