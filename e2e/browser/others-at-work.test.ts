import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Channel } from '@mediary/contract/channels'
import type { Client } from '@mediary/contract/clients'
import type { Page } from 'playwright-core'
import { until } from '../until.ts'
import { clientsPage } from './clients-page.ts'
import { type Console, gone, seen, startConsole } from './console.ts'

const shared = {} as Console
before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab', allow: ['nurse'] }, upstream.port)
  await program.call('POST', '/roles', { name: 'nurse' })
  await program.makeClient({ clientID: 'clinic', roles: ['nurse'], customTokenID: 'clinic-token' })
  await program.call('POST', '/users', { email: 'ada@example.org', firstname: 'Ada', surname: 'Mensah', groups: [] })
  await program.call('POST', '/user-roles', { name: 'auditor', permissions: { 'audit-trail-view': true } })
})
after(() => shared.end?.())

const findId = async (path: string, key: string, value: string) =>
  (await shared.program.get<Record<string, string>[]>(path)).find((one) => one[key] === value)?._id
const done = async (method: string, path: string, body?: unknown) => {
  const answer = await shared.program.call(method, path, body)
  assert.equal(answer.status, 200, answer.text)
}
const client = async () =>
  (await shared.program.get<Client[]>('/clients')).find(({ clientID }) => clientID === 'clinic')
const note = (page: Page) => page.getByTestId('gone')
const save = (page: Page) => page.getByRole('button', { name: 'Save Changes' }).click()
const open = (t: TestContext, path: string) => shared.open(t, path)

test('what another person changes meanwhile appears in an open form, and stays as they left it when this one is saved', async (t) => {
  const page = await open(t, `/clients?client=${await findId('/clients', 'clientID', 'clinic')}`)
  const { form } = clientsPage(page)
  await form.box('Location').fill('Beira')
  await done('PUT', `/clients/${(await client())?._id}`, { organization: 'Ministry of Health' })
  await until('the change is shown', async () => (await form.box('Organization').inputValue()) === 'Ministry of Health')
  assert.equal(await form.box('Location').inputValue(), 'Beira')
  const sent = page.waitForRequest((request) => request.method() === 'PUT')
  await save(page)
  assert.deepEqual((await sent).postDataJSON(), { location: 'Beira' })
  await gone(form.dialog)
  const { location, organization } = (await client()) ?? {}
  assert.deepEqual([location, organization], ['Beira', 'Ministry of Health'])
})

test('a client that is deleted while it is edited takes nothing with it: the form says so, and makes it anew', async (t) => {
  const page = await open(t, `/clients?client=${await findId('/clients', 'clientID', 'clinic')}`)
  const { form, success } = clientsPage(page)
  await form.box('Location').fill('Nampula')
  await done('DELETE', `/clients/${(await client())?._id}`)
  await seen(note(page).getByText('Somebody deleted this client meanwhile.'))
  assert.equal(await form.box('Location').inputValue(), 'Nampula')
  assert.equal(await form.box('Client ID').inputValue(), 'clinic')
  await form.save.click()
  await seen(form.alert)
  await form.fill({ token: 'another-token' })
  await form.save.click()
  await seen(success('The client clinic has been saved.'))
  assert.equal((await client())?.location, 'Nampula')
})

test('an address of a client that no longer exists says so', async (t) => {
  const page = await open(t, '/clients?client=0123456789abcdef01234567')
  await seen(page.getByText('This client no longer exists.'))
})

test('a user that is deleted while it is edited takes nothing with it', async (t) => {
  const page = await open(t, '/users?edit=ada@example.org')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Phone').fill('27821234567')
  await done('DELETE', '/users/ada@example.org')
  await seen(note(page).getByText('Somebody deleted this user meanwhile.'))
  assert.equal(await dialog.getByLabel('Phone').inputValue(), '27821234567')
  await save(page)
  await seen(page.getByText('The user ada@example.org has been saved.'))
  await dialog.getByRole('button', { name: 'Done' }).click()
  await gone(dialog)
})

