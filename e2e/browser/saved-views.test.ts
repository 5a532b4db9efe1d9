import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible } from './axe.ts'
import { type Console, gone, seen, startConsole } from './console.ts'

const shared = {} as Console
before(async () => {
  Object.assign(shared, await startConsole())
  await shared.program.makeChannel({ name: 'lab', urlPattern: '^/lab', authType: 'public' }, shared.upstream.port)
})
after(() => shared.end?.())

test('a query is saved under a name, and found again in the list and in the palette', async (t) => {
  const page = await shared.open(t, '/transactions?status=Failed')
  const panel = page.getByRole('dialog', { name: 'Saved views' })
  await page.getByRole('button', { name: 'Saved views' }).click()
  await seen(panel.getByText('No view is saved yet.'))
  await accessible(page, 'saved views')
  await panel.getByLabel('Name').fill('Failures of the night')
  await panel.getByLabel('Show it to everybody who may see this list').check()
  await panel.getByRole('button', { name: 'Save this query' }).click()
  await seen(panel.getByRole('link', { name: 'Failures of the night' }))
  assert.equal(await panel.getByRole('link').getAttribute('aria-current'), 'true')
  await page.keyboard.press('Escape')
  await gone(panel)

  await page.goto(`${shared.base}/transactions`)
  await page.getByRole('button', { name: 'Saved views' }).click()
  await panel.getByRole('link', { name: 'Failures of the night' }).click()
  await page.waitForURL('**/transactions?status=Failed')
  await gone(panel)

  await page.goto(`${shared.base}/about`)
  await seen(page.getByRole('heading', { name: 'About', level: 1 }))
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: 'Find or go to…' }).fill('failures')
  await page.getByRole('button', { name: 'Failures of the night' }).click()
  await page.waitForURL('**/transactions?status=Failed')
})

test('a shared view is seen by others, and each list has its own', async (t) => {
  const page = await shared.open(t, '/tasks')
  await page.getByRole('button', { name: 'Saved views' }).click()
  await seen(page.getByRole('dialog', { name: 'Saved views' }).getByText('No view is saved yet.'))

  const person = { email: 'nurse@example.org', password: 'a long password for a nurse' }
  await shared.program.call('POST', '/user-roles', { name: 'nurses', permissions: { 'transaction-view-all': true } })
  await shared.program.call('POST', '/users', { ...person, firstname: 'N', surname: 'N', groups: ['nurses'] })
  const other = await shared.open(t, '/transactions', { as: person })
  await other.getByRole('button', { name: 'Saved views' }).click()
  const panel = other.getByRole('dialog', { name: 'Saved views' })
  await seen(panel.getByRole('link', { name: 'Failures of the night' }))
  await seen(panel.getByText(shared.program.admin.email))
  assert.equal(await panel.getByRole('button', { name: /^Remove/ }).count(), 0)
})
