import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { startMailServer } from '../../server/src/testing/mail-server.ts'
import { startWebhookReceiver } from '../../server/src/testing/webhook-receiver.ts'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { openSections } from './channel-form.ts'
import { type Console, seen, startConsole } from './console.ts'

// The page of notices, and the alerts of a channel, with a real mail server and a real receiver of webhooks.

const shared = {} as Console & {
  mail: Awaited<ReturnType<typeof startMailServer>>
  webhook: Awaited<ReturnType<typeof startWebhookReceiver>>
}
const open = (test: TestContext, path: string, view = {}) => shared.open(test, path, view)
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

before(async () => {
  Object.assign(shared, await startConsole(), {
    mail: await startMailServer(),
    webhook: await startWebhookReceiver(),
  })
  await shared.program.makeChannel({ name: 'broken' }, 1)
  await shared.program.makeClient({ clientID: 'clinic-1', name: 'Clinic 1', password: 'correct horse' })
})
after(() => shared.end?.())

test('a mail server and a webhook are set, and a test says whether it arrives', async (t) => {
  const page = await open(t, '/notices?view=settings')
  const { settings, mails } = shared.mail
  await page.getByRole('switch', { name: 'Send mail' }).check({ force: true })
  await page.getByLabel('Host').fill(settings.host)
  await page.getByLabel('Port').fill(String(settings.port))
  await page.getByLabel('Address of the sender').fill(settings.from)
  await page.getByLabel('User', { exact: true }).fill(settings.user)
  await page.getByLabel('Password', { exact: true }).fill('wrong')
  await page.getByLabel('Certificate of its authority').fill(settings.ca)
  await page.getByRole('switch', { name: 'Send to a webhook' }).check({ force: true })
  await press(page, 'Save Changes')
  await seen(page.getByText('must begin with https://', { exact: false }).first())
  await page.getByLabel('URL').fill(shared.webhook.url)
  await press(page, 'Make a secret')
  await press(page, 'Save Changes')
  await seen(page.getByText('The settings are saved.'))
  await press(page, 'Send a test (E-mail)')
  await seen(page.getByText('The server refused user and password', { exact: false }))
  await page.getByLabel('Password', { exact: true }).fill(settings.password)
  await seen(page.getByText('Save first: a test uses the saved settings.'))
  await press(page, 'Save Changes')
  await press(page, 'Send a test (E-mail)')
  await seen(page.getByText(`The test was sent to ${shared.program.admin.email}.`))
  assert.equal(mails.length, 1)
  await accessible(page, 'the settings of notices')
  const { text } = await shared.program.call('GET', '/notice-settings')
  assert.ok(!text.includes(settings.password) && text.includes('"hasPassword":true'))
})

test('an alert of a channel is added in its form; when the channel fails, a mail arrives and the page says so', async (t) => {
  const { program, mail } = shared
  const page = await open(t, '/channels')
  await page.getByRole('link', { name: 'broken' }).first().click()
  await press(page, 'Edit')
  await openSections(page, 'Alerts')
  await press(page, 'Add an alert')
  await seen(page.getByText('Nobody gets this alert.'))
  await press(page, 'Add a person')
  await page.getByRole('combobox', { name: 'E-mail of the user' }).fill(program.admin.email)
  await page.keyboard.press('Escape')
  await accessible(page, 'the alerts of a channel')
  await page.getByRole('button', { name: 'Save Changes' }).first().click()
  await until('the alert is stored', async () => {
    const [channel] = await program.get<{ alerts: { users: object[] }[] }[]>('/channels')
    return channel?.alerts[0]?.users.length === 1
  })
  const authorization = `Basic ${Buffer.from('clinic-1:correct horse').toString('base64')}`
  for (let i = 0; i < 3; i++) await (await fetch(`${program.http}/broken`, { headers: { authorization } })).text()
  await until('a mail arrives', () => mail.mails.length === 2)
  assert.match(mail.mails[1]?.source ?? '', /5xx/)
  await press(page, 'How often last month?')
  await seen(page.getByText('it would have begun 1 time(s)', { exact: false }))
  await accessible(page, 'the preview of an alert')
  const notices = await open(t, '/notices')
  const row = notices.getByRole('row').filter({ hasText: 'alert for the channel' })
  await seen(row.getByText('Sent', { exact: true }))
  await row.getByRole('button', { name: /^Send again/ }).click()
  await seen(notices.getByText(`The notice to ${program.admin.email} is sent again.`))
  await until('it arrives again', () => mail.mails.length === 3)
  const toId = (source = '') => /^Message-ID: (.*)$/im.exec(source)?.[1]
  assert.equal(toId(mail.mails[2]?.source), toId(mail.mails[1]?.source), 'with the same id')
  await accessible(notices, 'the list of notices')
})

