import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { isLanguage, type Language, languages } from '../../console/src/lib/languages.ts'
import { loadFirstMessages, loadFurtherMessages, loadProblemTexts } from '../../console/src/messages/load.ts'
import { freePort } from '../../server/src/testing/ports.ts'
import { until } from '../until.ts'
import { type Console, startConsole } from './console.ts'
import { readVisibleTexts } from './visible-texts.ts'

// Every page in every language on a phone: no English sentence, and every text fits its place.

const root = join(import.meta.dirname, '../..')
const phone = { width: 360, height: 740 }
const others = Object.keys(languages).filter((tag) => isLanguage(tag) && tag !== 'en')
const shared = {} as Console & { ids: Record<string, string> }

before(async () => {
  const console = await startConsole()
  Object.assign(shared, console, { ids: { mediators: 'urn:mediator:lab', roles: 'clinic' } })
  const { program, upstream } = console
  await program.makeChannel({ name: 'lab', allow: ['clinic'] }, upstream.port)
  await program.makeChannel({ name: 'registry', allow: ['clerk'] }, upstream.port)
  await program.makeChannel({ name: 'dead', allow: ['clinic'] }, await freePort())
  await program.makeClient({ clientID: 'clinic-1', name: 'Clinique A', customTokenID: 'clinic-token' })
  const send = (path: string, token = 'clinic-token') =>
    fetch(program.http + path, { headers: { authorization: `Custom ${token}` } })
  for (const path of ['/lab/1', '/lab/2', '/dead/1', '/registry/1', '/nowhere']) await send(path)
  await send('/lab/1', 'wrong')
  const made = [
    await program.call('POST', '/mediators', {
      urn: shared.ids.mediators,
      version: '1.0.0',
      name: 'Lab mediator',
      endpoints: [{ name: 'main', host: '127.0.0.1', port: upstream.port, type: 'http' }],
      configDefs: [{ param: 'mode', displayName: 'Mode', type: 'option', values: ['a', 'b'] }],
    }),
    await program.call('POST', '/groups', {
      group: 'Lab',
      users: [{ user: program.admin.email, method: 'email', maxAlerts: '1 per day' }],
    }),
  ]
  for (const { status, text } of made) assert.equal(status, 201, text)
  const [transaction] = await program.get<{ _id: string }[]>('/transactions')
  const rerun = await program.call('POST', '/tasks', { tids: [transaction?._id], batchSize: 1, paused: true })
  assert.equal(rerun.status, 201, rerun.text)
  const [[task], [channel]] = await Promise.all([
    program.get<{ _id: string }[]>('/tasks'),
    program.get<{ _id: string }[]>('/channels'),
  ])
  const [client] = await program.get<{ _id: string }[]>('/clients')
  const findFailure = async () => (await program.get<{ _id: string }[]>('/issues?kind=failure'))[0]
  const issue = await until('the failure is an issue', findFailure)
  Object.assign(shared.ids, {
    clients: client?._id,
    transactions: transaction?._id,
    tasks: task?._id,
    issues: issue._id,
    channels: channel?._id,
  })
})
after(() => shared.end?.())

/** The addresses of the router. A new page with a parameter needs an id in `before`. */
function listAddresses() {
  const folder = join(root, 'console/src/app/routes')
  const sources = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'))
  const paths = sources.flatMap((source) => [...source.matchAll(/\bpath: '([^']+)'/g)].map(([, path]) => path ?? ''))
  return paths.map((path) =>
    path.replace(/([a-z-]+)\/\$(\w+)$/, (_all, collection: string, name: string) => {
      if (name === 'token') return `${collection}/unknown`
      return `${collection}/${shared.ids[collection] ?? assert.fail(`No id for ${path}`)}`
    }),
  )
}

/** Goes to an address of the console without loading it anew, and waits until nothing is being fetched. */
async function visit(page: Page, pending: Set<unknown>, address: string) {
  await page.evaluate(`history.pushState(null, '', ${JSON.stringify(`/console${address}`)})`)
  const drawn = () =>
    page.evaluate(
      'new Promise((done) => requestAnimationFrame(() => requestIdleCallback(() => requestAnimationFrame(() => requestIdleCallback(() => done(true))))))',
    )
  await until(
    `${address} is shown`,
    async () => (await drawn()) && pending.size === 0 && (await drawn()) && pending.size === 0,
  )
}

function watchRequests(page: Page) {
  const pending = new Set<unknown>()
  page.on('request', (request) => {
    if (request.resourceType() !== 'eventsource') pending.add(request)
  })
  page.on('requestfinished', (request) => void pending.delete(request))
  page.on('requestfailed', (request) => void pending.delete(request))
  return pending
}

/** Words that no other language of the console has. The data of this test has none of them. */
const englishWord =
  /(?<![\p{L}/-])(?:the|and|with|was|were|not|of|this|that|must|cannot|which|when|will|has|have|been|your|every|there)(?![\p{L}/-])/iu

// What a person types stands in quotes, as it is: "every 5 mins".
const quoted = /"[^"]*"/g

