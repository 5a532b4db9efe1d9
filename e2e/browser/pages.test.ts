import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import { until } from '../until.ts'
import { startUpstream, type Upstream } from '../upstream.ts'
import { accessible } from './axe.ts'
import { general, openSections } from './channel-form.ts'
import { chooseMore } from './clients-page.ts'
import { type Console, gone, seen, startConsole, type View } from './console.ts'

const shared = {} as Console & { up: Upstream; ids: Record<string, string> }
before(async () => {
  const up = await startUpstream(({ url }, response) => {
    if (url.startsWith('/fhir')) response.setHeader('content-type', 'application/fhir+json')
    response.end(url.startsWith('/fhir') ? patient : message)
  })
  Object.assign(shared, await startConsole(), { up, ids: {} })
})
after(async () => {
  await shared.end?.()
  await shared.up?.stop()
})

const patient = '{"resourceType":"Patient","id":"p1","text":{"div":"<div>Awa Diallo</div>"}}'
const message = 'MSH|^~\\&|LAB||EMR\rPID|1||4711||Diallo^Awa'
const basic = `Basic ${Buffer.from('clinic-1:correct horse').toString('base64')}`
const send = (path: string, authorization = basic) => fetch(shared.program.http + path, { headers: { authorization } })

/** The paths that a request of the console calls: a batch calls several. */
function listCalls(address: string): string[] {
  const { pathname, searchParams } = new URL(address)
  const gets = pathname === '/batch' ? searchParams.getAll('get') : [pathname]
  return gets.map((get) => get.replace(/\?.*/, ''))
}

const open = (test: TestContext, path: string, view?: View) => shared.open(test, path, view)
const findId = async (path: string, key: string, value: string) => {
  const all = await shared.program.get<Record<string, string>[]>(path)
  return all.find((one) => one[key] === value)?._id ?? ''
}

test('an empty installation greets with a checklist, which notices each step as it is done', async (t) => {
  const page = await open(t, '/')
  const steps = page.getByRole('region', { name: 'Your first day' }).getByRole('listitem')
  await seen(steps.getByText('Make a channel'))
  const command = page.getByText(`http://127.0.0.1:${shared.program.ports.http}/`)
  await seen(command)
  await accessible(page, 'checklist')
  await shared.program.makeChannel({ name: 'lab', requestBody: true, responseBody: true }, shared.up.port)
  await seen(steps.filter({ hasText: 'Make a channel' }).getByText('done'))
  await shared.program.makeClient({ clientID: 'clinic-1', name: 'Clinic 1', password: 'correct horse' })
  await seen(steps.filter({ hasText: 'Add a client' }).getByText('done'))
  await seen(page.getByText(`-u 'clinic-1:PASSWORD' http://127.0.0.1:${shared.program.ports.http}/lab`))
  assert.equal((await send('/lab/results')).status, 200)
  await gone(steps.first())
})

test('a channel is made on its page: faults at their fields, paths tried, the connection tested, nothing lost', async (t) => {
  const page = await open(t, '/channels')
  await page.getByRole('button', { name: /^(\+ )?Channel$/ }).click()
  await page.getByLabel('Channel name').fill('fhir')
  await page.getByLabel('URL pattern').fill('^(a+)+$')
  await openSections(page, 'Matching')
  await page.getByLabel('Try paths').fill('/fhir/Patient\n/other')
  await seen(page.getByText(/cannot be used: .*catastrophic backtracking/))
  await page.getByRole('combobox', { name: 'Roles and clients that may use it' }).fill('clinic')
  await page.getByRole('combobox', { name: 'Roles and clients that may use it' }).press('Enter')
  await page.getByLabel('Route name').fill('record')
  await page.getByLabel('Host').fill('127.0.0.1')
  await page.getByLabel('Port').fill(String(shared.up.port))
  await page.getByRole('button', { name: 'Test connection' }).click()
  await seen(page.getByText(/Connected to 127.0.0.1 in \d+ ms/))

  await accessible(page, 'new channel')

  await page.getByRole('link', { name: 'All channels' }).click()
  await page.getByRole('button', { name: 'Keep editing' }).click()
  await page.getByRole('button', { name: 'Save Changes' }).click()
  await seen(page.getByText(/^Not saved[.:]/))
  assert.match(
    await page.getByLabel('URL pattern').evaluate((box) => box.parentElement?.parentElement?.textContent ?? ''),
    /backtracking/,
  )

  await page.getByLabel('URL pattern').fill('^/fhir')
  await seen(page.getByRole('listitem').filter({ hasText: '/fhir/Patient is taken' }))
  await seen(page.getByRole('listitem').filter({ hasText: '/other is not taken' }))
  await page.getByRole('button', { name: 'Save Changes' }).click()
  await seen(page.getByText('The channel fhir is made.'))
  assert.equal((await send('/fhir/Patient/p1')).status, 200)
  await accessible(page, 'channels')
})

