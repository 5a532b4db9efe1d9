// Opens every page of OpenHIM's own console, built from its source, against a new Mediary, and uses each of them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium, type Page } from 'playwright-core'
import { type Program, startProgram } from '../program.ts'
import { startUpstream } from '../upstream.ts'
import { serveConsole } from './console-server.ts'
import { listSteps } from './console-steps.ts'
import type { Given } from './page-actions.ts'

const usage = `node e2e/compat/openhim-console.ts [--only=PART OF A NAME] [--pictures=FOLDER] DIST

DIST is the folder that the build of OpenHIM's console has written. Ends with 1 if a page does not work.
`
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', default: '' }, pictures: { type: 'string' } },
})
const [dist] = positionals
if (!dist) {
  process.stderr.write(usage)
  process.exit(2)
}
const root = { email: 'root@openhim.org', password: 'a long password' }
const urn = 'urn:mediator:compat'
const say = (line: string) => void process.stdout.write(`${line}\n`)

/** What the console does by itself, whatever server answers: fonts of another server, a closed dialog, the question who is signed in, and (page Profile) a sign-in without a password. */
const ownNoise = /Failed to load resource|unhandled rejection: (cancel|\{"data":"(Not authenticated|Unauthorized)")/
const signedOut = /(404 GET \S+\/me|401 GET \S+\/about|400 POST \S+\/authenticate\/local):/

const api: { port?: number } = {}
const site = await serveConsole(resolve(dist), () => ({ protocol: 'http', host: 'localhost', port: api.port }))
const folder = mkdtempSync(join(tmpdir(), 'mediary-compat-'))
const mediator = await startUpstream(({ url }, response) => {
  const timestamp = new Date().toISOString()
  const lookup = {
    name: 'look the patient up',
    request: { method: 'GET', path: '/find', timestamp },
    response: { status: 200, timestamp },
  }
  const answer = { status: 200, headers: { 'content-type': 'text/plain' }, body: `done ${url}`, timestamp }
  response.setHeader('content-type', 'application/json+openhim')
  response.end(
    JSON.stringify({ 'x-mediator-urn': urn, status: 'Successful', response: answer, orchestrations: [lookup] }),
  )
})
const program = await startProgram({
  workers: 1,
  env: {
    MEDIARY_LOG_LEVEL: 'debug',
    MEDIARY_ADMIN_EMAIL: root.email,
    MEDIARY_ADMIN_PASSWORD: root.password,
    MEDIARY_API_ALLOWED_ORIGINS: JSON.stringify([site.origin]),
  },
})
api.port = program.ports.api
const browser = await chromium.launch({
  executablePath: process.env.MEDIARY_TEST_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
const failures: string[] = []
try {
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } })
  page.setDefaultTimeout(15_000)
  const faults = watchFaults(page)
  const given: Given = { page, root, urn, ...(await prepare(program)) }
  for (const step of listSteps(given)) {
    if (step.name !== 'sign in' && !values.only.split(',').some((part) => step.name.includes(part))) continue
    faults.length = 0
    const outcome = await tryStep(step, given)
    const found = [...outcome, ...faults, ...(await readAlerts(page))]
    say(`${found.length ? '✖' : '✔'} ${step.name}${found.map((fault) => `\n    ${fault}`).join('')}`)
    failures.push(...found)
    if (values.pictures) await page.screenshot({ path: join(values.pictures, `${step.name}.png`), fullPage: true })
  }
} finally {
  await browser.close()
  await program.end()
  await mediator.stop()
  site.stop()
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = failures.length ? 1 : 0

async function tryStep({ path, act }: ReturnType<typeof listSteps>[number], given: Given): Promise<string[]> {
  try {
    // A page that is left by its address alone keeps its timers and dialogs.
    await given.page.goto('about:blank')
    await given.page.goto(`${site.origin}/#!${path}`)
    // Some dialogs of the console fail when they are opened before the lists have come.
    await given.page.waitForLoadState('networkidle', { timeout: 5_000 }).catch(() => undefined)
    await act(given)
    return []
  } catch (error) {
    return [String(error).split('\n').slice(0, 4).join(' | ')]
  }
}

function watchFaults(page: Page): string[] {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(`script error: ${error}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !ownNoise.test(message.text()))
      faults.push(`console: ${message.text().slice(0, 300)}`)
  })
  page.on('response', async (response) => {
    if (response.status() < 400) return
    const text = await response.text().catch(() => '')
    const fault = `${response.status()} ${response.request().method()} ${response.url()}: ${text.slice(0, 300)}`
    if (!signedOut.test(fault)) faults.push(fault)
  })
  return faults
}

async function readAlerts(page: Page) {
  const texts = await page.locator('.alert-danger:visible').allInnerTexts()
  return texts.filter((text) => !text.includes('a server restart is required')).map((text) => `red bar: ${text.trim()}`)
}

/** What a running exchange has: a channel with traffic, a client, and a mediator with a configuration and a channel. */
async function prepare({ makeChannel, makeClient, call, get, http }: Program) {
  await makeChannel({ name: 'lab', authType: 'public', requestBody: true, responseBody: true }, mediator.port)
  await makeClient({ clientID: 'clinic-1', name: 'Clinic 1', password: 'correct horse' })
  const registered = await call('POST', '/mediators', {
    urn,
    version: '1.0.0',
    name: 'Compat mediator',
    endpoints: [{ name: 'main', host: '127.0.0.1', port: mediator.port, type: 'http' }],
    configDefs: [{ param: 'labUrl', displayName: 'Laboratory', type: 'string' }],
    config: { labUrl: 'http://lab' },
    defaultChannelConfig: [
      {
        name: 'offered',
        urlPattern: '^/offered$',
        methods: ['GET'],
        allow: ['clinic'],
        routes: [{ name: 'o', host: '127.0.0.1', port: mediator.port, primary: true }],
      },
    ],
  })
  if (registered.status !== 201) throw new Error(registered.text)
  for (const path of ['/lab/1', '/lab/2', '/lab/3']) await (await fetch(http + path)).text()
  const [channel] = await get<{ _id: string }[]>('/channels')
  const [transaction] = await get<{ _id: string }[]>('/transactions?filterLimit=1&filterPage=0')
  const importFile = join(folder, 'import.json')
  writeFileSync(
    importFile,
    JSON.stringify({ Clients: [{ clientID: 'imported', name: 'Imported', roles: ['clinic'] }] }),
  )
  return { channelId: channel?._id ?? '', transactionId: transaction?._id ?? '', importFile }
}
