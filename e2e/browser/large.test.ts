import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Page, Response } from 'playwright-core'
import { type Console, seen } from './console.ts'
import { many, startLargeConsole } from './many.ts'

const shared = {} as Console
before(async () => {
  Object.assign(shared, await startLargeConsole())
})
after(() => shared.end?.())

test('the first view transfers less than 165 KB of JavaScript, because every script comes compressed', async (t) => {
  const page = await shared.open(t, '/sign-in', { alone: true })
  await page.waitForLoadState('networkidle')
  const scripts: Promise<number>[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(transferredBytes(response))
  })
  await page.context().clearCookies()
  await page.request.post(`${shared.program.base}/authenticate/local`, {
    data: { username: shared.program.admin.email, password: shared.program.admin.password },
  })
  // What the sign-in page has loaded counts as well.
  await (await page.context().newCDPSession(page)).send('Network.clearBrowserCache')
  await page.goto(`${shared.base}/`)
  // The whole landing page, charts and all.
  await seen(page.getByRole('img', { name: 'Requests, by hour' }))
  await page.waitForLoadState('networkidle')
  const bytes = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0)
  t.diagnostic(`${bytes} bytes in ${scripts.length} files`)
  assert.ok(scripts.length > 1, 'the scripts of the landing page were not seen')
  assert.ok(bytes < 165_000, `${bytes} bytes`)
})

/** Small files are not compressed. */
async function transferredBytes(response: Response) {
  const [{ responseBodySize }, body] = [await response.request().sizes(), await response.body()]
  if (body.length > 1_024) assert.match(response.headers()['content-encoding'] ?? '', /^(br|gzip)$/, response.url())
  return responseBodySize
}

const opened = async (t: TestContext): Promise<Page> => {
  const page = await shared.open(t, '/clients')
  await seen(page.getByRole('table', { name: 'Clients' }).getByText('clinic-0', { exact: true }))
  return page
}

test('a list of 10,000 clients draws only the rows that are near', async (t) => {
  const page = await opened(t)
  const table = page.getByRole('table', { name: 'Clients' })
  assert.equal(await table.getAttribute('aria-rowcount'), String(many.clients + 2))
  assert.ok((await table.getByRole('row').count()) < 200)
})

test('a matrix of 300 roles and 100 channels draws only the cells that are near', async (t) => {
  const page = await opened(t)
  const grid = page.getByRole('grid')
  assert.equal(await grid.getAttribute('aria-rowcount'), String(many.roles + 1))
  assert.equal(await grid.getAttribute('aria-colcount'), String(many.channels + 4))
  assert.ok((await grid.getByRole('gridcell').count()) < (many.roles * many.channels) / 10)
})
