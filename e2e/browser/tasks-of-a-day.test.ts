// What an engineer on call does every day, within a stated number of clicks. Typing, and Enter after it, are no clicks.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { startProgram } from '../program.ts'
import { until } from '../until.ts'
import { startUpstream } from '../upstream.ts'
import { accessible } from './axe.ts'
import { type Console, seen, signIn, startConsole } from './console.ts'

const shared = {} as Console
const clinic = `Basic ${Buffer.from('clinic-05:correct horse').toString('base64')}`

const folder = mkdtempSync(join(tmpdir(), 'mediary-tasks-'))
const day = 86_400_000
const admin = { MEDIARY_ADMIN_EMAIL: 'admin@example.org', MEDIARY_ADMIN_PASSWORD: 'correct horse battery' }

/** Runs the program with a clock that is a day behind, and sends what was sent yesterday. */
async function recordYesterday() {
  const clock = {
    NODE_OPTIONS: `--import=${join(import.meta.dirname, '../proof/nodes/shifted-clock.js')}`,
    TEST_CLOCK_SHIFT: String(-day),
  }
  const upstream = await startUpstream()
  const program = await startProgram({ folder, workers: 1, env: { ...admin, ...clock } })
  const searchKeys = [{ name: 'patient', by: 'query-parameter', expression: 'patient' }]
  await program.makeChannel({ name: 'lab', urlPattern: '^/lab', authType: 'public', searchKeys }, upstream.port)
  for (let n = 0; n < 3; n++) assert.equal((await fetch(`${program.http}/lab/results?patient=P-1100`)).status, 200)
  const filters = encodeURIComponent(JSON.stringify({ searchKey: { name: 'patient', value: 'P-1100' } }))
  const isIndexed = async () => (await program.get<unknown[]>(`/transactions?filters=${filters}`)).length === 3
  await until('what was sent yesterday is indexed', isIndexed)
  await program.end()
  await upstream.stop()
}

before(async () => {
  await recordYesterday()
  Object.assign(shared, await startConsole({ folder, env: admin }))
  const { program, upstream } = shared
  const [lab] = await program.get<{ _id: string }[]>('/channels')
  const routes = [{ name: 'primary', primary: true, type: 'http', host: '127.0.0.1', port: upstream.port }]
  await program.call('PUT', `/channels/${lab?._id}`, { routes })
  await program.makeChannel({ name: 'pharmacy', urlPattern: '^/pharmacy', authType: 'public' }, 1)
  await program.makeChannel({ name: 'registry', urlPattern: '^/registry', allow: ['others'] }, upstream.port)
  await program.makeClient({ clientID: 'clinic-05', name: 'Clinic 5', roles: ['clinics'], password: 'correct horse' })
  await fetch(`${program.http}/lab/results?patient=P-1100`)
  for (let n = 0; n < 4; n++) await fetch(`${program.http}/lab/results?patient=P-${n}`)
  for (let n = 0; n < 2; n++) await fetch(`${program.http}/pharmacy/orders`)
  await fetch(`${program.http}/registry`, { headers: { authorization: clinic } })
})
after(async () => {
  await shared.end?.()
  rmSync(folder, { recursive: true, force: true })
})

/** Gives the store the traffic of last week that no test can send: the days that it has, a week earlier. */
async function copyDaysToLastWeek() {
  const store = new DatabaseSync(join(shared.program.folder, 'mediary.db'), { timeout: 10_000 })
  const days = () =>
    store.prepare("select count(*) as days from metrics where kind = 'day' and start > ?").get(Date.now() - day)?.days
  await until('the requests of today are counted', () => Number(days()) >= 2)
  const sums =
    'requests, total_time, min_time, max_time, failed, successful, processing, completed, completed_with_errors'
  store.exec(`insert or ignore into metrics (kind, start, channel, ${sums})
    select kind, start - 7 * 86400000, channel, ${sums} from metrics where kind = 'day'`)
  store.close()
}

/** Counts clicks. */
function countClicks() {
  let clicks = 0
  return { click: async (target: Locator) => target.click().then(() => clicks++), clicks: () => clicks }
}
const bar = (page: Page) => page.getByRole('combobox', { name: 'Filter the list' })
const count = (page: Page, number: number) => seen(page.getByText(`Transactions: ${number}`, { exact: true }))

