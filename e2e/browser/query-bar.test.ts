import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { type Console, gone, seen, startConsole } from './console.ts'

const shared = {} as Console
const [orders, results] = [4, 6]

before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'laboratory results', urlPattern: '^/lab', authType: 'public' }, upstream.port)
  await program.makeChannel({ name: 'pharmacy', urlPattern: '^/pharmacy', authType: 'public' }, 1)
  for (let n = 0; n < results; n++) await fetch(`${program.http}/lab/Patient/${n}`)
  for (let n = 0; n < orders; n++) await fetch(`${program.http}/pharmacy/orders`)
})
after(() => shared.end?.())

const bar = (page: Page) => page.getByRole('combobox', { name: 'Filter the list' })
const counted = (page: Page, count: number) => seen(page.getByText(`Transactions: ${count}`, { exact: true }))
const chip = (page: Page, text: string) => page.getByRole('button', { name: `Change the filter: ${text}` })
const enter = async (page: Page, text: string) => {
  await bar(page).fill(text)
  await bar(page).press('Enter')
}
const readQuery = (page: Page) => new URL(page.url()).searchParams.get('q')

test('a typed query filters the list, stands in the address as it was written, and can be shared', async (t) => {
  const page = await shared.open(t, '/transactions')
  await counted(page, orders + results)
  await page.keyboard.press('/')
  await page.keyboard.type('status:failed channel:pharmacy path:/orders took:>=0ms')
  await page.keyboard.press('Enter')
  await counted(page, orders)
  await seen(chip(page, 'Status: Failed'))
  assert.equal(readQuery(page), 'status:failed channel:pharmacy path:/orders took:>=0ms')
  await accessible(page, 'a query')
  const other = await shared.open(t, `/transactions?${new URL(page.url()).searchParams}`)
  await counted(other, orders)
  await seen(chip(other, 'Channel: pharmacy'))
})

test('an address of an earlier version still filters, and its filters are chips', async (t) => {
  const page = await shared.open(t, '/transactions?status=Failed&method=GET&path=orders')
  await counted(page, orders)
  await page.getByRole('button', { name: 'Remove the filter: Status: Failed' }).click()
  await seen(chip(page, 'Method: GET'))
  await gone(page.getByRole('option').first())
  await until('the others moved to the query', () => readQuery(page) === 'method:GET path:orders')
  await counted(page, orders)
})

test('completion offers fields and values, by keyboard alone', async (t) => {
  const page = await shared.open(t, '/transactions')
  await counted(page, orders + results)
  await page.keyboard.press('/')
  await seen(page.getByRole('option', { name: 'Status status:' }))
  await accessible(page, 'the offered filters')
  await bar(page).fill('chan')
  await bar(page).press('ArrowDown')
  await bar(page).press('Enter')
  assert.equal(await bar(page).inputValue(), 'channel:')
  await bar(page).press('ArrowDown')
  await bar(page).press('Enter')
  await seen(chip(page, 'Channel: laboratory results'))
  await counted(page, results)
  assert.equal(readQuery(page), 'channel:"laboratory results"')
  await bar(page).press('Backspace')
  assert.equal(await bar(page).inputValue(), 'channel:"laboratory results"')
  await counted(page, orders + results)
})

test('a wrong filter says at its chip what is wrong, and the list waits until it is corrected', async (t) => {
  const page = await shared.open(t, '/transactions')
  await counted(page, orders + results)
  for (const [text, words] of [
    ['took:2s', 'took:2s: Write < or > and a value, such as >2s.'],
    ['channel:nowhere', 'channel:nowhere: Nothing here is called “nowhere”.'],
    ['colour:"deep red"', 'colour:"deep red": There is no filter “colour”. Choose one of the list.'],
    ['path:a.*b', /^path:a\.\*b: This is a regular expression\./],
  ] as const) {
    await enter(page, text)
    await seen(page.getByRole('listitem').filter({ hasText: words }))
    await seen(page.getByText('The list waits until the marked filter is corrected.'))
    assert.equal(await page.getByRole('table').count(), 0)
    if (text === 'took:2s') await accessible(page, 'a wrong filter')
    await page.getByRole('button', { name: /^Remove the filter: / }).click()
    await counted(page, orders + results)
  }
  await enter(page, 'code:4')
  await chip(page, 'Status code: 4').click()
  await bar(page).fill('code:2xx')
  await bar(page).press('Enter')
  await counted(page, results)
  await gone(page.getByText('The list waits until the marked filter is corrected.'))
})

test('what strangers type is taken as text, and never breaks the page', async (t) => {
  const page = await shared.open(t, '/transactions')
  await counted(page, orders + results)
  for (const text of [
    '"',
    '-',
    '::',
    'Ж:日本 "a b',
    '<script>alert(1)</script>',
    '💥'.repeat(50),
    '\\" -"x:y"',
    '%00{}',
  ]) {
    await enter(page, text)
    await until(`${text} is a chip`, async () => (await bar(page).inputValue()) === '')
    const clear = page.getByRole('button', { name: 'Remove all filters' })
    if (await clear.count()) await clear.click()
  }
  await counted(page, orders + results)
})

test('the list is read by keyboard: j and k move, x selects, Enter opens, ? explains', async (t) => {
  const page = await shared.open(t, '/transactions?path=orders')
  await counted(page, orders)
  const active = page.locator('tr[aria-current="true"]')
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await until('the second row is active', async () => (await active.getAttribute('aria-rowindex')) === '3')
  await page.keyboard.press('k')
  await until('the first row is active', async () => (await active.getAttribute('aria-rowindex')) === '2')
  await page.keyboard.press('x')
  await seen(active.getByRole('checkbox', { checked: true }))
  await accessible(page, 'an active row')
  await page.keyboard.press('?')
  await seen(page.getByRole('dialog', { name: 'Keys of this list' }))
  await page.keyboard.press('Escape')
  await gone(page.getByRole('dialog'))
  await page.keyboard.press('Enter')
  await seen(page.getByRole('heading', { name: 'Transaction', level: 1 }))
  assert.match(page.url(), /path=orders/)
})
