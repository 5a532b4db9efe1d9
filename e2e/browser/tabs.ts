import type { BrowserContext, Page } from 'playwright-core'

export type Look = { viewport: { width: number; height: number }; colorScheme: 'light' | 'dark' }

/**
 * Keeps the tabs that no test uses now. A new tab starts a process of its own, which costs as much as the page that is
 * loaded into it. A test loads its page anew in a tab that another used, and finds nothing of the other there.
 */
export function keepTabs() {
  const free = new Map<BrowserContext, Page[]>()
  return {
    async take(context: BrowserContext): Promise<Page> {
      return free.get(context)?.pop() ?? (await context.newPage())
    },
    /** Takes back a tab, and ends what the test did in it and listened for. */
    async giveBack(page: Page, { viewport, colorScheme }: Look) {
      if (page.isClosed()) return
      page.removeAllListeners()
      await page.unrouteAll({ behavior: 'ignoreErrors' })
      await page.mouse.move(0, 0)
      await page.goto('about:blank')
      await page.setViewportSize(viewport)
      await page.emulateMedia({ colorScheme, media: null, reducedMotion: 'reduce' })
      free.set(page.context(), [...(free.get(page.context()) ?? []), page])
    },
  }
}