test('a change is one change in the history, and what the page does not know stays', async (t) => {
  const id = await findId('/channels', 'name', 'fhir')
  await shared.program.call('PUT', `/channels/${id}`, { rewriteUrls: true })
  const page = await open(t, `/channels/${id}`)
  await seen(page.getByRole('heading', { name: 'fhir', level: 1 }))
  assert.equal(await page.getByRole('main').getByRole('link', { name: 'History' }).count(), 1)
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await seen(page.getByText('Rewrite links in answers', { exact: true }))
  // While nothing is to be saved, no bar covers the foot of the page.
  const save = page.getByRole('button', { name: 'Save Changes' })
  assert.equal(await save.count(), 0)
  await openSections(page, general)
  await page.getByLabel('Description').fill('Shared health record')
  await save.click()
  await seen(page.getByText('The channel is saved.'))
  await gone(save)
  await accessible(page, 'the form of a channel')
  await page.getByRole('button', { name: 'Back to the channel' }).click()
  await seen(page.getByRole('region', { name: 'History' }).getByText('Shared health record'))
  const saved = await shared.program.get<Record<string, unknown>>(`/channels/${id}`)
  assert.deepEqual([saved.description, saved.rewriteUrls], ['Shared health record', true])
  await accessible(page, 'channel')
})

test('a channel is duplicated, and before one is deleted it is said what depends on it; it can be restored', async (t) => {
  const page = await open(t, '/channels')
  await page.getByRole('button', { name: 'Duplicate fhir' }).click()
  await seen(page.getByRole('heading', { name: 'New channel' }))
  assert.equal(await page.getByLabel('Channel name').inputValue(), 'fhir (copy)')
  await page.getByLabel('Channel name').fill('lab')
  await page.getByRole('button', { name: 'Save Changes' }).click()
  await seen(page.getByText('A channel with the name "lab" exists already').first())
  await page.getByLabel('Channel name').fill('second')
  await page.getByRole('button', { name: 'Save Changes' }).click()
  await seen(page.getByText('The channel second is made.'))

  await page.getByRole('button', { name: 'Delete fhir' }).click()
  assert.match(page.url(), /delete=/)
  await seen(page.getByText('These may use it now: clinic'))
  await seen(page.getByText('Transactions that it recorded: 1.'))
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await seen(page.getByText('The channel fhir is deleted.'))
  assert.equal((await send('/fhir/Patient/p1')).status, 404)
  await page.getByRole('button', { name: 'Restore fhir' }).click()
  await page.getByRole('button', { name: 'Restore', exact: true }).click()
  await seen(page.getByText('The channel fhir is restored.'))
  assert.equal((await send('/fhir/Patient/p1')).status, 200)
})

test('transactions are found by filters in the address, and read as what they are', async (t) => {
  const channel = await findId('/channels', 'name', 'fhir')
  const page = await open(t, `/transactions?channel=${channel}&method=GET&code=2xx&path=Patient`)
  const rows = page.getByRole('row').filter({ hasText: 'GET /fhir/Patient/p1' })
  await until('two requests are listed', async () => (await rows.count()) === 2)
  await accessible(page, 'transactions')
  const query = page.getByRole('combobox', { name: 'Filter the list' })
  await query.fill('-code:2xx')
  await query.press('Enter')
  await seen(page.getByText('No transaction matches.'))
  await page.getByRole('button', { name: 'Remove the filter: not Status code: 2xx' }).click()
  await rows.first().getByRole('link').click()
  await seen(page.getByText('FHIR Patient/p1'))
  await seen(page.getByText('Awa Diallo', { exact: true }))
  await page.getByRole('searchbox', { name: 'Search the body' }).fill('patient')
  await seen(page.getByText('1 found'))
  await page.getByRole('searchbox', { name: 'Search the body' }).fill('')
  await accessible(page, 'transaction')
  await page.getByRole('button', { name: 'Full screen' }).click()
  assert.match(page.url(), /full=response/)
  await seen(page.getByRole('dialog').getByText('FHIR Patient/p1'))
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await page.getByRole('link', { name: 'Older →' }).click()
  await gone(page.getByRole('link', { name: 'Older →' }))
  await seen(page.getByRole('link', { name: '← Newer' }))
})

test('an HL7 v2 answer is shown by its segments and fields', async (t) => {
  const channel = await findId('/channels', 'name', 'lab')
  const page = await open(t, `/transactions?channel=${channel}`)
  await page.getByRole('row').filter({ hasText: 'GET /lab/results' }).first().getByRole('link').click()
  await seen(page.getByRole('row', { name: 'PID-5 Diallo^Awa' }))
})

