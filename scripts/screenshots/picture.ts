import type { Locator, Page } from 'playwright-core'

/** The ids of example rows, which the addresses of pages need. */
export type Ids = { transaction: string; clinic: string; healthWorkers: string }

export type Picture = {
  name: string
  size: 'wide' | 'tall' | 'phone'
  path: (ids: Ids) => string
  /** Brings the page into the state to show; returns the part to show, or nothing for the whole window. */
  show: (page: Page) => Promise<Locator | undefined>
}
