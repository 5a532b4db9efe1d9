import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Client } from '@mediary/contract/clients'
import { accessible } from './axe.ts'
import { type Console, gone, seen, startConsole } from './console.ts'

// A role for a time: given on the page of the client, obeyed by the gateway, and shown with its state.

const shared = {} as Console & { id: string }
const token = 'token-of-the-clinic'
const hour = 3_600_000

before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'reports', allow: ['auditor'] }, upstream.port)
  await program.makeClient({ clientID: 'clinic', name: 'Clinic', roles: ['nurse'], customTokenID: token })
  await program.makeClient({ clientID: 'other', name: 'Other', roles: ['auditor'], customTokenID: 'another-token' })
  const [client] = (await program.get<Client[]>('/clients')).filter(({ clientID }) => clientID === 'clinic')
  Object.assign(shared, { id: client?._id })
})
after(() => shared.end?.())

const send = async () =>
  (await fetch(`${shared.program.http}/reports/1`, { headers: { authorization: `Custom ${token}` } })).status

/** A time as the field of the browser takes it. */
const typed = (time: number) => {
  const date = new Date(time)
  return new Date(time - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

test('a role for a time is given, moved to later and taken away on the page of the client', async (t) => {
  assert.equal(await send(), 403)
  const page = await shared.open(t, `/clients/${shared.id}`)
  const roles = page.getByRole('region', { name: 'Roles', exact: true })
  await seen(roles.getByText('Without an end: nurse'))
  await roles.getByRole('button', { name: 'Give a role for a time' }).click()
  const give = roles.getByRole('region', { name: 'Give a role for a time' })
  const fill = async (from: string, until: string) => {
    await give.getByRole('combobox', { name: 'Role' }).fill('auditor')
    await give.getByLabel('From').fill(from)
    await give.getByLabel('Until').fill(until)
    await give.getByRole('button', { name: 'Give the role' }).click()
  }
  await fill(typed(Date.now() + 2 * hour), typed(Date.now() + hour))
  await seen(give.getByText('must be later than the beginning'))
  await accessible(page, 'a role that would end before it begins')
  await fill('', typed(Date.now() + 48 * hour))
  await gone(give)
  const row = roles.getByRole('row', { name: /auditor/ })
  await seen(row.getByText('active', { exact: true }))
  await seen(page.getByRole('table', { name: 'Channels it may reach' }).getByText('role auditor'))
  await seen(roles.getByText('Without an end: nurse'))
  assert.equal(await send(), 200)

  await roles.getByRole('button', { name: 'Give a role for a time' }).click()
  await fill(typed(Date.now() + 24 * hour), '')
  await seen(row.getByText('not yet', { exact: true }))
  assert.equal(await row.count(), 1)
  assert.equal(await send(), 403)
  await accessible(page, 'a role that begins later')

  await roles.getByRole('button', { name: 'Take the role auditor away' }).click()
  await gone(row)
  const stored = await shared.program.get<Client>(`/clients/${shared.id}`)
  assert.deepEqual([stored.roles, stored.timedRoles ?? []], [['nurse'], []])
})

test('a role that ends while the page is open is shown as ended', async (t) => {
  const body = { timedRoles: [{ role: 'auditor', until: new Date(Date.now() + hour / 2).toISOString() }] }
  assert.equal((await shared.program.call('PUT', `/clients/${shared.id}`, body)).status, 200)
  const page = await shared.open(t, '/about')
  await page.clock.install()
  await page.goto(`${shared.base}/clients/${shared.id}`)
  const row = page.getByRole('region', { name: 'Roles', exact: true }).getByRole('row', { name: /auditor/ })
  await seen(row.getByText('active', { exact: true }))
  await page.clock.fastForward(hour)
  await seen(row.getByText('ended', { exact: true }))
})
