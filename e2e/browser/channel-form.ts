import type { Page } from 'playwright-core'

/** Opens sections of the form of a channel, by their titles. What is open already stays open. */
export async function openSections(page: Page, ...titles: string[]) {
  for (const title of titles) {
    const toggle = page.getByRole('heading', { level: 2 }).getByRole('button', { name: title, exact: true })
    await toggle.waitFor()
    if ((await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click()
  }
}

/** Opens the details of the last route. */
export const openLastRoute = (page: Page) =>
  page.getByRole('button', { name: 'More settings of this route', expanded: false }).last().click()

export const general = 'General'
