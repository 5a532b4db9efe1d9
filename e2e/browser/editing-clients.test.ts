import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Client } from '@mediary/contract/clients'
import { curl } from '../curl.ts'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { clientsPage, writesDuring } from './clients-page.ts'
import { type Console, gone, seen, signIn, startConsole, type View } from './console.ts'

const shared = {} as Console
const operator = { email: 'operator@example.org', password: 'a long operator password' }
before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab', allow: ['nurse'] }, upstream.port)
  await program.makeChannel({ name: 'registry', allow: ['clerk'] }, upstream.port)
  const made = await program.call('POST', '/users', {
    ...operator,
    firstname: 'Olu',
    surname: 'Operator',
    groups: ['operator'],
  })
  assert.equal(made.status, 201, made.text)
  for (const [clientID, roles] of [
    ['walk', ['nurse']],
    ['leaver', ['clerk']],
    ['sharer', ['clerk']],
  ] as const)
    await program.makeClient({ clientID, roles: [...roles], customTokenID: `${clientID}-token` })
})
after(() => shared.end?.())

const stored = async (id: string) =>
  (await shared.program.get<Client[]>('/clients')).find(({ clientID }) => clientID === id)
const withToken = (token: string, channel = 'lab') =>
  curl('-H', `Authorization: Custom ${token}`, `${shared.program.http}/${channel}/x`)
const withPassword = (id: string, password: string, channel = 'lab') =>
  curl('-u', `${id}:${password}`, `${shared.program.http}/${channel}/x`)

async function opened(t: TestContext, view: View = {}) {
  const page = await shared.open(t, '/clients', view)
  const clients = clientsPage(page)
  await clients.ready()
  return { page, ...clients }
}

test('[27, L35, L47, L57] without a session every address leads to the sign-in, and from there to where one wanted to go', async (t) => {
  const page = await shared.open(t, '/clients?find=walk', { as: 'nobody' })
  await seen(page.getByRole('button', { name: 'Sign in' }))
  await signIn(page, shared.program.admin)
  await clientsPage(page).ready()
  assert.match(page.url(), /\/console\/clients\?find=walk/)
})

test('[28, 43, 49, 59, 66, 71, L36, L48, L49, L58, L59] the left navigation has Clients, leads there and shows where one is; a client is found by searching', async (t) => {
  const page = await shared.open(t, '/')
  const entry = page.getByRole('navigation').getByRole('link', { name: 'Clients', exact: true })
  await entry.click()
  const { ready, client, list } = clientsPage(page)
  await ready()
  assert.equal(await entry.getAttribute('aria-current'), 'page')
  await seen(page.getByRole('heading', { name: 'Roles' }))
  await page.getByRole('searchbox', { name: 'Search clients' }).last().fill('sharer')
  await seen(client('sharer'))
  await gone(client('leaver'))
  assert.equal(await list.getByRole('row').count(), 2)
})

test('[3, L14] an administrator sees how to add, edit and delete; who may not has no entry, and the address says so without any data', async (t) => {
  const { button } = await opened(t)
  for (const name of ['+ Client', '+ Role', 'Edit walk', 'Delete walk']) await seen(button(name))
  const page = await shared.open(t, '/clients', { as: operator })
  await seen(page.getByText('Your user may not see this page.'))
  assert.equal(await page.getByRole('link', { name: 'Clients', exact: true }).count(), 0)
  assert.equal(await page.getByText('walk').count(), 0)
  assert.equal(await page.getByRole('button', { name: '+ Client' }).count(), 0)
})

test('[1, 2, 7, 8, 21, 22, L12, L18, L19, L26] a client made here reaches its channel and stands in the record by its name; before, with a wrong password, or where it is not allowed, it is refused', async (t) => {
  assert.equal((await withPassword('newcomer', 'a fine password')).status, 401)
  const { addClient, client, page } = await opened(t)
  await addClient({ id: 'newcomer', name: 'The New Clinic', roles: ['nurse'], password: 'a fine password' })
  await seen(client('newcomer').getByText('The New Clinic'))
  assert.equal((await withPassword('newcomer', 'a fine password')).status, 200)
  assert.equal((await withPassword('newcomer', 'another password')).status, 401)
  assert.equal((await curl(`${shared.program.http}/lab/x`)).status, 401)
  assert.equal((await withPassword('newcomer', 'a fine password', 'registry')).status, 403)

  await page.goto(`${shared.base}/transactions`)
  const row = page.getByRole('row').filter({ hasText: 'The New Clinic' }).first()
  await seen(row)
  await row.getByRole('link').first().click()
  await seen(page.getByText('The New Clinic (newcomer)'))
})

