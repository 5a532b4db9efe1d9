import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import { until } from '../until.ts'
import { type Console, gone, seen, startConsole } from './console.ts'
import { refuseBatches } from './failures.ts'

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

const sent = { count: 3 }
async function sendOne() {
  assert.equal((await send(`/lab/${sent.count}`)).status, 200)
  sent.count++
}

/** The list of transactions in which somebody reads. */
async function openList(t: TestContext) {
  const page = await shared.open(t, '/transactions')
  const table = page.getByRole('table', { name: 'Transactions' })
  const rows = table.getByRole('row')
  const countShown = async () => (await rows.count()) - 1
  const waiting = page.getByRole('button', { name: /^\d+ new$/ })
  const has = (count: number) => until(`${count} are listed`, async () => (await countShown()) === count)
  const pill = (count: number) => page.getByRole('button', { name: `${count} new`, exact: true })
  await has(sent.count)
  return {
    ...{ page, pill, countShown, has },
    leave: () => page.mouse.move(0, 0),
    /** Points into the list, and sends until one waits: what comes before the page knows of the pointer is shown at once. */
    async read() {
      await table.hover()
      await until('one waits', async () => {
        await sendOne()
        const isThere = async () => (await waiting.count()) > 0 || (await countShown()) === sent.count
        await until('it is shown or waits', isThere)
        return waiting.count()
      })
    },
  }
}

test('while somebody reads in the list, what is new waits under a pill; otherwise it comes by itself', async (t) => {
  const { page, pill, countShown, has, leave, read } = await openList(t)
  await seen(page.getByText('Transactions: 3', { exact: true }))
  await read()
  const shown = await countShown()
  await sendOne()
  await seen(pill(sent.count - shown))
  assert.equal(await countShown(), shown)
  // The pointer stays in the list, as when the button is reached by the keyboard.
  await pill(sent.count - shown).press('Enter')
  await has(sent.count)
  await gone(page.getByRole('button', { name: /^\d+ new$/ }))
  await leave()
  await read()
  await leave()
  await has(sent.count)
  await sendOne()
  await has(sent.count)
})

test('what is announced while the list is being fetched comes when nobody reads in the list any more', async (t) => {
  const { page, pill, countShown, has, leave, read } = await openList(t)
  await read()
  const shown = await countShown()
  const held = Promise.withResolvers<void>()
  const fetched = Promise.withResolvers<void>()
  // The list, and not the number of new ones, which asks for what is after the newest.
  await refuseBatches(page)
  await page.route(/\/transactions\?(?!.*after=)/, async (route) => {
    const response = await route.fetch()
    fetched.resolve()
    await held.promise
    await route.fulfill({ response })
  })
  await pill(sent.count - shown).press('Enter')
  await fetched.promise
  await sendOne()
  await seen(pill(sent.count - shown))
  held.resolve()
  await has(sent.count - 1)
  await leave()
  await has(sent.count)
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
  await refuseBatches(page)
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
  await page.getByRole('button', { name: 'Remove all filters' }).click()
  await until('others are listed', async () => (await refusals.count()) > 3)
})
