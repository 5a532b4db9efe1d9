import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible } from './axe.ts'
import { type Console, gone, seen, startConsole } from './console.ts'

const shared = {} as Console
before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab', urlPattern: '^/lab', authType: 'public' }, upstream.port)
  for (const name of ['first', 'second', 'third']) await fetch(`${program.http}/lab/${name}`)
})
after(() => shared.end?.())

test('a row opens beside the list; the keys walk through the rows, and the list stays', async (t) => {
  const page = await shared.open(t, '/transactions')
  const table = page.getByRole('table', { name: 'Transactions' })
  const panel = page.getByRole('complementary', { name: 'Transaction' })
  await table.getByText('GET /lab/third', { exact: true }).click()
  await seen(panel.getByText('GET /lab/third').first())
  assert.match(page.url(), /show=[0-9a-f]{24}/)
  await seen(table)
  await accessible(page, 'side panel')

  await page.keyboard.press('j')
  await seen(panel.getByText('GET /lab/second').first())
  await page.keyboard.press('k')
  await seen(panel.getByText('GET /lab/third').first())
  await page.keyboard.press('Escape')
  await gone(panel)
  assert.doesNotMatch(page.url(), /show=/)

  await page.keyboard.press('p')
  await panel.getByRole('link', { name: 'Open the whole page' }).click()
  await page.waitForURL(/\/transactions\/[0-9a-f]{24}/)
})

test('a link in a row opens the page, and a tick opens nothing', async (t) => {
  const page = await shared.open(t, '/transactions')
  const row = page.getByRole('row').filter({ hasText: 'GET /lab/second' })
  await row.getByRole('checkbox').check()
  assert.doesNotMatch(page.url(), /show=/)
  await row.getByRole('link').click()
  await page.waitForURL(/\/transactions\/[0-9a-f]{24}/)
})