test('[6, L18] a channel may allow a Client ID, which is offered there, and then that client alone', async (t) => {
  const channels = await shared.program.get<{ _id: string; name: string }[]>('/channels')
  const id = channels.find(({ name }) => name === 'registry')?._id
  const page = await shared.open(t, `/channels/${id}?edit=access`)
  assert.equal((await withToken('walk-token', 'registry')).status, 403)
  await page.getByRole('combobox', { name: /^Roles and clients that may use it/ }).fill('wal')
  // What loads above may push the field out of sight meanwhile.
  await page.evaluate(() => window.scrollTo(0, 0))
  await page.getByRole('option', { name: 'walk', exact: true }).click()
  await page.getByRole('button', { name: 'Save Changes' }).first().click()
  await seen(page.getByRole('status').filter({ hasText: /saved/i }))
  assert.equal((await withToken('walk-token', 'registry')).status, 200)
  assert.equal((await withPassword('newcomer', 'a fine password', 'registry')).status, 403)
})

test('[50, 51, 52, 78, 79, 80, 84, 88, L60, L61, L62] the amber pencil opens the form filled in; all but the Client ID changes; what was not touched still works', async (t) => {
  const { page, button, form, client, success, list } = await opened(t)
  const pencil = button('Edit sharer')
  assert.equal(await pencil.evaluate((it) => getComputedStyle(it).backgroundColor), 'rgb(240, 173, 78)')
  await pencil.click()
  await seen(form.dialog)
  assert.equal(await form.box('Client ID').inputValue(), 'sharer')
  assert.ok(!(await form.box('Client ID').isEditable()))
  assert.ok(await form.role('clerk').isChecked())
  await form.role('clerk').uncheck()
  await form.role('nurse').check()
  await form.box('Contact Person').fill('Ana')
  await form.box('Contact Person Email').fill('ana@example.org')
  await form.box('Client Name').fill('The Sharer')
  await form.save.click()
  await seen(success('The client The Sharer has been saved.'))
  await gone(form.dialog)
  await seen(client('sharer').getByText('Ana (ana@example.org)'))
  assert.deepEqual((await stored('sharer'))?.roles, ['nurse'])
  assert.equal((await withToken('sharer-token')).status, 200)
  assert.equal((await withToken('sharer-token', 'registry')).status, 403)
  for (const name of ['sharer', 'The Sharer']) {
    await list.getByRole('button', { name, exact: true }).click()
    await seen(form.dialog)
    await page.keyboard.press('Escape')
    await gone(form.dialog)
  }
  await button('Edit The Sharer').click()
  await form.fill({ roles: ['clerk'] })
  await form.role('nurse').uncheck()
  await form.save.click()
  await gone(form.dialog)
})

