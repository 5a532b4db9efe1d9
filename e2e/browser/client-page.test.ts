import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { chooseMore } from './clients-page.ts'
import { type Console, gone, seen, startConsole, type View } from './console.ts'

// Finds out why a clinic is down, on a store with 5,000 clients.

const shared = {} as Console & { ids: Map<string, string> }
const password = 'correct horse'

before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab', allow: ['nurse'] }, upstream.port)
  await program.makeChannel({ name: 'registry', allow: ['clerk'] }, upstream.port)
  const lines = Array.from({ length: 5_000 }, (_, i) => `clinic-${i},Clinic ${i},nurse,clinic-${i}.example`)
  const { email, password: secret } = program.admin
  const imported = await fetch(`${program.base}/clients/import`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${email}:${secret}`).toString('base64')}`,
      'content-type': 'text/csv',
    },
    body: ['clientID,name,roles,clientDomain', ...lines].join('\n'),
  })
  assert.equal(imported.status, 200, await imported.text())
  const clients = await program.get<{ _id: string; clientID: string }[]>('/clients')
  Object.assign(shared, { ids: new Map(clients.map(({ _id, clientID }) => [clientID, _id])) })
  for (const id of ['clinic-3210', 'clinic-7', 'clinic-8', 'clinic-9']) {
    const { status, text } = await program.call('PUT', `/clients/${shared.ids.get(id)}`, { password })
    assert.equal(status, 200, text)
  }
})
after(() => shared.end?.())

const send = async (client: string, path: string, secret = password) => {
  const authorization = `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}`
  return (await fetch(shared.program.http + path, { headers: { authorization } })).status
}
const open = (t: TestContext, client: string, view?: View) => shared.open(t, `/clients/${shared.ids.get(client)}`, view)
const isRecorded = (client: string) =>
  until('the refusal is recorded', async () => {
    const refusals = await shared.program.get<unknown[]>(`/refusals?client=${client}`)
    return refusals.length > 0
  })
const refusals = (page: Page) => page.getByRole('region', { name: 'Last refusals' })

test('from "the clinic is down" to its cause, and to its repair, in three clicks', async (t) => {
  assert.equal(await send('clinic-3210', '/registry/1'), 403)
  await isRecorded('clinic-3210')
  const page = await shared.open(t, '/')
  await page.getByRole('link', { name: 'Clients', exact: true }).click()
  await page.getByLabel('Search clients').fill('clinic-3210')
  await chooseMore(page, 'Clinic 3210', 'Open the page of Clinic 3210')
  const cause = refusals(page).getByText('Allow the client, or one of its roles, on the channel.')
  await seen(cause)
  const access = page.getByRole('table', { name: 'Channels it may reach' })
  await seen(access.getByRole('row', { name: /lab.*role nurse/ }))
  await accessible(page, 'the page of a client')

  await page.getByRole('button', { name: 'Allow the role nurse on registry' }).click()
  await seen(page.getByText('The channel registry is open to this client now.'))
  await seen(access.getByRole('row', { name: /registry.*role nurse/ }))
  assert.equal(await send('clinic-3210', '/registry/1'), 200)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await seen(page.getByRole('button', { name: 'Allow the role nurse on registry' }))
  assert.equal(await send('clinic-3210', '/registry/1'), 403)
})

test('a disabled client is enabled from its refusal, and its page tells who disabled it and why', async (t) => {
  const { program, ids } = shared
  await program.call('POST', `/clients/${ids.get('clinic-7')}/disable`, { reason: 'laptop stolen' })
  assert.equal(await send('clinic-7', '/lab/1'), 403)
  await isRecorded('clinic-7')
  const page = await open(t, 'clinic-7')
  await seen(page.getByRole('region', { name: 'State' }).getByText(/laptop stolen/))
  await page.getByRole('button', { name: 'Enable the client' }).click()
  const dialog = page.getByRole('dialog', { name: 'Enable Client' })
  await dialog.getByLabel(/^Reason/).fill('found again')
  await dialog.getByRole('button', { name: 'Enable' }).click()
  await gone(dialog)
  await seen(page.getByRole('region', { name: 'State' }).getByText('enabled', { exact: true }))
  assert.equal(await send('clinic-7', '/lab/1'), 200)
})

test('a wrong password leads to a new credential, and Try it says that the password was not tried', async (t) => {
  assert.equal(await send('clinic-8', '/lab/1', 'wrong'), 401)
  await isRecorded('clinic-8')
  const page = await open(t, 'clinic-8')
  await page.getByRole('button', { name: 'Give it a new credential' }).click()
  const dialog = page.getByRole('dialog', { name: 'Credentials of Clinic 8' })
  await seen(dialog.getByRole('table', { name: 'Credentials' }))
  await page.keyboard.press('Escape')
  await gone(dialog)
  await page.getByRole('button', { name: 'Try it', exact: true }).click()
  const trying = page.getByRole('dialog', { name: 'Try it: Clinic 8' })
  await trying.getByLabel('Path').fill('/lab/1')
  await trying.getByRole('button', { name: 'Try it' }).click()
  await seen(trying.getByText(/^Not tried: the secret itself\./))
})

