import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startWebhookReceiver } from '../../server/src/testing/webhook-receiver.ts'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { type Console, seen, startConsole } from './console.ts'

// The on-call order of a contact list, and acknowledgement in the console and by the link of a notice.

const shared = {} as Console & { webhook: Awaited<ReturnType<typeof startWebhookReceiver>> }
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

before(async () => {
  Object.assign(shared, await startConsole(), { webhook: await startWebhookReceiver() })
  const { program, webhook } = shared
  const consoleUrl = 'http://localhost/console'
  await program.call('PUT', '/notice-settings', { consoleUrl, webhook: { url: webhook.url, secret } })
  await program.call('POST', '/users', {
    ...{ email: 'grace@example.org', firstname: 'Grace', surname: 'H', groups: [], password: 'a good password' },
  })
  await program.makeClient({ clientID: 'clinic-1', name: 'Clinic 1', password: 'correct horse' })
})
after(() => shared.end?.())

test('people are put on call in order by the keyboard, and one acknowledges for all', async (t) => {
  const { program, webhook } = shared
  const page = await shared.open(t, '/contact-lists')
  await page.getByRole('button', { name: '+ Contact list' }).click()
  await page.getByLabel('Name').fill('Night')
  await page.getByRole('combobox', { name: 'E-mail of the user' }).first().fill('grace@example.org')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Add a person' }).click()
  await page.getByRole('combobox', { name: 'E-mail of the user' }).nth(1).fill(program.admin.email)
  await page.keyboard.press('Escape')
  for (const i of [0, 1]) await page.getByRole('combobox', { name: 'Method' }).nth(i).selectOption('webhook')
  await page.getByRole('checkbox', { name: 'On call: one after the other, in this order' }).press('Space')
  await page.getByLabel('Minutes until the next person').fill('0')
  await page.getByRole('button', { name: 'Move person 2 up' }).press('Enter')
  await accessible(page, 'the on-call order of a contact list')
  await page.getByRole('button', { name: 'Save Changes' }).click()
  await seen(page.locator('.mantine-TextInput-error'))
  await page.getByLabel('Minutes until the next person').fill('600')
  await page.getByRole('button', { name: 'Save Changes' }).click()
  await seen(page.getByText('The contact list Night is saved.'))
  const [group] = await program.get<{ _id: string; onCall: object; users: { user: string }[] }[]>('/groups')
  assert.deepEqual(group?.onCall, { minutes: 600 })
  assert.deepEqual(
    group?.users.map(({ user }) => user),
    [program.admin.email, 'grace@example.org'],
  )

  const alerts = [{ condition: 'status', status: '5xx', groups: [group?._id] }]
  await program.makeChannel({ name: 'broken', alerts }, 1)
  const authorization = `Basic ${Buffer.from('clinic-1:correct horse').toString('base64')}`
  await (await fetch(`${program.http}/broken`, { headers: { authorization } })).text()
  await until('the first person is told', () => webhook.received.length === 1)

  const narrow = await shared.open(t, '/notices', { size: 'narrow', colours: 'dark' })
  await seen(narrow.getByText('On call', { exact: true }).last())
  await accessible(narrow, 'notices of people on call')
  const wide = await shared.open(t, '/notices')
  await wide
    .getByRole('button', { name: /^Acknowledge: .*broken/ })
    .first()
    .click()
  await seen(wide.getByText('You have acknowledged it. Nobody else is called.'))
  await seen(wide.getByText(`acknowledged by ${program.admin.email}`, { exact: false }).first())
  assert.deepEqual(
    (await program.get<{ recipient: string; state: string }[]>('/notices'))
      .filter(({ recipient }) => recipient === 'grace@example.org')
      .map(({ state }) => state),
    ['cancelled'],
  )
})

test('the link of a notice opens a page without signing in, in the language of the browser, and acknowledges', async (t) => {
  const { program, webhook } = shared
  const { _id: group } = (await program.get<{ _id: string }[]>('/groups'))[0] ?? { _id: '' }
  await program.makeChannel({ name: 'other', alerts: [{ condition: 'status', status: '5xx', groups: [group] }] }, 1)
  const authorization = `Basic ${Buffer.from('clinic-1:correct horse').toString('base64')}`
  await (await fetch(`${program.http}/other`, { headers: { authorization } })).text()
  const find = () =>
    webhook.received.map(({ body }) => JSON.parse(body).data).find(({ channel }) => channel === 'other')
  const { acknowledge } = await until('the notice arrives', find)
  const path = new URL(acknowledge).pathname.replace('/console', '')
  const page = await shared.open(t, path, { size: 'narrow', as: 'nobody' })
  await seen(page.getByText('alert for the channel "other"', { exact: false }))
  await accessible(page, 'the page of the link of a notice')
  await page.getByRole('button', { name: 'Acknowledge', exact: true }).press('Enter')
  await seen(page.getByRole('status').getByText('You have acknowledged it. Nobody else is called.'))
  const again = await shared.open(t, path, { as: 'nobody' })
  await seen(again.getByText(`acknowledged by ${program.admin.email}`, { exact: false }))
  const wrong = await shared.open(t, `/acknowledge/${'0'.repeat(24)}-${'0'.repeat(32)}`, { as: 'nobody' })
  await seen(wrong.getByText('There is nothing to acknowledge with this link', { exact: false }))
})