test('every message about a patient of yesterday, and none of today: two clicks, and the patient stands in no address', async (t) => {
  const { click, clicks } = countClicks()
  const page = await shared.open(t, '/transactions')
  await click(page.getByRole('button', { name: 'Yesterday', exact: true }))
  await page.keyboard.press('/')
  await page.keyboard.type('P-1100')
  await click(page.getByRole('option', { name: 'patient: P-1100' }))
  await until('the messages are indexed', async () => {
    await page.getByRole('button', { name: 'Yesterday', exact: true }).focus()
    return (await page.getByText('Transactions: 3', { exact: true }).count()) === 1
  })
  assert.equal(clicks(), 2)
  assert.ok(!page.url().includes('P-1100'))
})

test('why a clinic was refused at some minute: two clicks', async (t) => {
  const { click, clicks } = countClicks()
  const [refused] = await shared.program.get<{ timestamp: string }[]>('/refusals?client=clinic-05')
  assert.ok(refused)
  const page = await shared.open(t, '/')
  await click(page.getByRole('link', { name: 'Refusals', exact: true }))
  await seen(bar(page))
  const minute = await page.evaluate<string>(
    `new Date('${refused.timestamp}').toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })`,
  )
  await page.keyboard.press('/')
  await page.keyboard.type(`client:clinic-05 at:${minute}`)
  await page.keyboard.press('Enter')
  await seen(
    page
      .getByRole('article')
      .getByText(/registry/)
      .first(),
  )
  await until('only that one', async () => (await page.getByRole('article').count()) === 1)
  assert.match(page.url(), /client=clinic-05/)
  await accessible(page, 'the refusals of a minute')
  assert.ok(clicks() <= 2)
  await bar(page).fill('stage:nowhere')
  await bar(page).press('Enter')
  await seen(page.getByText('Nothing here is called “nowhere”.'))
})

test('which upstream is down, and since when: one click', async (t) => {
  const { click, clicks } = countClicks()
  const page = await shared.open(t, '/transactions')
  await click(page.getByRole('link', { name: 'Problems now' }))
  await seen(page.getByText(/pharmacy/).first())
  await seen(page.getByText(/^since /i).first())
  assert.equal(clicks(), 1)
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: 'Find or go to…' }).fill('pharmacy')
  await seen(page.getByRole('dialog').getByText(/^\^\/pharmacy · down since \d\d:\d\d$/))
  await page.keyboard.press('Escape')
  await page.goto(`${shared.base}/transactions?channel=pharmacy`)
  await page.getByRole('row').filter({ hasText: '/pharmacy/orders' }).first().getByRole('link').click()
  await seen(page.getByRole('heading', { name: 'Transaction', level: 1 }))
  await seen(page.getByText('down', { exact: true }))
  await accessible(page, 'a transaction of a channel whose upstream is down')
})

test('the page of a channel begins with its state, its traffic, what failed last and who may use it', async (t) => {
  const channels = await shared.program.get<{ _id: string; name: string }[]>('/channels')
  const page = await shared.open(t, `/channels/${channels.find(({ name }) => name === 'pharmacy')?._id}`)
  await seen(page.getByText('down', { exact: true }))
  const failures = page.getByRole('region', { name: 'Latest failures' })
  await seen(failures.getByRole('link', { name: 'GET /pharmacy/orders' }).first())
  assert.equal(await failures.getByText('/lab/results').count(), 0)
  const titles = await page.getByRole('heading', { level: 2 }).allInnerTexts()
  const places = ['Upstreams', 'Traffic', 'Latest failures', 'Who can reach this channel'].map((one) =>
    titles.indexOf(one),
  )
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
    titles.join(', '),
  )
  assert.ok(!places.includes(-1), titles.join(', '))
  // The form stands behind a button.
  assert.equal(await page.getByRole('main').getByRole('textbox', { name: 'Channel name' }).count(), 0)
  await accessible(page, 'the page of a channel')
})

test('this week beside the week before, and what failed last: one click', async (t) => {
  const { click, clicks } = countClicks()
  await copyDaysToLastWeek()
  const page = await shared.open(t, '/')
  await click(page.getByRole('button', { name: '1 week' }))
  await seen(page.getByText('A week before').first())
  const failures = page.getByRole('region', { name: 'Latest failures' })
  await seen(failures.getByRole('link', { name: 'GET /pharmacy/orders' }).first())
  assert.equal(clicks(), 1)
})

test('the list as a spreadsheet, with the names of channels: two clicks', async (t) => {
  const { click, clicks } = countClicks()
  const page = await shared.open(t, '/')
  await click(page.getByRole('link', { name: 'Transactions', exact: true }))
  await count(page, 10)
  const download = page.waitForEvent('download')
  await click(page.getByRole('button', { name: 'Export CSV' }))
  const file = await download
  assert.match(file.suggestedFilename(), /^transactions_.*\.csv$/)
  assert.equal(clicks(), 2)
})

