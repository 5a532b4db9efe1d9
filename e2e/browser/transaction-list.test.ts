import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { type Console, seen, startConsole } from './console.ts'

const shared = {} as Console
const sent = 60

before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'laboratory results', urlPattern: '^/lab', authType: 'public' }, upstream.port)
  await program.makeChannel({ name: 'pharmacy', authType: 'public' }, 1)
  const paths = Array.from({ length: sent }, (_, i) => (i % 3 ? '/lab/Patient/1234/results' : '/pharmacy/orders'))
  for (const path of paths) await fetch(program.http + path)
})
after(() => shared.end?.())

const table = (page: Page) => page.getByRole('table', { name: 'Transactions' })

/** Counts the rows that stand whole within the window and within the part of the table that scrolls. */
const countWholeRows = (page: Page) =>
  page.evaluate<number>(`(() => {
    const table = document.querySelector('table[aria-label="Transactions"]')
    const scroller = table.parentElement.getBoundingClientRect()
    const head = table.tHead.getBoundingClientRect()
    const bottom = Math.min(scroller.bottom, innerHeight)
    return [...table.tBodies[0].rows].filter((row) => {
      const { top, bottom: end } = row.getBoundingClientRect()
      return row.hasAttribute('aria-rowindex') && top >= head.bottom - 1 && end <= bottom + 1
    }).length
  })()`)

/** Lists the columns that stand out of the table, and cells of fixed content that are cut. */
const findCut = (page: Page) =>
  page.evaluate<string[]>(`(() => {
    const table = document.querySelector('table[aria-label="Transactions"]')
    const { right } = table.parentElement.getBoundingClientRect()
    const heads = [...table.tHead.rows[0].cells]
    const out = heads.filter((cell) => cell.getBoundingClientRect().right > right + 1 || cell.scrollWidth > cell.clientWidth)
    const fixed = heads.flatMap((cell, i) => (['Time', 'Status', 'Code', 'Channel', 'Took'].includes(cell.textContent) ? [i] : []))
    const cells = [...table.tBodies[0].rows].flatMap((row) => fixed.map((i) => row.cells[i]))
    const cut = cells.filter((cell) => cell && cell.scrollWidth > cell.clientWidth)
    return [...out, ...cut].map((cell) => cell.textContent)
  })()`)

test('a small laptop shows 14 whole rows and every column; comfortable rows are a choice that stays', async (t) => {
  const page = await shared.open(t, '/transactions', { alone: true })
  await page.setViewportSize({ width: 1280, height: 720 })
  await seen(table(page))
  await until('at least 14 rows are whole', async () => (await countWholeRows(page)) >= 14, 5_000)
  assert.deepEqual(await findCut(page), [])
  await accessible(page, 'the dense list')
  await page.setViewportSize({ width: 1280, height: 720 })
  const dense = await countWholeRows(page)
  await page.getByRole('button', { name: 'Low rows' }).click()
  await until('fewer rows are whole', async () => (await countWholeRows(page)) < dense)
  await page.reload()
  await seen(table(page))
  assert.equal(await page.getByRole('button', { name: 'Low rows' }).getAttribute('aria-pressed'), 'false')
})

test('a phone shows the first transaction above 420 px, each in two lines that open it', async (t) => {
  const page = await shared.open(t, '/transactions', { size: 'narrow', alone: true })
  const card = page.getByRole('list', { name: 'Transactions' }).getByRole('listitem').first()
  await seen(card)
  const box = await card.boundingBox()
  assert.ok(box && box.y < 420, `it begins at ${box?.y}`)
  assert.ok(box.height >= 44 && box.height <= 72, `it is ${box.height} high`)
  // Title and filters take one line, and the number of transactions another.
  const title = await page.getByRole('heading', { level: 1 }).boundingBox()
  const filters = page.getByRole('button', { name: 'Filters', exact: true })
  const button = await filters.boundingBox()
  assert.ok(title && button && Math.abs(title.y + title.height / 2 - button.y - button.height / 2) < 24)
  const count = await page.getByText(/^Transactions: \d/).boundingBox()
  assert.ok(count && count.height < 30, `the number is ${count?.height} high`)
  await filters.click()
  await page.getByRole('group', { name: 'Time range' }).getByRole('button', { name: 'Today' }).click()
  await seen(page.getByRole('button', { name: 'Filters · 1' }))
  await page.getByRole('button', { name: 'Filters · 1' }).click()
  await accessible(page, 'the list on a phone')
  await page.setViewportSize({ width: 360, height: 740 })
  await card.getByRole('link').click()
  await seen(page.getByRole('heading', { name: 'Transaction', level: 1 }))
})

test('a time range is one button, stands in the address, and yields to times that are typed', async (t) => {
  const page = await shared.open(t, '/transactions')
  const range = (name: string) => page.getByRole('button', { name, exact: true })
  // Around midnight the requests of this test are of yesterday, so the page looks from two days later.
  await page.clock.setFixedTime(Date.now() + 60 * 3_600_000)
  await range('Yesterday').click()
  await seen(page.getByText('No transaction matches.'))
  assert.equal(new URL(page.url()).search, '?range=yesterday')
  await page.clock.setFixedTime(Date.now())
  await range('Last hour').click()
  await seen(page.getByText(`Transactions: ${sent}`))
  assert.equal(await range('Last hour').getAttribute('aria-pressed'), 'true')
  await range('Other times').click()
  await page.getByLabel('From', { exact: true }).fill('2026-01-01T00:00')
  await seen(page.getByRole('button', { name: 'Change the filter: From: 2026-01-01T00:00' }))
  assert.equal(await range('Last hour').getAttribute('aria-pressed'), 'false')
  assert.match(page.url(), /since=2026-01-01T00(:|%3A)00/)
  await accessible(page, 'the times')
})

test('the list leaves as it is filtered, in two clicks, as a file that a spreadsheet reads', async (t) => {
  const page = await shared.open(t, '/transactions?path=pharmacy')
  await seen(page.getByText(`Transactions: ${sent / 3}`))
  const save = async (name: string) => {
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name }).click()
    const file = await download
    return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') }
  }
  const csv = await save('Export CSV')
  assert.match(csv.name, /^transactions_.*path.*pharmacy.*\.csv$/)
  assert.equal(csv.text.trimEnd().split('\r\n').length, 1 + sent / 3)
  assert.match(csv.text, /^\uFEFF_id,request\.timestamp,/)
  const json = await save('Export as JSON lines')
  const rows = json.text
    .trimEnd()
    .split('\n')
    .map((line): { request: { path: string } } => JSON.parse(line))
  assert.equal(rows.length, sent / 3)
  assert.ok(rows.every(({ request }) => request.path === '/pharmacy/orders'))
})
