import assert from 'node:assert/strict'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { type Colours, type Size, sizes } from './console.ts'

const looks = [
  ['wide', 'light'],
  ['narrow', 'dark'],
] as const satisfies [Size, Colours][]

/** axe-core finds no violation on what the page shows now, and nothing sticks out of it: wide and light, narrow and dark. */
export async function accessible(page: Page, what: string) {
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(axe.source)
  for (const [size, colorScheme] of looks) {
    await page.setViewportSize(sizes[size])
    await page.emulateMedia({ colorScheme })
    assert.deepEqual(await violations(page), [], `${what}, ${size}, ${colorScheme}`)
    const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
    assert.equal(over, 0, `${what}, ${size}, is too wide`)
  }
  await page.setViewportSize(sizes.wide)
  await page.emulateMedia({ colorScheme: 'light' })
}

/** Each violation in one line: the rule and the elements that break it. Colours are read when they have stopped fading. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate('Promise.allSettled(document.getAnimations().map(({ finished }) => finished))')
  const found = await page.evaluate<axe.Result[]>(
    'axe.run({ resultTypes: ["violations"] }).then((all) => all.violations)',
  )
  return found.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' · ')}`)
}
