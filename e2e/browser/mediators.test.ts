import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { type Console, gone, seen, startConsole } from './console.ts'

// The pages of mediators, export and import, contact lists, the log and the traffic map.

const shared = {} as Console
const open = (test: TestContext, path: string) => shared.open(test, path)
const urn = 'urn:mediator:lab'

before(async () => {
  Object.assign(shared, await startConsole({ env: { MEDIARY_LOG_LEVEL: 'debug' } }))
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab' }, upstream.port)
  await program.makeChannel({ name: 'broken' }, 1)
  await program.makeClient({ clientID: 'clinic-1', name: 'Clinic 1', password: 'correct horse' })
  const registered = await program.call('POST', '/mediators', {
    urn,
    version: '1.0.0',
    name: 'Laboratory mediator',
    endpoints: [{ name: 'main', host: '127.0.0.1', port: upstream.port, type: 'http' }],
    configDefs: [
      { param: 'facility', displayName: 'Facility', type: 'string' },
      { param: 'retries', displayName: 'Retries', type: 'number' },
      { param: 'mode', displayName: 'Mode', type: 'option', values: ['fast', 'safe'] },
      { param: 'secret', displayName: 'Secret', type: 'password' },
      { param: 'codes', displayName: 'Codes', type: 'map' },
      { param: 'hosts', displayName: 'Hosts', type: 'string', array: true },
    ],
    config: { facility: 'Kisumu', secret: 'hush' },
    defaultChannelConfig: [
      {
        name: 'lab orders',
        urlPattern: '^/orders$',
        methods: ['POST'],
        allow: ['clinic'],
        routes: [{ name: 'orders', host: '127.0.0.1', port: upstream.port, primary: true }],
      },
    ],
  })
  assert.equal(registered.status, 201, registered.text)
  await program.call('POST', `/mediators/${urn}/heartbeat`, { uptime: 3600 })
  const authorization = `Basic ${Buffer.from('clinic-1:correct horse').toString('base64')}`
  for (const path of ['/lab', '/lab', '/lab', '/broken'])
    await fetch(program.http + path, { headers: { authorization } }).then((answer) => answer.text())
})
after(() => shared.end?.())

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

test('mediators are listed with their health in words and the channels that use them', async (t) => {
  const page = await open(t, '/mediators')
  const row = page.getByRole('row').filter({ hasText: urn })
  await seen(row.getByText('Alive'))
  await seen(row.getByText(/^running since/))
  await seen(row.getByText('lab', { exact: true }))
  await accessible(page, 'mediators')
  await row.getByRole('link', { name: 'Laboratory mediator' }).click()
  await seen(page.getByRole('heading', { name: 'Laboratory mediator', level: 1 }))
})

test('a mediator is configured by its definitions; a wrong value is refused at its field, a password is never shown', async (t) => {
  const page = await open(t, `/mediators/${urn}`)
  await page.getByLabel('Facility').fill('Mbale')
  await page.getByLabel('Retries').fill('3')
  await page.getByLabel('Mode').selectOption('safe')
  assert.equal(await page.getByRole('textbox', { name: 'Secret' }).inputValue(), '')
  await press(page, 'Add to Codes')
  await page.getByLabel('Codes: key 1').fill('HIV')
  await page.getByLabel('Codes: value 1').fill('86233-4')
  await press(page, 'Add to Hosts')
  await page.getByLabel('Hosts 1', { exact: true }).fill('a.example.org')
  await accessible(page, 'a mediator')
  await press(page, 'Save Changes')
  await seen(page.getByText('The configuration is saved.'))
  const saved = await shared.program.get<{ config: object }>(`/mediators/${urn}`)
  const config = { facility: 'Mbale', retries: 3, mode: 'safe', codes: { HIV: '86233-4' }, hosts: ['a.example.org'] }
  assert.deepEqual(saved.config, { ...config, secret: '**********' })
  const heartbeat = await shared.program.call('POST', `/mediators/${urn}/heartbeat`, { uptime: 3601 })
  assert.deepEqual(heartbeat.json(), { ...config, secret: 'hush' })
  await seen(page.getByRole('region', { name: 'Former configurations' }).getByText('facility: "Kisumu" → "Mbale"'))

  await page.getByLabel('Facility').fill('Gulu')
  await page.getByRole('link', { name: 'All mediators' }).click()
  await press(page, 'Keep editing')
})

test('a channel that a mediator offers is added, and a mediator is deleted after a question', async (t) => {
  const page = await open(t, `/mediators/${urn}`)
  await press(page, 'Add the channel lab orders')
  await seen(page.getByRole('table', { name: 'Channels that it offers' }).getByRole('link', { name: 'lab orders' }))
  await press(page, 'Delete Laboratory mediator')
  await seen(page.getByText('These channels send to it and keep their routes: lab, lab orders.'))
  await press(page, 'Cancel')
  await gone(page.getByRole('dialog'))
})

