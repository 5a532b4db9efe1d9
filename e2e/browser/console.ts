import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'
import { startProgram } from '../program.ts'
import { startUpstream } from '../upstream.ts'
import { keepTabs, type Look } from './tabs.ts'

// The same browser without what draws windows, which costs about a third less. `npm test` installs it.
const shell = '/usr/bin/chromium-headless-shell'
const chromiumPath = process.env.MEDIARY_TEST_CHROMIUM ?? (existsSync(shell) ? shell : '/usr/bin/chromium')
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // An origin that is no secure context, and yet leaves this machine as little as the others.
  '--host-resolver-rules=MAP exchange.test 127.0.0.1',
]
const patience = 15_000

export const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 360, height: 740 } } as const
export type Size = keyof typeof sizes
export type Colours = 'light' | 'dark'

type Person = { email: string; password: string }
/** `alone` is for a test that ends the session or cuts the connection: its browser shares nothing with the others. */
export type View = { size?: Size; colours?: Colours; as?: Person | 'nobody'; alone?: boolean }

export type Console = Awaited<ReturnType<typeof startConsole>>

/** The whole program, an upstream that answers, and one browser: for all tests of a file. */
export async function startConsole(options: Parameters<typeof startProgram>[0] = {}) {
  // `npm test` has built it already.
  if (!process.env.MEDIARY_TEST_IS_BUILT)
    execFileSync(process.execPath, [join(import.meta.dirname, '../../scripts/build.js')], { stdio: 'pipe' })
  const starting = [startUpstream(), startProgram({ workers: 1, ...options }), startBrowser()] as const
  const [upstream, program, browser] = await Promise.all(starting).catch(async (error: unknown) => {
    // What did start would keep the test file from ever ending.
    const [up, running, open] = await Promise.allSettled(starting)
    if (up.status === 'fulfilled') await up.value.stop()
    if (running.status === 'fulfilled') await running.value.end()
    if (open.status === 'fulfilled') await open.value.close()
    throw error
  })
  const base = `${program.base}/console`
  const contexts = new Map<string, Promise<BrowserContext>>()
  const tabs = keepTabs()

  const makeContext = async ({ as = program.admin, ...view }: View) => {
    const context = await browser.newContext({ ...toLook(view), reducedMotion: 'reduce', locale: 'en-GB' })
    context.setDefaultTimeout(patience)
    if (as !== 'nobody') await haveSession(context, program.base, as)
    return context
  }
  /** The pages of one person share the session and the cache: signing in costs a password hash. */
  const openContext = (view: View): Promise<BrowserContext> => {
    const key = JSON.stringify(view)
    const context = contexts.get(key) ?? makeContext(view)
    contexts.set(key, context)
    return context
  }

  return {
    program,
    upstream,
    browser,
    base,
    /** Opens an address of the console as a person who is signed in; the page is the test's until it ends. */
    async open(test: TestContext, path: string, view: View = {}) {
      const alone = view.alone || view.as === 'nobody'
      const context = await (alone ? makeContext(view) : openContext(view))
      const page = await (alone ? context.newPage() : tabs.take(context))
      const faults = watchProblems(page)
      test.after(async () => {
        await (alone ? context.close() : tabs.giveBack(page, toLook(view)))
        assert.deepEqual(faults, [], 'the page threw, or broke its Content-Security-Policy')
      })
      await page.goto(base + path)
      return page
    },
    async end() {
      await browser.close()
      await program.end()
      await upstream.stop()
    },
  }
}

const toLook = ({ size = 'wide', colours = 'light' }: View): Look => ({ viewport: sizes[size], colorScheme: colours })

const startBrowser = (): Promise<Browser> => chromium.launch({ executablePath: chromiumPath, args: quiet })

async function haveSession(context: BrowserContext, base: string, { email, password }: Person) {
  const answer = await context.request.post(`${base}/authenticate/local`, { data: { username: email, password } })
  assert.equal(answer.status(), 200, await answer.text())
}

function watchProblems(page: Page): string[] {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) faults.push(message.text())
  })
  return faults
}

/** As a person signs in. */
export async function signIn(page: Page, { email, password }: Person) {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel(/^Password/).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Waits until it is seen, or until none of it is left, however many there are while the page changes. */
export const seen = (locator: { waitFor: (how: { state: 'visible' }) => Promise<void> }) =>
  locator.waitFor({ state: 'visible' })
export const gone = (locator: Locator) => locator.first().waitFor({ state: 'hidden' })

/** The colour that a person sees, as the browser computes it. */
export const readColour = (locator: Locator, property: 'color' | 'background-color'): Promise<string> =>
  locator.evaluate(
    (element, name) => element.ownerDocument.defaultView?.getComputedStyle(element).getPropertyValue(name) ?? '',
    property,
  )
