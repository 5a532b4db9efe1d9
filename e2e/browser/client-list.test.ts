import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { type Console, seen, startConsole } from './console.ts'

// The list of clients fits its page, and what is done less often stands in a menu.

const shared = {} as Console
before(async () => {
  Object.assign(shared, await startConsole())
  const client = { clientID: 'desk', name: 'Front desk', roles: ['nurse'], organization: 'Ministry' }
  await shared.program.makeClient({ ...client, password: 'correct horse' })
})
after(() => shared.end?.())

test('all columns fit a small laptop without scrolling sideways', async (t) => {
  const page = await shared.open(t, '/clients')
  const table = page.getByRole('table', { name: 'Clients' })
  await seen(table.getByRole('button', { name: 'Edit Front desk' }))
  const cut = await table.evaluate((grid) => {
    const frames = [grid, ...(grid.parentElement ? [grid.parentElement] : [])]
    return frames.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)
  })
  assert.ok(Math.max(...cut) <= 1, `it is wider by ${cut}`)
})

test('the menu of a client is opened, walked and closed with the keyboard', async (t) => {
  const page = await shared.open(t, '/clients')
  const button = page.getByRole('button', { name: 'More about Front desk' })
  await button.focus()
  await page.keyboard.press('Enter')
  const item = (name: string) => page.getByRole('menuitem', { name })
  await seen(item('Open the page of Front desk'))
  await page.keyboard.press('Escape')
  await item('Open the page of Front desk').waitFor({ state: 'hidden' })
  await until('the button has the focus again', () => button.evaluate((it) => it === document.activeElement))
  await page.keyboard.press('Enter')
  await seen(item('Open the page of Front desk'))
  const isThere = () => item('Try a request as Front desk').evaluate((it) => it === document.activeElement)
  for (let n = 0; n < 4 && !(await isThere()); n++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await seen(page.getByRole('dialog', { name: 'Try it: Front desk' }))
})

test('the menu of a client is accessible', async (t) => {
  const page = await shared.open(t, '/clients')
  await page.getByRole('button', { name: 'More about Front desk' }).click()
  await seen(page.getByRole('menuitem', { name: 'Credentials of Front desk' }))
  await accessible(page, 'the menu of a client')
})
