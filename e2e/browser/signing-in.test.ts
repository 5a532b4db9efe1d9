import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accessible } from './axe.ts'
import { type Console, seen, signIn, startConsole } from './console.ts'

const shared = {} as Console
before(async () => {
  Object.assign(shared, await startConsole())
})
after(() => shared.end?.())

test('[27, L35] without a session every address leads to sign-in, and from there to the address asked for', async (t) => {
  const page = await shared.open(t, '/clients?find=lab', { as: 'nobody' })
  await seen(page.getByRole('heading', { name: 'Sign in' }))
  await accessible(page, 'sign-in')
  await signIn(page, shared.program.admin)
  await seen(page.getByRole('heading', { name: 'Clients', level: 1 }))
  assert.equal(new URL(page.url()).pathname, '/console/clients')
  assert.equal(await page.getByRole('searchbox', { name: 'Search clients' }).inputValue(), 'lab')
})

test('[28, 43, 49, 59, 66, 71, L36] the left navigation has Clients, which opens the page and is marked as current', async (t) => {
  const page = await shared.open(t, '/')
  const entry = page.getByRole('navigation').getByRole('link', { name: 'Clients' })
  await entry.click()
  await seen(page.getByRole('heading', { name: 'Roles', level: 2 }))
  assert.equal(await entry.getAttribute('aria-current'), 'page')
})