test('a notice that did not arrive is listed with the reason in words', async (t) => {
  const { program } = shared
  const [channel] = await program.get<{ _id: string }[]>('/channels')
  const users = [{ user: 'gone@example.org', method: 'email' }]
  await program.call('PUT', `/channels/${channel?._id}`, { alerts: [{ condition: 'status', status: '502', users }] })
  const authorization = `Basic ${Buffer.from('clinic-1:correct horse').toString('base64')}`
  await (await fetch(`${program.http}/broken`, { headers: { authorization } })).text()
  await until('the notice has failed', async () => (await program.get<object[]>('/notices?state=failed')).length)
  const page = await open(t, '/notices?state=failed')
  await seen(page.getByText('No user has this e-mail address', { exact: false }))
})

test('the form of a user has the language of their notices and their reports, and keeps their other settings', async (t) => {
  const { program } = shared
  const email = 'grace@example.org'
  const user = { email, firstname: 'Grace', surname: 'Hopper', groups: [], settings: { theme: 'dark' } }
  await program.call('POST', '/users', { ...user, password: 'a good password' })
  const page = await open(t, `/users?edit=${email}`)
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Language of notices').selectOption('fr')
  await dialog.getByLabel('Every day').check()
  await dialog.getByRole('button', { name: 'Save Changes' }).click()
  const find = () => program.get<{ settings: object; dailyReport?: boolean }>(`/users/${email}`)
  const saved = await until('the user is saved', async () => {
    const found = await find()
    return found.dailyReport ? found : undefined
  })
  assert.deepEqual(saved.settings, { theme: 'dark', language: 'fr' })
})

test('holidays are pasted, a window and a rhythm are entered, and all of it is there again', async (t) => {
  const page = await open(t, '/notices?view=silence')
  await page.getByRole('textbox', { name: 'Holidays' }).fill('2026-12-25 Christmas\nEaster')
  await seen(page.getByText('These lines are no days: Easter'))
  await page
    .getByRole('textbox', { name: 'Holidays' })
    .fill('BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261212\nSUMMARY:Jamhuri Day\nRRULE:FREQ=YEARLY\nEND:VEVENT')
  await press(page, 'Add a window')
  const window = page.getByRole('group', { name: 'Window 1' })
  await window.getByLabel('Name').fill('Backup')
  await window.getByLabel('From (UTC)').fill('2026-12-06T06:00')
  await window.getByLabel('Until (UTC)').fill('2026-12-06T01:00')
  await window.getByLabel('Each week').check()
  await press(page, 'Set a rhythm')
  await page.getByRole('group', { name: 'Rhythm 1' }).getByLabel('Hours of the day').fill('8-12, 14')
  await press(page, 'Save Changes')
  await seen(page.getByText('must be later than the beginning').first())
  await window.getByLabel('Until (UTC)').fill('2026-12-06T08:00')
  await press(page, 'Save Changes')
  await seen(page.getByText('The calendar is saved.'))
  await accessible(page, 'the rhythm of clients')
  await page.reload()
  assert.equal(await page.getByRole('textbox', { name: 'Holidays' }).inputValue(), '*-12-12 Jamhuri Day')
  const { windows, rhythms } = await shared.program.get<{
    windows: { name: string; weekly: boolean }[]
    rhythms: { hours: number[] }[]
  }>('/silence-settings')
  assert.deepEqual(
    windows.map(({ name, weekly }) => [name, weekly]),
    [['Backup', true]],
  )
  assert.deepEqual(rhythms[0]?.hours, [8, 9, 10, 11, 12, 14])
})

test('a person chooses how and when notices come', async (t) => {
  const page = await open(t, '/notices?view=mine')
  await page.getByLabel('New issues').selectOption('not at all')
  await page.getByLabel('Alerts of channels').selectOption({ label: 'E-mail + SMS' })
  await page.getByLabel('Time zone').selectOption('Africa/Nairobi')
  await page.getByRole('switch', { name: 'Quiet hours' }).check({ force: true })
  await page.getByLabel('From', { exact: true }).fill('21:30')
  await page.getByLabel('What is not urgent').selectOption('comes together, once a day')
  await press(page, 'Save Changes')
  await seen(page.getByText('Your choices are saved.'))
  await accessible(page, 'the choices of a person')
  const { email } = shared.program.admin
  const { notices } = await shared.program.get<{
    notices: { ways: object; quietHours: { from: string }; digest: string }
  }>(`/users/${email}`)
  assert.deepEqual(notices.ways, { alerts: ['email', 'sms'], issues: [] })
  assert.deepEqual([notices.quietHours.from, notices.digest], ['21:30', 'day'])
})
