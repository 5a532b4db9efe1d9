import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { isLanguage, type Language, languages } from '../../console/src/lib/languages.ts'
import { loadFirstMessages, loadFurtherMessages, loadProblemTexts } from '../../console/src/messages/load.ts'
import { until } from '../until.ts'
import { type EveryPage, listAddresses, startEveryPage, visit, watchRequests } from './every-page.ts'
import { readVisibleTexts } from './visible-texts.ts'

// Every page in every language on a phone: no English sentence, and every text fits its place.

const phone = { width: 360, height: 740 }
const others = Object.keys(languages).filter((tag) => isLanguage(tag) && tag !== 'en')
const shared = {} as EveryPage

before(async () => void Object.assign(shared, await startEveryPage()))
after(() => shared.end?.())

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
  for (const address of listAddresses(shared.ids)) {
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
    const context = await shared.browser.newContext({ viewport: phone, locale: language, reducedMotion: 'reduce' })
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
