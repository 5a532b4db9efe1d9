import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { accessible } from './axe.ts'
import { clientsPage } from './clients-page.ts'
import { type Console, gone, seen, startConsole } from './console.ts'
import { refuseBatches } from './failures.ts'

const shared = {} as Console
const operator = { email: 'operator@example.org', password: 'a long operator password' }
before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab', allow: ['nurse'] }, upstream.port)
  await program.makeChannel({ name: 'archive', allow: [], status: 'disabled' }, upstream.port)
  await program.makeClient({ clientID: 'clinic', name: 'The Clinic', roles: ['nurse'], customTokenID: 'clinic-token' })
  await program.call('POST', '/users', { ...operator, firstname: 'Olu', surname: 'Ade', groups: ['operator'] })
})
after(() => shared.end?.())

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const dialog = (page: Page) => page.getByRole('dialog').first()

/** Each state of the console that no other test looks at in this way, and how it is reached. */
const states: { what: string; path: string; show: (page: Page) => Promise<unknown> }[] = [
  { what: 'the clients and the matrix', path: '/clients', show: (page) => seen(clientsPage(page).role('nurse')) },
  {
    what: 'the matrix while roles are added, renamed and assigned',
    path: '/clients',
    async show(page) {
      for (const name of ['+ Role', 'Rename roles', 'Assign clients to roles']) await press(page, name)
      await page.getByRole('button', { name: '+ Role' }).click()
      await seen(clientsPage(page).line.first())
    },
  },
  {
    what: 'the form of a client',
    path: '/clients?client=new',
    show: (page) => seen(clientsPage(page).form.box('Location')),
  },
  {
    what: 'the form of a client whose token is set',
    path: '/clients',
    async show(page) {
      await press(page, 'Edit The Clinic')
      await clientsPage(page).form.tab('Authentication').click()
      await press(page, 'Remove custom token')
      await press(page, 'Generate UUID')
      await seen(page.getByText('Copy the token now'))
    },
  },
  {
    what: 'the question before what was typed is discarded',
    path: '/users?edit=new',
    async show(page) {
      await dialog(page).getByLabel('Surname').fill('Mensah')
      await page.keyboard.press('Escape')
      await seen(page.getByRole('button', { name: 'Keep editing' }))
    },
  },
  {
    what: 'the question before a role is deleted',
    path: '/clients?deleteRole=nurse',
    show: (page) => seen(dialog(page)),
  },
  {
    what: 'the form of a user',
    path: '/users?edit=operator@example.org',
    show: (page) => seen(dialog(page).getByLabel('Phone')),
  },
  {
    what: 'the question before a user is deleted',
    path: '/users?delete=operator@example.org',
    show: (page) => seen(dialog(page)),
  },
  {
    what: 'a page that does not exist',
    path: '/nothing',
    show: (page) => seen(page.getByText('There is no such page')),
  },
  {
    what: 'the palette',
    path: '/about',
    async show(page) {
      await seen(page.getByRole('button', { name: 'Ctrl K' }))
      await page.keyboard.press('Control+k')
      await page.getByRole('textbox', { name: 'Find or go to…' }).fill('cl')
      await seen(page.getByRole('button', { name: /The Clinic/ }).first())
    },
  },
  {
    what: 'the preferences',
    path: '/about',
    async show(page) {
      await press(page, 'Preferences')
      await seen(page.getByLabel('Language'))
    },
  },
]

for (const { what, path, show } of states)
  test(`${what}: accessible, wide and narrow, light and dark`, async (t) => {
    const page = await shared.open(t, path)
    await show(page)
    await accessible(page, what)
  })

test('a forbidden page: accessible, wide and narrow, light and dark', async (t) => {
  const page = await shared.open(t, '/clients', { as: operator })
  await seen(page.getByRole('heading', { name: 'This page is forbidden' }))
  await accessible(page, 'a forbidden page')
})

test('the navigation of a narrow screen opens and closes, and is accessible', async (t) => {
  const page = await shared.open(t, '/about', { size: 'narrow' })
  await page.getByRole('button', { name: 'Open or close the navigation' }).click()
  await seen(page.getByRole('link', { name: 'Clients' }))
  await accessible(page, 'the open navigation')
  await page.setViewportSize({ width: 360, height: 740 })
  await page.getByRole('link', { name: 'Users', exact: true }).click()
  await seen(page.getByRole('heading', { name: 'Users', level: 1 }))
})

test('a screen of 1280 by 720 shows the whole navigation, and introductions that are not squeezed', async (t) => {
  const page = await shared.open(t, '/about')
  await page.setViewportSize({ width: 1280, height: 720 })
  const navigation = page.getByRole('navigation')
  const lastPage = navigation.getByRole('link', { name: 'About' })
  await seen(lastPage)
  const ends = await lastPage.evaluate((it) => it.getBoundingClientRect().bottom)
  const profile = await navigation
    .getByRole('link')
    .last()
    .evaluate((it) => it.getBoundingClientRect().top)
  assert.ok(ends <= profile, `the last page ends at ${ends}, below ${profile}`)
  for (const [address, title] of [
    ['/history', 'History'],
    ['/audits', 'Audit log'],
  ] as const) {
    await page.goto(shared.base + address)
    const heading = page.getByRole('heading', { name: title, level: 1 })
    await seen(heading)
    const width = await heading.evaluate((it) => it.nextElementSibling?.getBoundingClientRect().width ?? 0)
    assert.ok(width > 500, `${title}: its introduction is ${width} px wide`)
  }
})

const alone = (t: TestContext, path: string) => shared.open(t, path, { alone: true })

test('the dialog that asks to sign in again, and a failure: accessible, wide and narrow, light and dark', async (t) => {
  const page = await alone(t, '/clients')
  await refuseBatches(page)
  await page.route('**/roles', (route) => route.fulfill({ status: 500, body: 'The store is away' }))
  await page.reload()
  await seen(page.getByText('The store is away'))
  await accessible(page, 'a failure')
  await page.context().clearCookies()
  await press(page, 'Try again')
  await seen(page.getByRole('dialog').getByRole('button', { name: 'Sign in' }))
  await accessible(page, 'signing in again')
})

test('the notice that the server is away, and a page that could not be loaded: accessible, wide and narrow, light and dark', async (t) => {
  const page = await alone(t, '/about')
  const link = (name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true })
  await link('Refusals').click()
  await seen(page.getByRole('heading', { name: 'Refusals', level: 1 }))
  // Away for every request: one that is answered shows that the server is there, and takes the notice away.
  await page.context().setOffline(true)
  await page.getByRole('combobox', { name: 'Filter the list' }).fill('clinic')
  await page.keyboard.press('Enter')
  await seen(page.getByTestId('connection'))
  await accessible(page, 'the server is away')
  await link('Retention').click()
  await seen(page.getByRole('heading', { name: 'This page could not be shown' }))
  await seen(page.getByTestId('server-alert').getByText('The server cannot be reached', { exact: false }))
  await seen(page.getByTestId('connection'))
  await accessible(page, 'a page that could not be loaded')
  await page.context().setOffline(false)
  await gone(page.getByTestId('connection'))
  await press(page, 'Try again')
  await seen(page.getByRole('heading', { name: 'Retention', level: 1 }))
})