test('the traffic of a day and of 30 days is that of the record', async (t) => {
  const client = 'clinic-9'
  for (const path of ['/lab/1', '/lab/2', '/lab/3']) assert.equal(await send(client, path), 200)
  const filters = encodeURIComponent(JSON.stringify({ clientID: shared.ids.get(client) }))
  await until('the requests are recorded', async () => {
    const rows = await shared.program.get<unknown[]>(`/transactions?filters=${filters}`)
    return rows.length === 3
  })
  const page = await open(t, client)
  await seen(page.getByRole('region', { name: 'Traffic' }).getByText('Requests, 24 hours3'))
})

test('the page of a channel tells who can reach it, and through what', async (t) => {
  const { program, ids, open } = shared
  const client = { clientID: 'registrar', name: 'Registrar', roles: ['clerk'], clientDomain: 'r.example' }
  await program.makeClient(client)
  const channels = await program.get<{ _id: string; name: string }[]>('/channels')
  const findId = (name: string) => channels.find((one) => one.name === name)?._id ?? ''
  const lab = findId('lab')
  const allowed = await program.call('PUT', `/channels/${lab}`, { allow: ['nurse', 'clinic-9', 'nobody'] })
  assert.equal(allowed.status, 200, allowed.text)
  const page = await open(t, `/channels/${lab}`)
  const table = page.getByRole('table', { name: 'Who can reach this channel' })
  await seen(table.getByRole('row', { name: 'role nurse 5,000 clients' }))
  await seen(table.getByRole('row', { name: 'role nobody no client has it' }))
  await accessible(page, 'who can reach a channel')
  await table
    .getByRole('row', { name: /the client itself/ })
    .getByRole('link', { name: 'Clinic 9' })
    .click()
  await seen(page.getByRole('heading', { name: 'Clinic 9', level: 1 }))
  assert.ok(page.url().endsWith(`/clients/${ids.get('clinic-9')}`))
  const other = await open(t, `/channels/${findId('registry')}`)
  await seen(other.getByRole('row', { name: 'role clerk Registrar' }))
})

test('the page of a role tells which of its channels were used and by whom, and leads to them', async (t) => {
  const { program, upstream } = shared
  await program.makeChannel({ name: 'archive', allow: ['archivist'] }, upstream.port)
  await program.makeChannel({ name: 'files', allow: ['archivist'] }, upstream.port)
  await program.makeClient({ clientID: 'museum', name: 'Museum', roles: ['archivist'], password })
  assert.equal(await send('museum', '/archive/1'), 200)
  await until('the request is counted', async () => {
    const { usedChannels } = await program.get<{ usedChannels: number }>('/roles/archivist/usage')
    return usedChannels === 1
  })
  const page = await shared.open(t, '/clients?findRole=archivist')
  await page.getByRole('rowheader', { name: 'archivist', exact: true }).getByRole('link').click()
  await seen(page.getByRole('heading', { name: 'Role archivist', level: 1 }))
  await seen(page.getByText('It opens 2 channels, of which 1 was used in the last 90 days.'))
  await seen(page.getByText('1 client has it, of which 1 used it.'))
  const rows = page.getByRole('table', { name: 'Channels that it opens' }).getByRole('row')
  const texts = (await rows.allInnerTexts()).map((text) => text.split('\t').map((cell) => cell.trim()))
  assert.deepEqual(
    texts.slice(1).map(([name, requests]) => [name, requests]),
    [
      ['files', '0'],
      ['archive', '1'],
    ],
  )
  await accessible(page, 'the page of a role')
  await page.getByRole('link', { name: 'archive', exact: true }).click()
  await seen(page.getByText('1 client may use it, of which 1 did in the last 90 days.'))
  await seen(page.getByRole('table', { name: 'Use by these clients' }).getByRole('row', { name: /museum 1/ }))
  await accessible(page, 'who used a channel')
})

test('the page fits a phone, and is reached with the keyboard', async (t) => {
  const page = await open(t, 'clinic-8', { size: 'narrow', colours: 'dark' })
  await seen(refusals(page).getByRole('article').first())
  await accessible(page, 'the page of a client on a phone')
  const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  assert.ok(Number(overflow) <= 0, String(overflow))
  await page.getByRole('button', { name: 'Try it', exact: true }).focus()
  await page.keyboard.press('Enter')
  await seen(page.getByRole('dialog', { name: 'Try it: Clinic 8' }))
})
