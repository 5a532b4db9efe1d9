// axe-core on every page of the router and on what their addresses open, in every language, wide and narrow, light and dark.
import { after, before, test } from 'node:test'
import { isLanguage, type Language, languages } from '../../console/src/lib/languages.ts'
import { type AxeLook, accessible } from './axe.ts'
import { type EveryPage, listAddresses, startEveryPage, visit, watchRequests } from './every-page.ts'

/** The long form looks at every page in every language, size and colour; the short one at pairs of them. */
const isLong = Boolean(process.env.MEDIARY_SOAK)

const shared = {} as EveryPage
before(async () => void Object.assign(shared, await startEveryPage()))
after(() => shared.end?.())

/** Views, dialogs and panels that an address opens. */
const listOpened = ({ transactions, clients, tasks }: EveryPage['ids']) => [
  `/transactions?show=${transactions}`,
  '/transactions?rerun=matching',
  `/transactions/${transactions}?rerun=edit`,
  `/transactions/${transactions}?views=shown`,
  `/tasks/${tasks}?ask=cancel`,
  ...['mine', 'silence', 'settings'].map((view) => `/notices?view=${view}`),
  ...['clients', 'upstreams', 'calendar'].map((view) => `/certificates?view=${view}`),
  `/clients/${clients}?open=credentials`,
  `/clients?client=${clients}`,
  `/clients?try=${clients}`,
  '/users?edit=new',
  '/users?role=new',
  '/contact-lists?edit=new',
  '/history?object=channel',
  '/?period=1M',
]

const everyLook = [
  { size: 'wide', colours: 'light' },
  { size: 'narrow', colours: 'dark' },
  { size: 'wide', colours: 'dark' },
  { size: 'narrow', colours: 'light' },
] as const satisfies readonly AxeLook[]

/**
 * Returns how a page is looked at. The short form looks twice at English: wide and light, narrow and dark. It looks once at another
 * language: its words change no colour, and what is around the page is the same on every page, so that the first shows it. The size turns
 * with the page and the language.
 */
function chooseLooks(language: Language, place: number): readonly AxeLook[] {
  if (isLong) return everyLook
  if (language === 'en') return everyLook.slice(0, 2)
  const look = everyLook[(place + Object.keys(languages).indexOf(language)) % everyLook.length] ?? everyLook[0]
  return [{ ...look, rules: 'words', ...(place > 0 && { within: 'main' }) }]
}

for (const language of Object.keys(languages).filter(isLanguage))
  test(`${languages[language]}: axe finds nothing on any page, wide and narrow, light and dark`, async (t) => {
    const context = await shared.browser.newContext({ locale: language, reducedMotion: 'reduce' })
    const { base, admin } = shared.program
    const data = { username: admin.email, password: admin.password }
    await context.request.post(`${base}/authenticate/local`, { data })
    const page = await context.newPage()
    const pending = watchRequests(page)
    await page.goto(`${shared.base}/about`)
    const opened = isLong || language === 'en' ? listOpened(shared.ids) : []
    for (const [place, address] of [...listAddresses(shared.ids), ...opened].entries())
      await t.test(address, async () => {
        await visit(page, pending, address)
        await accessible(page, address, chooseLooks(language, place))
      })
    await context.close()
  })
