import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { type Console, gone, seen, startConsole } from './console.ts'

const shared = {} as Console
before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab', urlPattern: '^/lab', authType: 'public' }, upstream.port)
  for (const name of ['Alpha', 'Beta', 'Gamma'])
    await program.makeClient({ clientID: name.toLowerCase(), name, organization: 'Ministry', customTokenID: name })
  for (const name of ['first', 'second']) await fetch(`${program.http}/lab/${name}?page=7`)
})
after(() => shared.end?.())

const head = (page: Page, name: string) => page.getByRole('columnheader', { name, exact: true })
const columns = (page: Page) => page.getByRole('dialog', { name: 'Columns' })
const open = (page: Page, list: string) =>
  page.getByRole('region', { name: list }).getByRole('button', { name: 'Columns', exact: true }).click()
const readWidth = async (page: Page, name: string) => (await head(page, name).boundingBox())?.width ?? 0

/** Waits until the server has kept what was chosen. */
const kept = (page: Page) =>
  page.waitForResponse((response) => response.url().endsWith('/me/preferences') && response.ok())

test('a column that a person hides stays hidden for them, in every browser, until they ask for the default', async (t) => {
  const page = await shared.open(t, '/clients', { alone: true })
  await seen(head(page, 'Organization'))
  await open(page, 'Clients')
  await accessible(page, 'the list of columns')
  const saved = kept(page)
  await columns(page).getByRole('checkbox', { name: 'Organization' }).uncheck()
  await gone(head(page, 'Organization'))
  await saved
  const elsewhere = await shared.open(t, '/clients', { alone: true })
  await seen(head(elsewhere, 'Name'))
  await gone(head(elsewhere, 'Organization'))
  await open(elsewhere, 'Clients')
  const restored = kept(elsewhere)
  await columns(elsewhere).getByRole('button', { name: 'Default columns' }).click()
  await seen(head(elsewhere, 'Organization'))
  await restored
  await page.reload()
  await seen(head(page, 'Organization'))
})

test('a column is sized with the keyboard alone, and the width stays', async (t) => {
  const page = await shared.open(t, '/transactions', { alone: true })
  await seen(head(page, 'Client'))
  const before = await readWidth(page, 'Client')
  const button = page.getByRole('button', { name: 'Columns', exact: true })
  await button.focus()
  await page.keyboard.press('Enter')
  const width = columns(page).getByRole('slider', { name: 'Width of Client', exact: true })
  await width.focus()
  const saved = kept(page)
  for (let n = 0; n < 20; n++) await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Escape')
  await gone(columns(page))
  assert.equal(await button.evaluate((it) => it === it.ownerDocument.activeElement), true)
  const wider = await readWidth(page, 'Client')
  assert.ok(wider > before + 20, `${before} became ${wider}`)
  await saved
  await page.reload()
  await until('the width is as before', async () => Math.abs((await readWidth(page, 'Client')) - wider) < 2)
})

test('the pointer pulls the border between two columns, and the table stays as wide', async (t) => {
  const page = await shared.open(t, '/transactions', { alone: true })
  const box = await head(page, 'Channel').boundingBox()
  assert.ok(box)
  const next = await readWidth(page, 'Client')
  const saved = kept(page)
  await page.mouse.move(box.x + box.width - 2, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width - 42, box.y + box.height / 2, { steps: 4 })
  await page.mouse.up()
  assert.ok(Math.abs((await readWidth(page, 'Channel')) - (box.width - 40)) <= 3)
  assert.ok(Math.abs((await readWidth(page, 'Client')) - (next + 40)) <= 3)
  await saved
})

test('more columns than the default are offered, and a row stays one that opens', async (t) => {
  const page = await shared.open(t, '/transactions', { alone: true })
  await page.getByRole('button', { name: 'Columns', exact: true }).click()
  await columns(page).getByRole('checkbox', { name: 'Parameters' }).check()
  assert.equal(await columns(page).getByRole('checkbox', { name: 'Time' }).isDisabled(), true)
  await page.keyboard.press('Escape')
  await seen(page.getByRole('row').filter({ hasText: 'page=7' }).first())
  await page.getByRole('row').filter({ hasText: '/lab/second' }).getByRole('link').click()
  await seen(page.getByRole('heading', { name: 'Transaction', level: 1 }))
})

test('a phone shows a list as cards, which are sorted, and whose details are chosen', async (t) => {
  const page = await shared.open(t, '/clients', { size: 'narrow', alone: true })
  const cards = page.getByRole('list', { name: 'Clients' }).getByRole('listitem')
  await seen(cards.filter({ hasText: 'Alpha' }))
  assert.equal(await cards.count(), 3)
  await seen(cards.first().getByText('Ministry'))
  await accessible(page, 'the clients as cards')
  await page.setViewportSize({ width: 360, height: 740 })
  await page.getByRole('button', { name: 'Reverse the order' }).click()
  await until('the last one comes first', async () => /Gamma/.test(await cards.first().innerText()))
  await open(page, 'Clients')
  await columns(page).getByRole('checkbox', { name: 'Organization' }).uncheck()
  await gone(cards.first().getByText('Ministry'))
  await page.keyboard.press('Escape')
  await cards.first().getByRole('button', { name: 'Edit Gamma' }).click()
  await seen(page.getByRole('dialog').getByLabel('Organization'))
})
