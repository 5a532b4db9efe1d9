// On a device without a mouse, everything that is touched is 44 px high and wide, on every page of the router.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { type EveryPage, listAddresses, startEveryPage, visit, watchRequests } from './every-page.ts'

const shared = {} as EveryPage
before(async () => void Object.assign(shared, await startEveryPage()))
after(() => shared.end?.())

/**
 * Lists the controls that are smaller, with their sizes. WCAG 2.5.5 excepts links within a sentence or a block of text. A control inside a
 * label, and a label of its own, are touched with the label.
 */
const findSmall = (page: Page) =>
  page.evaluate<string[]>(`(() => {
    const controls = 'a[href], button, input, select, textarea, summary, [role="tab"], [role="button"], [role="option"]'
    const isText = (one) => one.matches('a[href]') && getComputedStyle(one).display === 'inline'
    const size = (one) => {
      const boxes = [one, ...(one.labels ?? []), one.closest('label')].filter(Boolean).map((it) => it.getBoundingClientRect())
      return { width: Math.max(...boxes.map(({ width }) => width)), height: Math.max(...boxes.map(({ height }) => height)) }
    }
    return [...document.querySelectorAll(controls)]
      .filter((one) => one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && !isText(one))
      .filter((one) => !one.closest('.skip, [aria-hidden="true"]') && one.getBoundingClientRect().width > 1)
      .map((one) => ({ one, ...size(one) }))
      .filter(({ width, height }) => width < 43.5 || height < 43.5)
      .map(({ one, width, height }) => Math.round(width) + '×' + Math.round(height) + ' ' + one.outerHTML.slice(0, 160))
  })()`)

/** Lists the labels beside which nothing stands. */
const findUnanswered = (page: Page) =>
  page.evaluate<string[]>(`[...document.querySelectorAll('dd')]
    .filter((one) => one.checkVisibility() && !one.innerText.trim() && !one.querySelector('svg, img, input, button, [role="progressbar"]'))
    .map((one) => one.parentElement.innerText.trim())`)

test('on a phone, every control of every page is at least 44 px high and wide, no page is wider, and no label is without a value', async () => {
  const context = await shared.browser.newContext({
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
    reducedMotion: 'reduce',
  })
  const { base, admin } = shared.program
  await context.request.post(`${base}/authenticate/local`, {
    data: { username: admin.email, password: admin.password },
  })
  const page = await context.newPage()
  const pending = watchRequests(page)
  await page.goto(`${shared.base}/about`)
  const found = new Set<string>()
  for (const address of listAddresses(shared.ids)) {
    await visit(page, pending, address)
    for (const one of await findSmall(page)) found.add(`${address}: ${one}`)
    for (const one of await findUnanswered(page)) found.add(`${address}: no value beside ${one}`)
    if (await page.evaluate('document.documentElement.scrollWidth > innerWidth'))
      found.add(`${address}: it is too wide`)
  }
  assert.deepEqual([...found], [])
  for (const name of ['Transactions', 'Clients']) {
    await visit(page, pending, `/${name.toLowerCase()}`)
    const card = await page.getByRole('list', { name }).getByRole('listitem').first().boundingBox()
    assert.ok(card && card.y < 420, `${name}: the first begins at ${card?.y}`)
  }
  await context.close()
})
