import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { gone } from './console.ts'

export type Sent = { name: string; content: string | Buffer }

/** The Certificates page, as a person finds it: by its roles and labels. */
export function certificatesPage(page: Page) {
  const button = (name: string | RegExp) =>
    page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name })
  const section = (name: string) => page.getByRole('region', { name, exact: true })
  const dialog = page.getByRole('dialog')

  const give = async (opener: Locator, ...files: Sent[]) => {
    const chooser = page.waitForEvent('filechooser')
    await opener.click()
    await (await chooser).setFiles(
      files.map(({ name, content }) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) })),
    )
  }

  return {
    button,
    section,
    dialog,
    give,
    notice: page.getByTestId('restart-required'),
    faults: dialog.getByRole('alert'),
    success: (text: string) => page.getByRole('status').filter({ hasText: text }),
    row: (table: string, text: string | RegExp) =>
      page.getByRole('table', { name: table, exact: true }).getByRole('row').filter({ hasText: text }),
    save: dialog.getByRole('button', { name: 'Save Changes' }),
    giveIn: (label: string, file: Sent) =>
      give(dialog.getByRole('button', { name: `Choose a file for: ${label}` }), file),
    async view(name: string) {
      await page.getByRole('tab', { name: new RegExp(`^${name}`) }).click()
    },
    async restart() {
      await button('Restart Server Now!').click()
      // Two workers are started one after the other, which on a busy machine takes its time.
      await page.getByText('The gateway has restarted: the change is live.').waitFor({ timeout: 60_000 })
    },
    /** What a button hands out, as text or as bytes. */
    async taken(opener: Locator): Promise<{ name: string; content: Buffer }> {
      const downloading = page.waitForEvent('download')
      await opener.click()
      const download = await downloading
      assert.equal(await download.failure(), null)
      return { name: download.suggestedFilename(), content: readFileSync(await download.path()) }
    },
    async closed() {
      await gone(dialog)
    },
  }
}