test('a user role that is deleted while it is edited takes nothing with it', async (t) => {
  const page = await open(t, '/users?role=auditor')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('See the server log').check()
  await done('DELETE', '/user-roles/auditor')
  await seen(note(page).getByText('Somebody deleted or renamed this user role meanwhile.'))
  await save(page)
  await seen(page.getByText('The user role auditor has been saved.'))
  const made = await shared.program.get<{ permissions: Record<string, boolean> }>('/user-roles/auditor')
  assert.ok(made.permissions['logs-view'] && made.permissions['audit-trail-view'])
})

test('a role that is deleted while it is renamed leaves what was typed in a new line', async (t) => {
  const page = await open(t, '/clients')
  const { button, role, line, success, failure } = clientsPage(page)
  await done('PUT', '/roles/nurse', { channels: [{ _id: await findId('/channels', 'name', 'lab') }] })
  await button('Rename roles').click()
  await page.getByRole('textbox', { name: 'Name of the role nurse' }).fill('midwife')
  await done('DELETE', '/roles/nurse')
  await seen(page.getByText('Somebody deleted the role nurse meanwhile.'))
  const box = line.getByRole('textbox', { name: 'Name of the new role' })
  assert.equal(await box.inputValue(), 'midwife')
  assert.equal(await line.getByRole('button', { name: 'midwife may use lab' }).getAttribute('aria-pressed'), 'true')
  await line.getByRole('button', { name: 'Save role midwife' }).click()
  await seen(success('The role midwife has been saved.'))
  await seen(role('midwife'))
  assert.equal(await failure('').count(), 0)
})

test('a channel that is deleted while it is edited takes nothing with it: one without transactions is made anew', async (t) => {
  const id = await findId('/channels', 'name', 'lab')
  const page = await open(t, `/channels/${id}?edit=general`)
  await page.getByLabel('Description').fill('The laboratory')
  await done('DELETE', `/channels/${id}`)
  await seen(note(page).getByText('Somebody deleted this channel meanwhile.'))
  assert.equal(await page.getByLabel('Description').inputValue(), 'The laboratory')
  await save(page)
  await seen(page.getByText('The channel lab is made.'))
})

test('a channel with transactions is only marked as deleted: saving what was typed enables it again', async (t) => {
  assert.equal(
    (await fetch(`${shared.program.http}/lab/x`, { headers: { authorization: 'Custom another-token' } })).status,
    200,
  )
  const id = await findId('/channels', 'name', 'lab')
  const page = await open(t, `/channels/${id}?edit=general`)
  await page.getByLabel('Description').fill('The central laboratory')
  await done('DELETE', `/channels/${id}`)
  await seen(page.getByText('This channel is deleted. Saving it enables it again.'))
  assert.equal(await page.getByLabel('Description').inputValue(), 'The central laboratory')
  await save(page)
  await seen(page.getByText('The channel is saved.'))
  const { status, description } = await shared.program.get<Channel>(`/channels/${id}`)
  assert.deepEqual([status, description], ['enabled', 'The central laboratory'])
})

for (const [what, where, plus, label] of [
  ['the form of a client', 'Clients', '+ Client', 'Client Name'],
  ['the form of a user', 'Users', '+ User', 'First name'],
  ['the form of a user role', 'Users', '+ User role', 'Name'],
] as const)
  test(`${what} asks before what was typed is discarded, however one leaves`, async (t) => {
    const page = await open(t, '/about')
    await page.getByRole('link', { name: where, exact: true }).click()
    await page.getByRole('button', { name: plus, exact: true }).click()
    const dialog = page.getByRole('dialog').first()
    const box = dialog.getByRole('textbox', { name: label, exact: true })
    await box.fill('typed')
    const keep = page.getByRole('button', { name: 'Keep editing' })
    const leaving = [
      () => dialog.getByRole('button', { name: 'Close' }).first().click(),
      () => page.keyboard.press('Escape'),
      () => page.goBack().catch(() => undefined),
    ]
    for (const leave of leaving) {
      await leave()
      await seen(keep)
      await keep.click()
      await gone(keep)
      assert.equal(await box.inputValue(), 'typed')
    }
    await page.keyboard.press('Escape')
    await seen(keep)
    await page.keyboard.press('Escape')
    await gone(keep)
    assert.equal(await box.inputValue(), 'typed')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Discard' }).click()
    await gone(dialog)
  })