test('chosen documents are exported without secrets, and a file is checked before it is imported', async (t) => {
  const page = await open(t, '/export-import')
  await seen(page.getByRole('checkbox', { name: 'Channels' }))
  await page.getByRole('checkbox', { name: 'Keystore' }).uncheck()
  await press(page, 'Choose from Channels')
  await page.getByRole('group', { name: 'Channels' }).getByRole('checkbox', { name: 'broken' }).uncheck()
  await accessible(page, 'export')
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: /^Download/ }).click(),
  ])
  const text = await readFile(await file.path(), 'utf8')
  const [exported] = JSON.parse(text)
  assert.equal(exported.Keystore, undefined)
  assert.ok(!exported.Channels.some(({ name }: { name: string }) => name === 'broken'))
  assert.ok(!text.includes('hush') && !text.includes('correct horse'))

  const upload = (content: object | string) =>
    page.locator('input[type=file]').setInputFiles({
      name: 'openhim.json',
      mimeType: 'application/json',
      buffer: Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)),
    })
  await upload('no JSON')
  await seen(page.getByText(/^openhim.json is not an export/))
  const [lab] = exported.Channels.filter(({ name }: { name: string }) => name === 'lab')
  await upload({
    Clients: [{ clientID: 'clinic-2', name: 'Clinic 2', roles: ['clinic'] }, { name: 'nobody' }],
    Channels: [{ ...lab, description: 'Imported' }],
  })
  await seen(page.getByText('What openhim.json would do'))
  await seen(page.getByText('Exist already: 1.', { exact: false }))
  await accessible(page, 'what an import would do')
  assert.equal(await page.getByRole('checkbox', { name: 'Import Channels lab' }).isChecked(), false)
  assert.equal(await page.getByRole('checkbox', { name: 'Import Clients nobody' }).isDisabled(), true)
  await press(page, 'Choose them all')
  await press(page, 'Import 2 documents')
  await seen(page.getByText('What was imported from openhim.json'))
  const clients = await shared.program.get<{ clientID: string }[]>('/clients')
  assert.ok(clients.some(({ clientID }) => clientID === 'clinic-2'))
  const channels = await shared.program.get<{ name: string; description?: string }[]>('/channels')
  assert.equal(channels.find(({ name }) => name === 'lab')?.description, 'Imported')
})

test('a contact list is added, changed and deleted', async (t) => {
  const page = await open(t, '/contact-lists')
  await page.getByRole('button', { name: '+ Contact list' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Night shift')
  await dialog.getByRole('button', { name: 'Save Changes' }).click()
  await seen(dialog.getByText('must not be empty').first())
  await dialog.getByLabel('E-mail of the user').fill(shared.program.admin.email)
  await page.keyboard.press('Escape')
  await dialog.getByLabel('Method').selectOption('sms')
  await seen(dialog.getByText('This user has no phone number.'))
  await accessible(page, 'the form of a contact list')
  await dialog.getByRole('button', { name: 'Save Changes' }).click()
  await seen(page.getByText('The contact list Night shift is saved.'))
  await accessible(page, 'contact lists')
  const [list] = await shared.program.get<{ users: object[] }[]>('/groups')
  assert.deepEqual(list?.users, [{ user: shared.program.admin.email, method: 'sms', maxAlerts: 'no max' }])
  await press(page, 'Delete Night shift')
  await press(page, 'Delete')
  await seen(page.getByText('The contact list Night shift is deleted.'))
})

test('the log shows by level what the processes tell, also of a worker that ended, and stands still while it is paused', async (t) => {
  const page = await open(t, '/logs?level=debug')
  const rows = page.getByRole('table', { name: 'Server log' }).getByRole('row')
  await seen(rows.filter({ hasText: 'control' }).first())
  await press(page, 'Pause')
  await seen(page.getByText('Paused: new lines are not shown.'))
  await page.getByRole('searchbox', { name: 'Find in the log' }).fill('/mediators/:urn/heartbeat')
  await until('few lines are left', async () => (await rows.count()) < 10)
  await accessible(page, 'the log')
  await page.getByRole('searchbox', { name: 'Find in the log' }).fill('')
  await page.getByLabel('Level').selectOption('error')
  for (const worker of shared.program.workers()) process.kill(worker, 'SIGKILL')
  await press(page, 'Continue')
  await seen(rows.filter({ hasText: 'supervisor' }).getByText('a gateway worker ended and is replaced'))
  assert.equal(await rows.filter({ hasText: 'control' }).count(), 0)
})

test('the map shows real requests from clients to routes, errors among them, and can be saved in parts', async (t) => {
  const page = await open(t, '/visualizer')
  const cells = (channel: string) =>
    page.getByRole('row').filter({ has: page.getByRole('link', { name: channel, exact: true }) })
  await seen(cells('lab').getByText('clinic-1'))
  assert.match((await cells('broken').textContent()) ?? '', /clinic-1.*broken.*11$/)
  await accessible(page, 'the map')
  await page.getByRole('button', { name: '+ Saved map' }).click()
  await page.getByLabel('Name').fill('Laboratory')
  await page.getByRole('checkbox', { name: 'Laboratory mediator' }).check()
  await accessible(page, 'the form of a saved map')
  await press(page, 'Save Changes')
  await seen(page.getByText('The map Laboratory is saved.'))
  await page.getByLabel('Show').selectOption('Laboratory')
  await gone(cells('broken'))
  await seen(cells('lab'))
  assert.match(page.url(), /show=/)
  await until('the map is saved', async () => {
    const [map] = await shared.program.get<{ mediators: { mediator: string }[] }[]>('/visualizers')
    return map?.mediators[0]?.mediator === urn
  })
})
