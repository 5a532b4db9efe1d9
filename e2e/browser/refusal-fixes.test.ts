import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { RefusalCode } from '@mediary/contract/operations/refusals'
import type { Page } from 'playwright-core'
import { remedies } from '../../console/src/messages/en/remedies.ts'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { clientsPage } from './clients-page.ts'
import { type Console, gone, seen, startConsole } from './console.ts'
import { addPassword, type Init, openRefusal, send as sendTo, basic as toBasic } from './refusal-rows.ts'

// For each cause of a refusal: an unrecognised caller learns nothing, a recognised one reads the code, the id finds the row,
// and the button of the row resolves it.

const shared = {} as Console & { ids: Map<string, string>; expired: string }
const right = 'a right password'
const basic = (client: string, password = right) => toBasic(client, password)
const custom = (token: string) => `Custom ${token}`

const call = async (method: string, path: string, body?: object) => {
  const { status, text } = await shared.program.call(method, path, body)
  assert.ok(status < 300, `${method} ${path}: ${text}`)
  return text
}
const getId = (client: string) => shared.ids.get(client) ?? assert.fail(client)

before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  for (const channel of [
    { name: 'lab', allow: ['nurse'] },
    { name: 'pharmacy', allow: ['pharmacist'] },
    { name: 'office', allow: ['nurse'], whitelist: ['10.0.0.0/8'] },
    { name: 'closed', allow: ['nurse'], status: 'disabled' },
    { name: 'posts', allow: ['nurse'], methods: ['POST'] },
    { name: 'small', allow: ['nurse'], maxBodyBytes: 10 },
    { name: 'xml', allow: ['nurse'], matchContentTypes: ['text/xml'] },
    { name: 'web', allow: ['nurse'], corsOrigins: ['https://ui.test'] },
  ])
    await program.makeChannel(channel, upstream.port)
  for (const clientID of ['one', 'disabled', 'forgetful', 'expired', 'busy'])
    await program.makeClient({ clientID, roles: ['nurse'], password: right })
  await program.makeClient({ clientID: 'by-token', roles: ['nurse'], customTokenID: 'token-of-by-token' })
  const clients = await program.get<{ _id: string; clientID: string }[]>('/clients')
  Object.assign(shared, { ids: new Map(clients.map(({ _id, clientID }) => [clientID, _id])) })
  await call('POST', `/clients/${getId('disabled')}/disable`, { reason: 'laptop stolen' })
  await call('PUT', `/clients/${getId('busy')}`, { limits: { mode: 'enforce', requestsPerDay: 1 } })
  const path = `/clients/${getId('expired')}/credentials`
  const validUntil = new Date(Date.now() + 2000).toISOString()
  const made: { _id: string; secret: string } = JSON.parse(await call('POST', path, { kind: 'token', validUntil }))
  await until('the credential has expired', async () => {
    const credentials = await program.get<{ _id: string; state: string }[]>(path)
    return credentials.find(({ _id }) => _id === made._id)?.state === 'expired'
  })
  Object.assign(shared, { expired: made.secret })
})
after(() => shared.end?.())

const send = (path: string, authorization?: string, init?: Init) =>
  sendTo(shared.program.http + path, authorization, init)

type Row = ReturnType<Page['getByRole']>
type Case = {
  code: string
  status: number
  path: string
  as?: () => string
  recognised: boolean
  /** What lies between the question and the refusal. */
  prepare?: () => Promise<unknown>
  /** Presses the button of the row, and what follows; returns the credential that passes now. */
  fix: (row: Row, page: Page) => Promise<string | undefined>
}

/** Presses a button that resolves the refusal by itself. */
const press = (name: string) => async (row: Row) => {
  await row.getByRole('button', { name }).click()
  await seen(row.page().getByRole('status').filter({ hasText: 'Done:' }).first())
  return undefined
}

