import type { Locator, Page } from 'playwright-core'

/** The page, and the objects that exist before it is opened. */
export type Given = {
  page: Page
  root: { email: string; password: string }
  /** A file for the import, with one client called `imported`. */
  importFile: string
  channelId: string
  transactionId: string
  urn: string
}

export const field = (page: Page, model: string): Locator => page.locator(`[ng-model="${model}"]:visible`).first()
export const press = (page: Page | Locator, label: string | RegExp) =>
  page.locator('button:visible, label.btn:visible', { hasText: label }).first().click()
export const save = (page: Page) => press(page.locator('.modal-footer').last(), /Save changes|Create/)
export const row = (page: Page, text: string) => page.locator('tr:visible', { hasText: text }).first()
export const shows = (page: Page | Locator, text: string | RegExp) =>
  page.locator('*:visible', { hasText: text }).last().waitFor()
export const gone = (locator: Locator) => locator.waitFor({ state: 'detached' })
export const closed = (page: Page) => gone(page.locator('.modal-dialog'))
export const tab = (page: Page, heading: string) =>
  page.locator('.modal-dialog .nav-link:visible, .modal-dialog .nav a:visible', { hasText: heading }).first().click()

export async function fill(page: Page, values: Record<string, string>) {
  for (const [model, value] of Object.entries(values)) await field(page, model).fill(value)
}

export async function remove(page: Page, text: string) {
  await row(page, text).locator('button.btn-danger').click()
  await press(page.locator('.modal-footer'), 'Delete')
  await gone(row(page, text))
}
