import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Result } from 'axe-core'
import type { Page } from 'playwright-core'
import { type Colours, type Size, sizes } from './console.ts'

// Half as long as the other build: every page that is looked at compiles it.
const source = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

const rulesOfColour = ['color-contrast', 'link-in-text-block']

/** A size and colours, and whether the rules of colour are left out. */
export type AxeLook = { size: Size; colours: Colours; rules?: 'words'; within?: 'main' }

// Each size and each colours once: what is seen in one size only is rare. The long form looks at every page in all four.
const looks: readonly AxeLook[] = [
  { size: 'wide', colours: 'light' },
  { size: 'narrow', colours: 'dark' },
]

/** axe-core finds no violation on what the page shows now, wide and narrow, light and dark, and nothing sticks out of it. */
export async function accessible(page: Page, what: string, chosen = looks) {
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(source)
  for (const look of chosen) {
    const { size, colours } = look
    await page.setViewportSize(sizes[size])
    await page.emulateMedia({ colorScheme: colours })
    const found = await violations(page, look)
    assert.deepEqual(found, [], `${what}, ${size}, ${colours}`)
    const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
    assert.equal(over, 0, `${what}, ${size}, is too wide`)
  }
  await page.setViewportSize(sizes.wide)
  await page.emulateMedia({ colorScheme: 'light' })
  await waitUntilIdle(page)
}

/** A page that has another size or other colours moves for a moment: what is clicked meanwhile may be missed, and colours are between two. */
const waitUntilIdle = (page: Page) =>
  page.evaluate(`new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))).then(() =>
    Promise.allSettled(document.getAnimations().map(({ finished }) => finished)))`)

/** Each violation in one line: the rule and the elements that break it. */
async function violations(page: Page, { rules, within }: AxeLook): Promise<string[]> {
  await waitUntilIdle(page)
  // What axe-core would load beforehand is for two rules: an experimental one, which is off, and one about audio and video.
  const given = {
    resultTypes: ['violations'],
    selectors: false,
    preload: false,
    ...(rules === 'words' && { rules: Object.fromEntries(rulesOfColour.map((rule) => [rule, { enabled: false }])) }),
  }
  const part = within ? `${JSON.stringify(within)}, ` : ''
  const found = await page.evaluate<Result[]>(`axe.run(${part}${JSON.stringify(given)}).then((all) => all.violations)`)
  return found.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' · ')}`)
}