const cases: Case[] = [
  {
    code: 'not-allowed',
    status: 403,
    path: '/pharmacy/1',
    as: () => basic('one'),
    recognised: true,
    fix: async (row, page) => {
      await row.getByRole('button', { name: 'Allow the role nurse on pharmacy' }).click()
      await seen(page.getByText('The channel pharmacy is open to this client now.'))
      return undefined
    },
  },
  {
    code: 'disabled-client',
    status: 403,
    path: '/lab/1',
    as: () => basic('disabled'),
    recognised: true,
    fix: async (row, page) => {
      await row.getByRole('button', { name: 'Enable the client' }).click()
      const dialog = page.getByRole('dialog', { name: 'Enable Client' })
      await dialog.getByLabel('Reason').fill('found again')
      await dialog.getByRole('button', { name: 'Enable', exact: true }).click()
      await gone(dialog)
      return undefined
    },
  },
  {
    code: 'disabled-channel',
    status: 404,
    path: '/closed/1',
    as: () => basic('one'),
    recognised: true,
    fix: press('Enable the channel closed'),
  },
  {
    code: 'wrong-method',
    status: 404,
    path: '/posts/1',
    as: () => basic('one'),
    recognised: true,
    fix: press('Let posts take GET'),
  },
  {
    code: 'wrong-address',
    status: 403,
    path: '/office/1',
    as: () => basic('one'),
    recognised: true,
    fix: press('Let the address 127.0.0.1 use office'),
  },
  {
    code: 'over-limit',
    status: 429,
    path: '/lab/1',
    as: () => basic('busy'),
    recognised: true,
    prepare: () => send('/lab/1', basic('busy')),
    fix: async (row, page) => {
      await row.getByRole('button', { name: 'Change its limits' }).click()
      const limits = page.getByRole('region', { name: 'Limits', exact: true })
      await limits.getByRole('radio', { name: 'No limits' }).check()
      await limits.getByRole('button', { name: 'Save the limits' }).click()
      await seen(limits.getByText('The limits are saved.'))
      return undefined
    },
  },
  {
    code: 'no-channel',
    status: 404,
    path: '/nowhere/1.0',
    as: () => basic('one'),
    recognised: true,
    fix: async (row, page) => {
      await row.getByRole('button', { name: 'Make a channel for /nowhere/1.0' }).click()
      assert.equal(await page.getByLabel('URL pattern').inputValue(), '^/nowhere/1\\.0$')
      await page.getByLabel('Channel name').fill('nowhere')
      await page.getByRole('combobox', { name: 'Roles and clients that may use it' }).fill('nurse')
      await page.getByLabel('Route name').fill('upstream')
      await page.getByLabel('Host').first().fill('127.0.0.1')
      await page.getByRole('textbox', { name: /^Port/ }).first().fill(String(shared.upstream.port))
      await page.getByRole('button', { name: 'Save Changes' }).click()
      await seen(page.getByText('The channel nowhere is made.'))
      return undefined
    },
  },
  {
    code: 'wrong-password',
    status: 401,
    path: '/lab/1',
    as: () => basic('forgetful', 'a wrong one'),
    recognised: false,
    fix: async (row, page) => {
      await addPassword(row, page, 'a new password')
      return basic('forgetful', 'a new password')
    },
  },
  {
    code: 'expired-credential',
    status: 401,
    path: '/lab/1',
    as: () => custom(shared.expired),
    recognised: false,
    fix: async (row, page) => {
      await addPassword(row, page, 'a new password')
      return basic('expired', 'a new password')
    },
  },
  {
    code: 'unknown-client',
    status: 401,
    path: '/lab/1',
    as: () => basic('newcomer'),
    recognised: false,
    fix: async (row, page) => {
      await row.getByRole('button', { name: 'Add a client for newcomer' }).click()
      const { form } = clientsPage(page)
      assert.equal(await form.box('Client ID').inputValue(), 'newcomer')
      await form.fill({ id: 'newcomer', name: 'Newcomer', roles: ['nurse'] })
      await form.tab('Authentication').click()
      await form.dialog.getByLabel('Basic Auth Password').fill(right)
      await form.dialog.getByLabel('Confirm Password').fill(right)
      await form.save.click()
      await seen(page.getByText('The client Newcomer has been saved.'))
      return undefined
    },
  },
  {
    code: 'mechanism-off',
    status: 401,
    path: '/lab/1',
    as: () => custom('token-of-by-token'),
    recognised: false,
    prepare: () => call('PUT', '/authentication/mechanisms/custom-token-auth', { enabled: false }),
    fix: press('Enable Custom Token'),
  },
]