test('a refusal says why, and the step that would let the request through', async (t) => {
  await shared.program.makeClient({
    clientID: 'clinic-2',
    name: 'Clinic 2',
    roles: ['other'],
    password: 'correct horse',
  })
  const other = `Basic ${Buffer.from('clinic-2:correct horse').toString('base64')}`
  assert.equal((await send('/fhir', other)).status, 403)
  const page = await open(t, '/refusals?find=clinic-2')
  const card = page.getByRole('article').first()
  await seen(card.getByText('Allow the client, or one of its roles, on the channel.'))
  await accessible(page, 'refusals')
  await card.getByRole('link', { name: 'Open the channel' }).click()
  await page.waitForURL(/channels\/[0-9a-f]{24}\?edit=access$/)
  await page.getByRole('combobox', { name: 'Roles and clients that may use it' }).fill('clinic-2')
  await page.getByRole('combobox', { name: 'Roles and clients that may use it' }).press('Enter')
  await page.getByRole('button', { name: 'Save Changes' }).click()
  await seen(page.getByText('The channel is saved.'))
  assert.equal((await send('/fhir', other)).status, 200)
})

test('try it tells which channel takes a request and whether it is allowed, and if not, why', async (t) => {
  const id = await findId('/clients', 'clientID', 'clinic-2')
  const page = await open(t, '/clients')
  await chooseMore(page, 'Clinic 2', 'Try a request as Clinic 2')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Path').fill('/lab/results')
  await dialog.getByRole('button', { name: 'Try it', exact: true }).click()
  await seen(dialog.getByText('It would be refused with 403.'))
  await seen(dialog.getByText('Neither client "clinic-2" nor one of its roles may use the channel "lab"'))
  assert.equal(new URL(page.url()).searchParams.get('try'), id)
  await accessible(page, 'try it')
  await dialog.getByLabel('Path').fill('/fhir/Patient')
  await dialog.getByLabel('Path').press('Enter')
  await seen(dialog.getByText('It would pass, through the channel fhir.'))
  await page.reload()
  assert.equal(await page.getByRole('dialog').getByLabel('Path').inputValue(), '/fhir/Patient')
})

test('the palette finds pages, clients, channels, roles and what can be begun', async (t) => {
  const page = await open(t, '/about')
  await seen(page.getByText('MPL-2.0'))
  const find = page.getByRole('textbox', { name: 'Find or go to…' })
  for (const [typed, entry, path] of [
    ['make a ch', 'Make a channel', '/console/channels/new'],
    ['other', 'other', '/console/clients'],
    ['second', 'second', /channels\/[0-9a-f]{24}/],
  ] as const) {
    await page.keyboard.press('Control+k')
    await find.fill(typed)
    await page.getByRole('button', { name: entry }).last().click()
    await gone(find)
    await page.waitForURL((url) => (typeof path === 'string' ? url.pathname === path : path.test(url.pathname)))
  }
})

test('a direct address to a forbidden page says so, and asks the server for nothing', async (t) => {
  const operator = { email: 'operator@example.org', password: 'another long password' }
  const { status } = await shared.program.call('POST', '/users', {
    ...operator,
    firstname: 'Olu',
    surname: 'Ade',
    groups: ['operator'],
  })
  assert.equal(status, 201)
  const page = await open(t, '/transactions', { as: operator })
  await seen(page.getByRole('heading', { name: 'Transactions', level: 1 }))
  for (const path of ['/clients', '/users', '/certificates', '/settings']) {
    const asked: string[] = []
    page.on('request', (request) => asked.push(...listCalls(request.url())))
    await page.goto(shared.base + path)
    await seen(page.getByRole('heading', { name: 'This page is forbidden' }))
    assert.ok(!asked.includes(path), path)
  }
  await page.goto(`${shared.base}/channels`)
  await seen(page.getByRole('link', { name: 'fhir' }))
  assert.equal(await page.getByRole('button', { name: /^Delete/ }).count(), 0)
})

test('users, the profile, certificates, settings and about are accessible and fit a narrow screen', async (t) => {
  const page = await open(t, '/about')
  for (const [path, heading] of [
    ['/about', 'About'],
    ['/users', 'Users'],
    ['/users?role=operator', 'Users'],
    ['/profile', 'Profile'],
    ['/certificates', 'Certificates'],
    ['/settings', 'Settings'],
  ] as const) {
    await page.goto(shared.base + path)
    await seen(page.getByRole('heading', { name: heading, level: 1, includeHidden: true }))
    if (path.includes('role=')) await seen(page.getByRole('dialog').getByLabel('See transactions', { exact: true }))
    await accessible(page, path)
  }
})
