// Uses a page as somebody without a mouse does.
import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'
import { until } from '../until.ts'

const farthest = 150

/** Presses Tab until the focus is there, as somebody without a mouse does. */
export async function reach(page: Page, what: string, target: Locator, key = 'Tab') {
  for (let n = 0; n < farthest; n++) {
    const here = (await target.count()) > 0 && (await hasFocus(target.first()))
    if (here) return
    await page.keyboard.press(key)
  }
  assert.fail(`${farthest} presses of ${key} do not lead to ${what}`)
}

const hasFocus = (target: Locator) => target.evaluate((it) => it === it.ownerDocument.activeElement)
export const focused = (what: string, target: Locator) => until(`the focus is on ${what}`, () => hasFocus(target))

/** Works on a page with the keyboard alone. */
export function keysOn(page: Page) {
  const named = (name: string) => page.getByRole('button', { name, exact: true })
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  return {
    press,
    to: (what: string, target: Locator) => reach(page, what, target),
    push: async (name: string) => {
      await reach(page, name, named(name))
      await press('Enter')
    },
    type: (text: string) => page.keyboard.type(text),
  }
}
