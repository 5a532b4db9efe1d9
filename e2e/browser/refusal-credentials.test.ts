import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { RefusalCode } from '@mediary/contract/operations/refusals'
import type { Locator, Page } from 'playwright-core'
import { remedies } from '../../console/src/messages/en/remedies.ts'
import { authority, type Pair } from '../certificates.ts'
import { jwt, jwtSettings } from '../jwt.ts'
import { until } from '../until.ts'
import { clientsPage } from './clients-page.ts'
import { type Console, seen, startConsole } from './console.ts'
import { type Answer, addPassword, basic, type Init, openRefusal, send, sendWithCertificate } from './refusal-rows.ts'

// Refusals of tokens, certificates, origins and routes: what the caller learns, and what the row offers.

type Certificates = Record<'unknown' | 'second' | 'stranger' | 'twin' | 'moved' | 'old', Pair>
const shared = {} as Console & { ids: Map<string, string>; certificates: Certificates }
const newPassword = 'a new password'
const secretOfNewIssuer = 'a-secret-of-a-new-issuer-that-is-long-enough'
const hour = 3_600_000

const call = async (method: string, path: string, body?: object) => {
  const { status, text } = await shared.program.call(method, path, body)
  assert.ok(status < 300, `${method} ${path}: ${text}`)
  return text
}
const getId = (client: string) => shared.ids.get(client) ?? assert.fail(client)

before(async () => {
  Object.assign(shared, await startConsole({ env: jwtSettings }))
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab', allow: ['nurse'] }, upstream.port)
  await program.makeChannel({ name: 'web', allow: ['nurse'], corsOrigins: ['https://ui.test'] }, upstream.port)
  await program.makeChannel({ name: 'empty', allow: ['nurse'] }, upstream.port)
  const exchange = authority('Exchange CA')
  const issue = (name: string) => exchange.issue(name)
  const pinned = issue('pinned.example')
  const certificates = {
    unknown: issue('newcomer.example'),
    second: issue('pinned.example'),
    stranger: authority('Other CA').issue('newcomer.example'),
    twin: issue('twin.example'),
    moved: issue('moved.example'),
    old: exchange.issue('old.example', { isExpired: true }),
  }
  const read = (pem: Pair) => pem.pem
  for (const client of [
    { clientID: 'clinic', password: 'a long password' },
    { clientID: 'early', password: 'a long password' },
    { clientID: 'pinned', clientDomain: 'pinned.example' },
    { clientID: 'twin-1', clientDomain: 'twin.example' },
    { clientID: 'twin-2', clientDomain: 'twin.example' },
    { clientID: 'old', clientDomain: 'old.example' },
    { clientID: 'moved', clientDomain: 'moved-away.example' },
  ])
    await program.makeClient({ name: client.clientID, roles: ['nurse'], ...client })
  const clients = await program.get<{ _id: string; clientID: string }[]>('/clients')
  Object.assign(shared, { certificates, ids: new Map(clients.map(({ _id, clientID }) => [clientID, _id])) })
  await call('POST', '/keystore/ca/cert', { cert: exchange.pem })
  await call('POST', '/restart')
  for (const [client, pair] of [
    ['pinned', pinned],
    ['moved', certificates.moved],
  ] as const)
    await call('POST', `/clients/${getId(client)}/credentials`, { kind: 'certificate', certificate: read(pair) })
  const issuer = { name: 'District', issuer: 'https://district.example', algorithms: ['HS256'] }
  await call('POST', '/authentication/issuers', {
    ...issuer,
    secret: secretOfNewIssuer,
    roles: { claim: 'scope', values: { read: ['nurse'] } },
  })
})
after(() => shared.end?.())

const ask = (path: string, authorization?: string, init?: Init) => () =>
  send(shared.program.http + path, authorization, init)
const show = (name: keyof Certificates) => () =>
  sendWithCertificate(`${shared.program.https}/lab/1`, shared.certificates[name])
const bearer = (claims: object, secret?: string) =>
  `Bearer ${jwt({ sub: 'clinic', ...claims }, { ...(secret && { secret }) })}`

/** Makes a token of a client and returns it; `end` says what becomes of it. */
async function makeToken(client: string, fields: object) {
  const path = `/clients/${getId(client)}/credentials`
  const made: { _id: string; secret: string } = JSON.parse(await call('POST', path, { kind: 'token', ...fields }))
  return made
}

type Case = {
  code: RefusalCode
  status: number
  recognised: boolean
  refused: () => Promise<Answer>
  /** Presses the button of the row; absent: the row says in words what helps, because nothing can be pressed for it. */
  fix?: (row: Locator, page: Page) => Promise<unknown>
  /** Asks again; the answer must be 200 after the button was pressed. */
  again?: () => Promise<Answer>
  link?: string
}

