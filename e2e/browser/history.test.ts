import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible } from './axe.ts'
import { type Console, gone, seen, startConsole, type View } from './console.ts'

// The history of the configuration: who changed what, and how it is undone.

const shared = {} as Console & { ids: Map<string, string> }

before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeClient({ clientID: 'clinic', name: 'Clinic', roles: ['nurse'], customTokenID: 'clinic-token' })
  await program.makeChannel({ name: 'lab', allow: ['nurse'] }, upstream.port)
  const clients = await program.get<{ _id: string; clientID: string }[]>('/clients')
  Object.assign(shared, { ids: new Map(clients.map(({ _id, clientID }) => [clientID, _id])) })
})
after(() => shared.end?.())

const getId = (client: string) => shared.ids.get(client) ?? assert.fail(client)
const change = async (method: string, path: string, body?: object) => {
  const { status, text } = await shared.program.call(method, path, body)
  assert.ok(status < 300, text)
}
const open = (t: TestContext, path: string, view?: View) => shared.open(t, path, view)
const entry = (page: Page, name: string) => page.getByRole('article', { name }).first()

test('a change tells who made it and what differs, and is undone from the page', async (t) => {
  const { program } = shared
  await change('PUT', `/clients/${getId('clinic')}`, { name: 'Clinic North', organization: 'Ministry' })
  const page = await open(t, '/history')
  const renamed = entry(page, 'Client clinic, changed')
  await seen(renamed.getByText('Name: Clinic → Clinic North'))
  await seen(renamed.getByText('Organization: empty → Ministry'))
  await seen(renamed.getByText(/First Administrator · .* · from 127\.0\.0\.1/))
  await accessible(page, 'the history')

  await renamed.getByRole('button', { name: 'Undo the change of clinic' }).click()
  const dialog = page.getByRole('dialog', { name: 'Undo a change' })
  await seen(dialog.getByText('Restore the state before this change of clinic?'))
  await accessible(page, 'the question before an undo')
  await dialog.getByRole('button', { name: 'Undo the change' }).click()
  await seen(page.getByText('The change of clinic is undone.'))
  await seen(entry(page, 'Client clinic, changed').getByText('Name: Clinic North → Clinic'))
  assert.equal((await program.get<{ name: string }>(`/clients/${getId('clinic')}`)).name, 'Clinic')
})

test('a refused undo names what depends on the change, and leads there', async (t) => {
  await change('POST', '/roles', { name: 'clerk' })
  await change('PUT', `/clients/${getId('clinic')}`, { roles: ['nurse', 'clerk'] })
  const page = await open(t, '/history?object=role')
  await entry(page, 'Role clerk, added').getByRole('button', { name: 'Undo the change of clerk' }).click()
  const dialog = page.getByRole('dialog', { name: 'Undo a change' })
  await dialog.getByRole('button', { name: 'Undo the change' }).click()
  await seen(dialog.getByRole('alert').getByText('"clerk" is in use.'))
  await dialog.getByRole('link', { name: 'Clinic' }).click()
  await seen(page.getByRole('heading', { name: 'Clinic', level: 1 }))

  await change('PUT', `/clients/${getId('clinic')}`, { name: 'Second' })
  await change('PUT', `/clients/${getId('clinic')}`, { name: 'Third' })
  await page.goto(`${shared.base}/history?object=client&id=${getId('clinic')}`)
  const second = page.getByRole('article').filter({ hasText: '→ Second' })
  await second.getByRole('button', { name: 'Undo the change of clinic' }).click()
  await dialog.getByRole('button', { name: 'Undo the change' }).click()
  await seen(dialog.getByRole('link', { name: 'Show the later changes of clinic' }))
})

test('the filters are in the address, and narrow the list by kind, person and time', async (t) => {
  const page = await open(t, '/history')
  await page.getByLabel('Kind of object').selectOption({ label: 'Channel' })
  await seen(entry(page, 'Channel lab, added'))
  await gone(page.getByRole('article', { name: /^Client/ }))
  assert.match(page.url(), /object=channel/)
  await page.getByLabel('Person').selectOption({ label: shared.program.admin.email })
  await seen(entry(page, 'Channel lab, added'))
  await page.getByLabel('From', { exact: true }).fill('2099-01-01T00:00')
  await seen(page.getByText('No change matches.'))
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await seen(page.getByRole('article', { name: /^Client clinic/ }).first())
})

test('the pages of clients, channels, roles, users, certificates and settings lead to their history', async (t) => {
  const page = await open(t, `/clients/${getId('clinic')}`)
  const recent = page.getByRole('region', { name: 'Last changes' })
  await seen(recent.getByRole('article').first())
  await recent.getByRole('link', { name: 'All changes of it' }).click()
  await seen(page.getByRole('heading', { name: 'History', level: 1 }))
  for (const path of ['/clients', '/users', '/certificates', '/settings']) {
    await page.goto(shared.base + path)
    await page.getByRole('main').getByRole('link', { name: 'History' }).first().click()
    await seen(page.getByRole('heading', { name: 'History', level: 1 }))
    assert.match(page.url(), /object=(role|user|certificate|setting)/)
  }
})

test('a user sees the changes of what the user may see, and can undo none without the right', async (t) => {
  const viewer = { email: 'viewer@example.org', password: 'another long password' }
  await change('POST', '/user-roles', { name: 'viewers', permissions: { 'channel-view-all': true } })
  await change('POST', '/users', { ...viewer, firstname: 'Vi', surname: 'Ewer', groups: ['viewers'] })
  const page = await open(t, '/history', { as: viewer })
  await seen(entry(page, 'Channel lab, added'))
  assert.equal(await page.getByRole('article', { name: /^(Client|User)/ }).count(), 0)
  assert.equal(await page.getByRole('button', { name: /^Undo/ }).count(), 0)
  const narrow = await open(t, '/history', { size: 'narrow', colours: 'dark' })
  await seen(narrow.getByRole('article').first())
  await accessible(narrow, 'the history on a phone')
})