for (const { code, status, path, as, recognised, prepare, fix } of cases)
  test(`${code}: ${recognised ? 'the caller reads the code' : 'the caller learns nothing'}, the id finds the row, its button resolves it`, async (t) => {
    await prepare?.()
    const authorization = as?.()
    const refused = await send(path, authorization)
    assert.equal(refused.status, status, refused.body)
    assert.equal(refused.body.includes(code), recognised, refused.body)
    const page = await shared.open(t, '/refusals')
    await page.getByRole('combobox', { name: 'Filter the list' }).fill(refused.id)
    await page.getByRole('combobox', { name: 'Filter the list' }).press('Enter')
    await until('one refusal is shown', async () => (await page.getByRole('article').count()) === 1)
    const row = page.getByRole('article')
    await accessible(page, `the refusal ${code}`)
    const next = (await fix(row, page)) ?? authorization
    await until(`${path} passes`, async () => (await send(path, next)).status === 200)
  })

/** Refusals that one press cannot resolve: a credential is missing, or the software of the client must change. */
const others: {
  code: RefusalCode
  status: number
  path: string
  as?: string
  init?: Init
  recognised: boolean
  link?: string
}[] = [
  { code: 'no-credential', status: 401, path: '/lab/1', recognised: false, link: 'Go to the clients' },
  { code: 'unreadable-credential', status: 401, path: '/lab/1', as: 'Basic !', recognised: false },
  {
    code: 'unknown-token',
    status: 401,
    path: '/lab/1',
    as: custom('nonsense'),
    recognised: false,
    link: 'Go to the clients',
  },
  {
    code: 'no-password',
    status: 401,
    path: '/lab/1',
    as: basic('by-token'),
    recognised: false,
    link: 'Open the client',
  },
  {
    code: 'too-large',
    status: 413,
    path: '/small/1',
    as: basic('one'),
    init: { method: 'POST', body: 'x'.repeat(20) },
    recognised: true,
  },
  {
    code: 'wrong-content',
    status: 404,
    path: '/xml/1',
    as: basic('one'),
    init: { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } },
    recognised: true,
    link: 'Open the channel',
  },
]

for (const { code, status, path, as, init, recognised, link } of others)
  test(`${code}: ${recognised ? 'the caller reads the code' : 'the caller learns nothing'}, the id finds the row, which tells the step`, async (t) => {
    const refused = await send(path, as, init)
    assert.equal(refused.status, status, refused.body)
    assert.equal(refused.body.includes(code), recognised, refused.body)
    const { row } = await openRefusal(shared, t, refused.id)
    await seen(row.getByText(remedies[code]))
    if (link) await seen(row.getByRole('link', { name: link }))
  })

test('what a button changed is taken back by the one beside it', async (t) => {
  await call(
    'PUT',
    `/channels/${(await shared.program.get<{ _id: string; name: string }[]>('/channels')).find(({ name }) => name === 'posts')?._id}`,
    {
      methods: ['POST'],
    },
  )
  const { id } = await send('/posts/2', basic('one'))
  const page = await shared.open(t, `/refusals?find=${id}`)
  await page.getByRole('button', { name: 'Let posts take GET' }).click()
  await until('it passes', async () => (await send('/posts/2', basic('one'))).status === 200)
  await page.getByRole('article').getByRole('button', { name: 'Undo' }).click()
  await seen(page.getByRole('button', { name: 'Let posts take GET' }))
  assert.equal((await send('/posts/2', basic('one'))).status, 404)
})

test('the page of a client shows each cause once, with its number', async (t) => {
  for (let i = 0; i < 3; i++) assert.equal((await send('/lab/1', basic('one', `wrong ${i}`))).status, 401)
  await until('all are recorded', async () => {
    const refusals = await shared.program.get<{ code: string; count: number }[]>('/refusals?client=one')
    const wrong = refusals.filter((one) => one.code === 'wrong-password')
    return wrong.reduce((sum, { count }) => sum + count, 0) === 3
  })
  const page = await shared.open(t, `/clients/${getId('one')}`)
  const causes = page.getByRole('region', { name: 'Last refusals' })
  const wrong = causes.getByRole('article', { name: 'The password of client "one" is wrong' })
  await seen(wrong.getByText('3 times'))
  assert.equal(await wrong.count(), 1)
})
