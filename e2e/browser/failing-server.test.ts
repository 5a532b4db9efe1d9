import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { until } from '../until.ts'
import { general, openSections } from './channel-form.ts'
import { clientsPage } from './clients-page.ts'
import { type Console, gone, seen, startConsole } from './console.ts'
import { controlIsBack, failing, killControl } from './failures.ts'

const shared = {} as Console
before(async () => {
  Object.assign(shared, await startConsole())
  await shared.program.makeChannel({ name: 'lab', allow: ['nurse'] }, shared.upstream.port)
})
after(() => shared.end?.())

/** One of the console's forms, as far as these tests need it. */
type Form = {
  /** Opens a new one and types `name` and whatever else is required. */
  begin: (page: Page, name: string) => Promise<void>
  /** Opens what has this name. */
  reopen: (page: Page, name: string) => Promise<void>
  /** The box that is typed in, and how the server calls what stands there. */
  box: (page: Page) => Locator
  field: string
  save: (page: Page) => Locator
  alert: (page: Page) => Locator
  path: '/clients' | '/channels' | '/users'
  key: string
  /** Where the list shows one of this name. */
  listed: (page: Page, name: string) => Locator
}

const dialogAlert = (page: Page) => page.getByRole('dialog').getByRole('alert')
const forms: Record<string, Form> = {
  'the form of a client': {
    async begin(page, name) {
      await page.goto(`${shared.base}/clients?client=new`)
      await clientsPage(page).form.fill({ id: name, name, roles: ['nurse'], token: `${name}-token` })
      await clientsPage(page).form.tab('Basic Info').click()
    },
    async reopen(page, name) {
      await page.goto(`${shared.base}/clients`)
      await page.getByRole('button', { name: `Edit ${name}` }).click()
    },
    box: (page) => page.getByRole('dialog').getByRole('textbox', { name: 'Location' }),
    field: 'location',
    save: (page) => page.getByRole('button', { name: 'Save Changes' }),
    alert: (page) => page.getByTestId('form-summary'),
    path: '/clients',
    key: 'clientID',
    listed: (page, name) => clientsPage(page).client(name),
  },
  'the page of a channel': {
    async begin(page, name) {
      await page.goto(`${shared.base}/channels/new`)
      await page.getByLabel('Channel name').fill(name)
      await page.getByLabel('URL pattern').fill(`^/${name}`)
      await page.getByLabel('Route name').fill('upstream')
      await page.getByLabel('Host').fill('127.0.0.1')
      await openSections(page, general)
    },
    async reopen(page, name) {
      await page.goto(`${shared.base}/channels`)
      await page.getByRole('link', { name }).click()
      await page.getByRole('button', { name: 'Edit', exact: true }).click()
      await openSections(page, general)
    },
    box: (page) => page.getByLabel('Description'),
    field: 'description',
    save: (page) => page.getByRole('button', { name: 'Save Changes' }),
    alert: (page) => page.getByTestId('form-summary'),
    path: '/channels',
    key: 'name',
    listed: (page, name) => page.getByRole('link', { name }),
  },
  'the form of a user': {
    async begin(page, name) {
      await page.goto(`${shared.base}/users?edit=new`)
      await page.getByRole('dialog').getByLabel('E-mail').fill(name)
      await page.getByRole('dialog').getByLabel('First name').fill('Ada')
      await page.getByRole('dialog').getByLabel('Surname').fill('Mensah')
    },
    async reopen(page, name) {
      await page.goto(`${shared.base}/users`)
      await page.getByRole('button', { name: `Edit ${name}` }).click()
    },
    box: (page) => page.getByRole('dialog').getByLabel('Phone'),
    field: 'msisdn',
    save: (page) => page.getByRole('button', { name: 'Save Changes' }),
    alert: dialogAlert,
    path: '/users',
    key: 'email',
    listed: (page, name) => page.getByRole('button', { name: `Edit ${name}`, includeHidden: true }),
  },
}

const stored = async ({ path, key }: Form, name: string) =>
  (await shared.program.get<Record<string, unknown>[]>(path)).find((one) => one[key] === name)
const alone = (t: TestContext) => shared.open(t, '/about', { alone: true })

for (const [what, form] of Object.entries(forms)) {
  const { box, save, alert, path } = form
  const nameFor = (word: string) => (path === '/users' ? `${word}@example.org` : word)
  const keeps = async (page: Page, text: string) => {
    await seen(alert(page))
    assert.equal(await box(page).inputValue(), text)
  }

  test(`${what} keeps what was typed when the server fails, when the connection breaks before the request is there, and when only the answer is lost`, async (t) => {
    const page = await alone(t)
    const name = nameFor('lost')
    await form.begin(page, name)
    await box(page).fill('12345')
    await failing(page, `**${path}`, 'fails', async () => {
      await save(page).click()
      await keeps(page, '12345')
      await seen(alert(page).getByText('It failed'))
    })
    await failing(page, `**${path}`, 'before', async () => {
      await save(page).click()
      await seen(alert(page).getByText(/it is not known whether the last change was done/))
      await keeps(page, '12345')
    })
    assert.equal(await stored(form, name), undefined)

    await failing(page, `**${path}`, 'after', async () => {
      await save(page).click()
      await seen(alert(page).getByText(`The answer was lost on the way, and the server has ${name} now.`))
      await keeps(page, '12345')
    })
    assert.equal((await stored(form, name))?.[form.field], '12345')
  })

  test(`${what} tells that a change arrived when only its answer was lost or spoilt`, async (t) => {
    const page = await alone(t)
    const name = nameFor('lost')
    await form.reopen(page, name)
    await until('it is there', async () => (await box(page).inputValue()) === '12345')
    await box(page).fill('67890')
    await failing(page, `**${path}/*`, 'after', async () => {
      await save(page).click()
      await seen(alert(page).getByText('The answer was lost on the way, but the server has your changes'))
      await keeps(page, '67890')
    })
    assert.equal((await stored(form, name))?.[form.field], '67890')

    await failing(page, `**${path}/*`, 'garbled', async () => {
      await box(page).fill('13579')
      await save(page).click()
      await seen(alert(page).getByText('The server answered something that this console does not understand.'))
      await keeps(page, '13579')
    })
    assert.equal((await stored(form, name))?.[form.field], '13579')
  })

  test(`${what} survives the restart of the server while it is being saved, and afterwards shows what the server has`, async (t) => {
    const page = await alone(t)
    const name = nameFor('restarted')
    await form.begin(page, name)
    await box(page).fill('24680')
    const killed: number[] = []
    await page.route(`**${path}`, async (route) => {
      if (route.request().method() === 'POST' && killed.length === 0) killed.push(killControl(shared))
      await route.fallback()
    })
    await save(page).click()
    await until('it is killed', () => killed.length > 0)
    await controlIsBack(shared, killed[0] ?? 0)
    await gone(page.getByTestId('connection'))
    // Nobody knows beforehand whether the request reached the old process, the new one, or none.
    const there = await stored(form, name)
    if (!there && (await save(page).isVisible())) {
      assert.equal(await box(page).inputValue(), '24680')
      await save(page).click()
    }
    await until('the server has it', async () => (await stored(form, name))?.[form.field] === '24680')
    if (path === '/channels') await page.goto(`${shared.base}${path}`)
    await form.listed(page, name).first().waitFor({ state: 'attached' })
  })
}