const cases: Case[] = [
  {
    code: 'unknown-issuer',
    status: 401,
    recognised: false,
    refused: ask('/lab/1', bearer({ iss: 'https://id.example' }, 'a-shared-secret-of-id-example-long-enough')),
    async fix(row, page) {
      await row.getByRole('button', { name: 'Add the issuer https://id.example' }).click()
      const dialog = page.getByRole('dialog')
      assert.equal(await dialog.getByLabel(/^Issuer \(iss\)/).inputValue(), 'https://id.example')
      await dialog.getByLabel(/^Name/).fill('Ministry')
      await dialog.getByRole('radio', { name: 'A shared secret' }).check()
      await dialog.getByLabel(/^Shared secret/).fill('a-shared-secret-of-id-example-long-enough')
      await page.getByRole('button', { name: 'Save Changes' }).click()
      await seen(page.getByText('The issuer Ministry is saved.'))
    },
  },
  {
    code: 'bad-jwt',
    status: 401,
    recognised: false,
    refused: ask('/lab/1', bearer({}, 'a-secret-that-nobody-has-but-is-long-enough')),
    link: 'Go to the issuers',
  },
  { code: 'expired-jwt', status: 401, recognised: false, refused: ask('/lab/1', bearer({ exp: 1_700_000_000 })) },
  {
    code: 'narrowed-token',
    status: 403,
    recognised: true,
    refused: ask('/lab/1', bearer({ iss: 'https://district.example', scope: 'write' }, secretOfNewIssuer)),
    link: 'Open the channel',
  },
  {
    code: 'early-credential',
    status: 401,
    recognised: false,
    async refused() {
      const { secret } = await makeToken('early', { validFrom: new Date(Date.now() + hour).toISOString() })
      return ask('/lab/1', `Custom ${secret}`)()
    },
    fix: (row, page) => addPassword(row, page, newPassword),
    again: ask('/lab/1', basic('early', newPassword)),
  },
  {
    code: 'revoked-credential',
    status: 401,
    recognised: false,
    async refused() {
      const { _id, secret } = await makeToken('clinic', {})
      await call('DELETE', `/clients/${getId('clinic')}/credentials/${_id}`)
      return ask('/lab/1', `Custom ${secret}`)()
    },
    fix: (row, page) => addPassword(row, page, newPassword),
    again: ask('/lab/1', basic('clinic', newPassword)),
  },
  {
    code: 'wrong-origin',
    status: 403,
    recognised: false,
    // Browsers ask before they send the request of a page, without credentials.
    refused: ask('/web/1', undefined, {
      method: 'OPTIONS',
      headers: { origin: 'https://other.test', 'access-control-request-method': 'GET' },
    }),
    async fix(row) {
      await row.getByRole('button', { name: 'Let pages of https://other.test call web' }).click()
      await seen(row.page().getByRole('status').filter({ hasText: 'Done:' }).first())
    },
    again: async () => {
      const { status, ...answer } = await ask('/web/1', undefined, {
        method: 'OPTIONS',
        headers: { origin: 'https://other.test', 'access-control-request-method': 'GET' },
      })()
      return { ...answer, status: status === 204 ? 200 : status }
    },
  },
  {
    code: 'loop',
    status: 508,
    recognised: false,
    async refused() {
      const routes = [
        { name: 'itself', host: '127.0.0.1', port: shared.program.ports.http, path: '/circle/1', primary: true },
      ]
      await call('POST', '/channels', {
        name: 'circle',
        urlPattern: '^/circle/',
        allow: ['nurse'],
        methods: ['GET'],
        routes,
      })
      return ask('/circle/1', basic('clinic', 'a long password'))()
    },
    link: 'Open the channel',
  },
  {
    code: 'untrusted-certificate',
    status: 401,
    recognised: false,
    refused: show('stranger'),
    link: 'Go to the certificates',
  },
  { code: 'expired-certificate', status: 401, recognised: false, refused: show('old') },
  {
    code: 'unknown-domain',
    status: 401,
    recognised: false,
    refused: show('unknown'),
    async fix(row, page) {
      await row.getByRole('button', { name: 'Add a client for newcomer.example' }).click()
      const { form } = clientsPage(page)
      await form.fill({ id: 'newcomer', name: 'Newcomer', roles: ['nurse'] })
      await form.tab('Authentication').click()
      assert.equal(await form.domain.inputValue(), 'newcomer.example')
      await form.save.click()
      await seen(page.getByText('The client Newcomer has been saved.'))
    },
  },
  {
    code: 'other-certificate',
    status: 401,
    recognised: false,
    refused: show('second'),
    async fix(row, page) {
      await row.getByRole('button', { name: 'Give it a new credential' }).click()
      const add = page.getByRole('dialog', { name: /^Credentials of/ }).getByRole('group', { name: 'Add a credential' })
      await add.getByLabel('Kind').selectOption({ label: 'Certificate' })
      await add.getByRole('textbox', { name: /PEM/ }).fill(shared.certificates.second.pem)
      await add.getByRole('button', { name: 'Add', exact: true }).click()
      await seen(
        page
          .getByRole('dialog')
          .getByRole('row', { name: /Certificate.*active/ })
          .nth(1),
      )
    },
  },
  { code: 'shared-domain', status: 401, recognised: false, refused: show('twin'), link: 'Go to the clients' },
  { code: 'wrong-domain', status: 401, recognised: false, refused: show('moved'), link: 'Open the client' },
]

for (const { code, status, recognised, refused: refuse, fix, again, link } of cases)
  test(`${code}: ${recognised ? 'the caller reads the code' : 'the caller learns nothing'}, the id finds the row, which ${fix ? 'has the button that resolves it' : 'says in words what helps'}`, async (t) => {
    const refused = await refuse()
    assert.equal(refused.status, status, refused.body)
    assert.equal(refused.body.includes(code), recognised, refused.body)
    const { page, row } = await openRefusal(shared, t, refused.id)
    await seen(row.getByText(remedies[code]))
    if (link) await seen(row.getByRole('link', { name: link }))
    if (!fix) return
    await fix(row, page)
    await until('it passes', async () => (await (again ?? refuse)()).status === 200)
  })
