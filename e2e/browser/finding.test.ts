import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { until } from '../until.ts'
import { type Console, gone, seen, startConsole } from './console.ts'

const shared = {} as Console
const send = (path: string, token = 'clinic-token') =>
  fetch(shared.program.http + path, { headers: { authorization: `Custom ${token}` } })

before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab' }, upstream.port)
  await program.makeChannel({ name: 'registry', allow: ['clerk'] }, upstream.port)
  await program.makeClient({ clientID: 'desk', customTokenID: 'clinic-token' })
  for (const path of ['/lab/needle', '/lab/1', '/lab/2']) assert.equal((await send(path)).status, 200)
})
after(() => shared.end?.())

test('while somebody reads in the list, what is new waits under a pill; otherwise it comes by itself', async (t) => {
  const page = await shared.open(t, '/transactions')
  const table = page.getByRole('table', { name: 'Transactions' })
  const rows = table.getByRole('row')
  const has = (count: number) => until(`${count} are listed`, async () => (await rows.count()) === count + 1)
  await has(3)
  await seen(page.getByText('Transactions: 3', { exact: true }))
  await table.hover()
  for (const path of ['/lab/3', '/lab/4']) await send(path)
  const pill = page.getByRole('button', { name: '2 new' })
  await seen(pill)
  assert.equal(await rows.count(), 4)
  // The pointer stays in the list, as when the button is reached by the keyboard.
  await pill.press('Enter')
  await has(5)
  await gone(pill)
  await page.mouse.move(0, 0)
  await table.hover()
  await send('/lab/5')
  await seen(page.getByRole('button', { name: '1 new' }))
  await page.mouse.move(0, 0)
  await has(6)
  await send('/lab/6')
  await has(7)
})

test('the one beside it is found from any transaction, in both directions', async (t) => {
  const all = await shared.program.get<{ _id: string }[]>('/transactions')
  const page = await shared.open(t, `/transactions/${all[2]?._id}`)
  await page.getByRole('link', { name: '← Newer' }).click()
  await page.waitForURL(`**/transactions/${all[1]?._id}`)
  await page.getByRole('link', { name: 'Older →' }).click()
  await page.waitForURL(`**/transactions/${all[2]?._id}`)
})

test('a search that ran out of time says how far back it looked, claims nothing about the rest, and goes on', async (t) => {
  for (let n = 0; n < 12; n++) await Promise.all(Array.from({ length: 50 }, (_, i) => send(`/lab/${n}-${i}`)))
  const page = await shared.open(t, '/about')
  // The server looks for two seconds, in which it gets through more than a test can make.
  await page.route('**/transactions?*', (route) => route.continue({ url: `${route.request().url()}&patience=1` }))
  await page.goto(`${shared.base}/transactions?path=needle&live=off`)
  const more = page.getByRole('button', { name: 'Search on' })
  await seen(page.getByText(/^Searched back to .* so far\.$/))
  assert.equal(await page.getByText('No transaction matches.').count(), 0)
  const row = page.getByRole('row').filter({ hasText: 'GET /lab/needle' })
  await until('it is found', async () => {
    if (await row.count()) return true
    // The button is gone once the search that is under way has found it.
    await more.evaluateAll((buttons) => {
      for (const button of buttons) button.dispatchEvent(new Event('click', { bubbles: true }))
    })
    return false
  })
})

test('the dashboard tells what is refused most, and leads to exactly these refusals', async (t) => {
  for (const path of ['/registry/1', '/registry/2', '/registry/3']) assert.equal((await send(path)).status, 403)
  assert.equal((await send('/lab', 'guessed')).status, 401)
  const page = await shared.open(t, '/')
  const kinds = page.getByRole('region', { name: 'Top refusals' }).getByRole('listitem')
  // Others are there too: the start of this test asked until its channels took requests.
  const kind = kinds.filter({ hasText: /desk · registry/ })
  await seen(kind.getByText('3', { exact: true }))
  await seen(kinds.filter({ hasText: 'Unknown token' }).getByText('1', { exact: true }))
  const counts = (await kinds.allInnerTexts()).map((text) => Number(text.trim().split('\n').at(-1)))
  assert.deepEqual(
    counts,
    counts.toSorted((a, b) => b - a),
    'the most frequent first',
  )
  await kind.getByRole('link', { name: 'Not allowed on the channel' }).click()
  const refusals = page.getByRole('article')
  await until('three are listed', async () => (await refusals.count()) === 3)
  assert.match(page.url(), /client=desk&channel=registry.*code=not-allowed/)
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await until('others are listed', async () => (await refusals.count()) > 3)
})