test('[16, 85, L24] Generate lets the server make a new UUID each time, which can be copied, which the client then uses, and which is never shown again', async (t) => {
  const { page, button, form } = await opened(t)
  await button('+ Client').click()
  await form.fill({ id: 'minted', name: 'Minted', roles: ['nurse'] })
  await form.tab('Authentication').click()
  const generate = form.dialog.getByRole('button', { name: 'Generate UUID' })
  const drawn: string[] = []
  for (let n = 0; n < 2; n++) {
    const made = page.waitForResponse((answer) => answer.url().endsWith('/clients/new-token'))
    await generate.click()
    const { customTokenID } = await (await made).json()
    await until('the box shows it', async () => (await form.token.inputValue()) === customTokenID)
    drawn.push(customTokenID)
  }
  const [first, second = ''] = drawn
  assert.notEqual(first, second)
  assert.match(second, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  await seen(form.dialog.getByText('Copy the token now: after saving it is never shown again.'))
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await form.dialog.getByRole('button', { name: 'Copy', exact: true }).click()
  await seen(form.dialog.getByRole('button', { name: 'Copied' }))
  await form.saved('Minted')
  assert.equal((await withToken(second)).status, 200)
  await button('Edit Minted').click()
  await form.tab('Authentication').click()
  assert.equal(await form.token.inputValue(), '')
})

test('[86, 87, 105] stored secrets show a lock; one is removed or changed alone; the last one cannot be removed', async (t) => {
  const { button, form, client, page } = await opened(t)
  await button('+ Client').click()
  await form.fill({ id: 'double', name: 'Double', roles: ['nurse'], token: 'double-token', password: 'first password' })
  await form.saved('Double')
  await seen(client('double'))

  await button('Edit Double').click()
  await form.tab('Authentication').click()
  await seen(form.dialog.getByRole('img', { name: 'A token is set' }))
  await seen(form.dialog.getByRole('img', { name: 'A password is set' }))
  await form.fill({ password: 'second password' })
  await form.saved('Double')
  assert.equal((await withPassword('double', 'first password')).status, 401)
  assert.equal((await withPassword('double', 'second password')).status, 200)
  assert.equal((await withToken('double-token')).status, 200)

  await button('Edit Double').click()
  await form.tab('Authentication').click()
  await form.dialog.getByRole('button', { name: 'Remove custom token' }).click()
  await form.saved('Double')
  assert.equal((await withToken('double-token')).status, 401)
  assert.equal((await withPassword('double', 'second password')).status, 200)

  await button('Edit Double').click()
  await form.tab('Authentication').click()
  await form.dialog.getByRole('button', { name: 'Remove basic-auth details' }).click()
  const writes = await writesDuring(page, () => form.save.click())
  await seen(form.alert)
  assert.deepEqual(writes, [])
})

test('[34, L40] a mechanism that is disabled shows a notice in place of its inputs, and its inputs once it is enabled', async (t) => {
  const { button, form } = await opened(t)
  const turn = async (enabled: boolean) => {
    const answer = await shared.program.call('PUT', '/authentication/mechanisms/custom-token-auth', { enabled })
    assert.equal(answer.status, 200, answer.text)
  }
  const look = async () => {
    await button('+ Client').click()
    await form.tab('Authentication').click()
  }
  t.after(() => turn(true))
  await turn(false)
  await look()
  await seen(form.section('Custom Token').getByText('This mechanism is disabled on the server.'))
  assert.equal(await form.token.count(), 0)
  await form.dialog.getByRole('button', { name: 'Close' }).last().click()
  await gone(form.dialog)
  await turn(true)
  await look()
  await seen(form.token)
})

test('[44, 45, 46, 48, 103, L49, L50, L51, L53] the red X at the far right asks with the name; cancelling sends nothing; Delete removes the client, and shared roles stay', async (t) => {
  const { page, button, question, client, success, role } = await opened(t)
  const cross = button('Delete leaver')
  assert.equal(await cross.evaluate((it) => getComputedStyle(it).backgroundColor), 'rgb(217, 83, 79)')
  const last = client('leaver').getByRole('button').last()
  assert.equal(await last.getAttribute('aria-label'), 'Delete leaver')
  await cross.click()
  await seen(question.getByText('Delete the client leaver?'))
  await accessible(page, 'the question before a client is deleted')
  const writes = await writesDuring(page, async () => {
    await question.getByRole('button', { name: 'Cancel' }).click()
    await gone(question)
  })
  assert.deepEqual(writes, [])
  const { _id } = (await stored('leaver')) ?? assert.fail()
  await cross.click()
  await seen(question.getByText('No role will be deleted with it.'))
  await question.getByRole('button', { name: 'Delete', exact: true }).click()
  await seen(success('The client leaver has been deleted.'))
  await gone(client('leaver'))
  await gone(role('clerk').getByText('leaver', { exact: true }))
  assert.equal((await shared.program.call('GET', `/clients/${_id}`)).status, 404)
  assert.equal((await withToken('sharer-token', 'registry')).status, 200)
})

test('[47, L53] a role that was made for a client and that nobody else has goes with it, from the matrix and from every channel', async (t) => {
  const { addClient, button, question, role, tick, cross, page } = await opened(t)
  await addClient({ id: 'only', name: 'Only', newRole: 'only-role', token: 'only-token' })
  await seen(role('only-role'))
  const saved = page.waitForResponse((answer) => answer.request().method() === 'PUT')
  await cross('only-role', 'lab').click()
  assert.equal((await saved).status(), 200)
  await seen(tick('only-role', 'lab'))
  await button('Delete Only').click()
  await seen(question.getByText('only-role'))
  await question.getByRole('button', { name: 'Delete', exact: true }).click()
  await gone(role('only-role'))
  const channels = await shared.program.get<{ allow: string[] }[]>('/channels')
  assert.ok(channels.every(({ allow }) => !allow.includes('only-role')))
})

test('a form that the server cannot take stays as it was typed: while it fails, while it is away, and after the session has ended', async (t) => {
  const { page, button, form, client } = await opened(t, { alone: true })
  await button('+ Client').click()
  await form.fill({ id: 'patient', name: 'Patient', roles: ['nurse'], token: 'patient-token' })
  const typed = async () => {
    assert.equal(await form.token.inputValue(), 'patient-token')
    await form.tab('Basic Info').click()
    assert.equal(await form.box('Client Name').inputValue(), 'Patient')
    await form.tab('Authentication').click()
  }
  await page.route('**/clients', (route) =>
    route.request().method() === 'POST' ? route.fulfill({ status: 500, body: 'It failed' }) : route.continue(),
  )
  await form.save.click()
  await seen(form.alert)
  await typed()
  await page.unroute('**/clients')
  await page.route('**/clients', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()))
  await form.save.click()
  await seen(form.alert)
  await typed()
  await page.unroute('**/clients')
  assert.equal(await stored('patient'), undefined)

  await page.context().clearCookies()
  await form.save.click()
  const again = page.getByRole('dialog').filter({ has: page.getByRole('button', { name: 'Sign in' }) })
  await seen(again)
  await again.getByLabel(/^Password/).fill(shared.program.admin.password)
  await again.getByRole('button', { name: 'Sign in' }).click()
  await gone(form.dialog)
  await seen(client('patient'))
  assert.equal((await withToken('patient-token')).status, 200)
})