/** Answers every call for data with the next problem of the catalogue, as a server that refuses. */
async function refuseCalls(page: Page) {
  const problems = Object.entries(await loadProblemTexts.en())
  let next = 0
  const isData = ({ pathname }: URL) => !pathname.startsWith('/console') && pathname !== '/me'
  await page.route(isData, async (route) => {
    if (route.request().resourceType() === 'eventsource') return route.fallback()
    const [reason, detail] = problems[next++ % problems.length] ?? assert.fail('There is no problem')
    const names = [...detail.matchAll(/\{(\w+)/g)].map(([, name = '']) => [name, '7'] as const)
    const problem = {
      type: 'about:blank',
      status: 409,
      code: 'conflict',
      title: 'Conflict',
      detail,
      reason,
      parameters: Object.fromEntries(names),
    }
    await route.fulfill({ status: 409, contentType: 'application/problem+json', json: problem })
  })
}

type Texts = { own: ReadonlySet<string>; english: ReadonlySet<string> }

/** Lists what is English, cut, split or wider than the page that stands there now. */
async function readFaults(page: Page, address: string, { own, english }: Texts): Promise<string[]> {
  const texts = await readVisibleTexts(page)
  const width = await page.evaluate('document.scrollingElement.scrollWidth')
  return [
    ...(texts.length < 3 ? [`${address}: shows nothing`] : []),
    ...texts.flatMap(({ text, fault }) => [
      ...(english.has(text) || englishWord.test(text.replace(quoted, '')) ? [`${address}: English: ${text}`] : []),
      ...(fault && own.has(text) ? [`${address}: ${fault}: ${text}`] : []),
    ]),
    ...(width === phone.width ? [] : [`${address}: is ${width} px wide`]),
  ]
}

/** Visits every address and lists the faults that stay: while a page comes, its words and places are not the last ones. */
async function listFaults(page: Page, texts: Texts): Promise<string[]> {
  const pending = watchRequests(page)
  await page.goto(`${shared.base}/about`)
  const faults = new Set<string>()
  for (const address of listAddresses()) {
    await visit(page, pending, address)
    const now = { faults: await readFaults(page, address, texts) }
    const isGood = async () => {
      now.faults = await readFaults(page, address, texts)
      return now.faults.length === 0
    }
    if (now.faults.length) await until(`${address} has no fault`, isGood, 10_000).catch(() => undefined)
    for (const fault of now.faults) faults.add(fault)
  }
  await page.close()
  return [...faults]
}

async function loadTexts(language: Language): Promise<Texts> {
  const listTexts = (messages: object) => Object.values(messages).flatMap((part) => Object.values<string>(part))
  const load = async (one: Language) => [
    ...listTexts(await loadFirstMessages[one]()),
    ...listTexts(await loadFurtherMessages[one]()),
  ]
  const [english, own] = [await load('en'), new Set(await load(language))]
  return { own, english: new Set(english.filter((text) => !own.has(text) && /\p{L}{3}/u.test(text))) }
}

for (const language of others.filter(isLanguage))
  test(`${languages[language]}: no page and no error has English on it, and every text fits its place at 360 px`, async () => {
    const texts = await loadTexts(language)
    const context = await shared.browser.newContext({ viewport: phone, locale: language })
    const { base, admin } = shared.program
    await context.request.post(`${base}/authenticate/local`, {
      data: { username: admin.email, password: admin.password },
    })
    assert.deepEqual(await listFaults(await context.newPage(), texts), [])
    const refused = await context.newPage()
    await refuseCalls(refused)
    assert.deepEqual(await listFaults(refused, texts), [], 'while the server refuses every call')
    await context.close()
  })
