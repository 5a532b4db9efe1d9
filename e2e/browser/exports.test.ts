// Every list that a page of the router shows can be saved as a file, which has what is shown.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { type EveryPage, listAddresses, startEveryPage, visit, watchRequests } from './every-page.ts'

const shared = {} as EveryPage
before(async () => void Object.assign(shared, await startEveryPage()))
after(() => shared.end?.())

/** The labels of the tables whose columns can be chosen and that have no button to export them beside that. */
const findLists = (page: Page) =>
  page.evaluate<{ lists: number; without: string[] }>(`(() => {
    const isNamed = (name) => (one) => one.textContent.trim() === name
    const bars = [...document.querySelectorAll('main button')].filter(isNamed('Columns')).map((one) => one.parentElement.parentElement)
    const without = bars.filter((bar) => ![...bar.querySelectorAll('button')].some((one) => /^Export/.test(one.textContent)))
    return { lists: bars.length, without: without.map((bar) => bar.nextElementSibling?.outerHTML.slice(0, 200) ?? '') }
  })()`)

/** Saves each list of a page as CSV, and returns the lines of the files. */
async function saveAll(page: Page): Promise<string[][]> {
  const files: string[][] = []
  for (const button of await page.getByRole('button', { name: 'Export CSV' }).all()) {
    const download = page.waitForEvent('download')
    await button.click()
    files.push(
      readFileSync(await (await download).path(), 'utf8')
        .trimEnd()
        .split('\r\n'),
    )
  }
  return files
}

test('every list of the router has a button that saves it, and the file has a line for each row', async (t) => {
  const page = await shared.open(t, '/about')
  const pending = watchRequests(page)
  const found = { lists: 0, without: [] as string[] }
  for (const address of [...listAddresses(shared.ids), '/notices?view=silence']) {
    await visit(page, pending, address)
    const { lists, without } = await findLists(page)
    found.lists += lists
    found.without.push(...without.map((list) => `${address}: ${list}`))
    for (const [head = '', ...lines] of await saveAll(page)) {
      assert.match(head, /^\uFEFF\w[\w.]*(,\w[\w.]*)+$/, address)
      assert.ok(lines.length > 0, `${address}: the file is empty`)
    }
  }
  assert.deepEqual(found.without, [])
  assert.ok(found.lists >= 10, `${found.lists} lists`)
})

test('a file has the rows that the search box leaves', async (t) => {
  const page = await shared.open(t, '/channels?find=REG')
  await page.getByRole('row', { name: /registry/ }).waitFor()
  const [[, ...lines] = []] = await saveAll(page)
  assert.equal(lines.length, 1, lines.join('\n'))
  assert.match(lines[0] ?? '', /registry/)
})
