// The comparison of shadow mode with OpenHIM, as a person looks at it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible } from './axe.ts'
import { type Console, gone, seen, startConsole } from './console.ts'

const shared = {} as Console
const clerk = { email: 'clerk@example.org', password: 'a long password of a clerk' }

before(async () => {
  Object.assign(shared, await startConsole({ env: { MEDIARY_SHADOW: 'true' } }))
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab', allow: ['nurse'] }, upstream.port)
  await program.makeClient({
    clientID: 'clinic',
    name: 'Clinic',
    roles: ['nurse'],
    customTokenID: 'token-of-the-clinic',
  })
  await program.makeClient({ clientID: 'ward', name: 'Ward', roles: ['nurse'], customTokenID: 'token-of-the-ward' })
  await program.call('POST', '/user-roles', { name: 'clerk', permissions: { 'channel-view-all': true } })
  await program.call('POST', '/users', { ...clerk, firstname: 'Cle', surname: 'Rk', groups: ['clerk'] })
  const [channel] = await program.get<{ _id: string }[]>('/channels')
  const clients = await program.get<{ _id: string; clientID: string }[]>('/clients')
  const findClient = (id: string) => clients.find(({ clientID }) => clientID === id)?._id
  const copy = (requestId: string, token: string) =>
    fetch(`${program.http}/lab/1`, { headers: { authorization: `Custom ${token}`, 'x-request-id': requestId } })
  const record = (requestId: string, client: string) =>
    program.call('POST', '/transactions', {
      channelID: channel?._id,
      clientID: findClient(client),
      clientIP: '192.0.2.1',
      status: 'Successful',
      request: {
        method: 'GET',
        path: '/lab/1',
        headers: { authorization: 'Custom secret', 'x-request-id': requestId },
        timestamp: Date.now(),
      },
    })
  await copy('agreed', 'token-of-the-clinic')
  await record('agreed', 'clinic')
  await copy('as-another', 'token-of-the-ward')
  await record('as-another', 'clinic')
  await copy('wrong-here', 'token-of-nobody')
  await record('wrong-here', 'clinic')
  await copy('refused-there', 'token-of-the-clinic')
})
after(() => shared.end?.())

const row = (page: Page, cause: string) =>
  page.getByRole('table', { name: 'Differences' }).getByRole('row').filter({ hasText: cause })
const fact = (page: Page, name: string) => page.locator('dl > div').filter({ hasText: name }).locator('dd')

const log = (lines: string) => ({ name: 'openhim.log', mimeType: 'text/plain', buffer: Buffer.from(lines) })
const chooseLog = (page: Page, lines: string) => page.locator('input[type=file]').setInputFiles(log(lines))

test('the banner leads to the report: what agreed, what differed by its cause, and its transactions', async (t) => {
  const page = await shared.open(t, '/channels')
  await page.getByTestId('shadow').getByRole('link', { name: 'Compare with OpenHIM' }).press('Enter')
  await page.getByRole('button', { name: 'Compare', exact: true }).press('Enter')
  await seen(page.getByText('Some traffic would be served otherwise'))
  assert.equal(await fact(page, 'Decided as in OpenHIM').textContent(), '1')
  assert.equal(await fact(page, 'Decided otherwise').textContent(), '2')
  await seen(page.getByText('1 have no answer of OpenHIM', { exact: false }))
  await seen(row(page, 'It was sent by client "ward", and by client "clinic" in OpenHIM'))
  await accessible(page, 'the comparison of shadow mode')

  await chooseLog(page, '{"id":"refused-there","status":"401","transaction":"-"}\n{"id":"on its w')
  await seen(page.getByText('openhim.log: 1 answer.'))
  await page.getByRole('button', { name: 'Compare', exact: true }).press('Enter')
  await seen(row(page, 'OpenHIM refused it with 401, and it is let through here'))
  await gone(page.getByText('have no answer of OpenHIM', { exact: false }))

  await row(page, 'It is refused here with 401').getByRole('link', { name: 'In OpenHIM' }).click()
  await seen(page.getByRole('heading', { level: 1 }))
  assert.match(page.url(), /\/transactions\/[0-9a-f]{24}$/)
  await page.goBack()
})

test('a file that is no log of a proxy is refused with its name', async (t) => {
  const page = await shared.open(t, '/refusals/shadow')
  await chooseLog(page, '192.0.2.1 - - [30/Nov/2026] "GET /lab"\n{"id":"b","status":"401"}\n')
  await seen(page.getByRole('alert').filter({ hasText: 'openhim.log is no such log' }))
})

test('the causes are worded in the language of the person', async (t) => {
  const context = await shared.browser.newContext({ locale: 'fr' })
  t.after(() => context.close())
  const { base, admin } = shared.program
  await context.request.post(`${base}/authenticate/local`, {
    data: { username: admin.email, password: admin.password },
  })
  const page = await context.newPage()
  await page.goto(`${shared.base}/refusals/shadow`)
  await page.getByRole('button', { name: 'Comparer', exact: true }).click()
  const table = page.getByRole('table', { name: 'Différences' })
  await seen(table.getByText('Elle a été envoyée par le client « ward », et par le client « clinic » dans OpenHIM'))
})

test('those who may not see all transactions find no link, and are told why the page is closed', async (t) => {
  const page = await shared.open(t, '/channels', { as: clerk })
  await seen(page.getByTestId('shadow'))
  await gone(page.getByRole('link', { name: 'Compare with OpenHIM' }))
  await page.goto(`${shared.base}/refusals/shadow`)
  await seen(page.getByRole('alert').first())
})