test('a user who may see one channel finds its failures and traffic on the dashboard', async (t) => {
  const { program } = shared
  const [channel] = (await program.get<{ _id: string; name: string }[]>('/channels')).filter(
    ({ name }) => name === 'pharmacy',
  )
  const only = [channel?._id]
  const permissions = { 'channel-view-specified': only, 'transaction-view-specified': only }
  await program.call('POST', '/user-roles', { name: 'pharmacy viewers', permissions })
  const person = { email: 'viewer@example.org', password: 'correct horse battery' }
  await program.call('POST', '/users', { ...person, firstname: 'V', surname: 'V', groups: ['pharmacy viewers'] })
  const page = await shared.open(t, '/', { as: person })
  const failures = page.getByRole('region', { name: 'Latest failures' })
  await seen(failures.getByRole('link', { name: 'GET /pharmacy/orders' }).first())
  await seen(page.getByRole('row', { name: /^pharmacy/ }))
  assert.equal(await page.getByText('lab', { exact: true }).count(), 0)
  await accessible(page, 'the dashboard of a viewer')
})

/** Counts every field that is filled and every click. */
function countInteractions() {
  let interactions = 0
  const count = async (done: Promise<void>) => done.then(() => interactions++)
  return {
    press: (target: Locator) => count(target.click()),
    fill: (target: Locator, text: string) => count(target.fill(text)),
    interactions: () => interactions,
  }
}

test('a user for the lab channels: six interactions, and the person finds the requests with their clients', async (t) => {
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab orders', urlPattern: '^/orders', allow: ['clinics'] }, upstream.port)
  await fetch(`${program.http}/orders/1`, { headers: { authorization: clinic } })
  const { press, fill, interactions } = countInteractions()
  const page = await shared.open(t, '/users')
  await press(page.getByRole('button', { name: '+ User', exact: true }))
  const dialog = page.getByRole('dialog')
  await fill(dialog.getByLabel('E-mail'), 'lab@example.org')
  await fill(dialog.getByLabel('First name'), 'Lab')
  await fill(dialog.getByLabel('Surname'), 'Viewer')
  await fill(dialog.getByLabel('For these channels'), 'lab*')
  await press(dialog.getByRole('button', { name: 'Save Changes' }))
  const link = await dialog.getByRole('status').getByText('/console/set-password/').innerText()
  assert.ok(interactions() <= 6, `${interactions()} interactions`)
  await accessible(page, 'the link for a new user')
  await dialog.getByRole('button', { name: 'Done' }).click()
  await seen(page.getByRole('row', { name: /Viewer: lab\*.*Transactions \(lab\*\)/ }))

  const person = await shared.open(t, '/sign-in', { as: 'nobody' })
  await person.goto(link)
  await person.getByLabel('Password', { exact: false }).first().fill('correct horse battery')
  await person.getByLabel('Password again').fill('correct horse battery')
  await person.getByRole('button', { name: 'Set a password' }).click()
  await person.getByRole('link', { name: 'Go to sign in' }).click()
  await signIn(person, { email: 'lab@example.org', password: 'correct horse battery' })
  await seen(person.getByRole('row', { name: /^lab orders/ }))
  await seen(person.getByRole('row', { name: /^lab / }).first())
  assert.equal(await person.getByText('pharmacy', { exact: true }).count(), 0)
  await person.getByRole('link', { name: 'Transactions', exact: true }).click()
  const order = person.getByRole('row').filter({ hasText: '/orders/1' })
  await seen(order.getByText('Clinic 5'))
  assert.equal(await person.getByText('/pharmacy/orders').count(), 0)
  assert.equal(await person.getByRole('link', { name: 'Users', exact: true }).count(), 0)
})

test('the form of a new user says what the person will see, also of channels that are named by a pattern', async (t) => {
  const page = await shared.open(t, '/users?edit=new')
  const dialog = page.getByRole('dialog')
  const preview = dialog.getByRole('region', { name: 'What this person will see' })
  await seen(preview.getByText('No client, no channel and no transaction.'))
  await dialog.getByLabel('For these channels').fill('*y')
  await page.keyboard.press('Enter')
  await seen(preview.getByText('See transactions: pharmacy, registry'))
  await seen(preview.getByText(/^Pages: .*Transactions/))
  await dialog.getByLabel('operator').check()
  await seen(preview.getByText('Send transactions again: all'))
  await accessible(page, 'the form of a new user')
})
