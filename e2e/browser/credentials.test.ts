import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { curl } from '../curl.ts'
import { accessible } from './axe.ts'
import { chooseMore, clientsPage } from './clients-page.ts'
import { type Console, gone, seen, startConsole } from './console.ts'

const shared = {} as Console
before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab', allow: ['nurse'] }, upstream.port)
  await program.makeClient({ clientID: 'walk', roles: ['nurse'], customTokenID: 'walk-token' })
})
after(() => shared.end?.())

const send = async (token: string) =>
  (await curl('-H', `Authorization: Custom ${token}`, `${shared.program.http}/lab/x`)).status

test('a credential is added, rotated and revoked, and each secret is shown once', async (t) => {
  const page = await shared.open(t, '/clients')
  const { ready } = clientsPage(page)
  await ready()
  assert.equal(await send('walk-token'), 200)
  await chooseMore(page, 'walk', 'Credentials of walk')
  const dialog = page.getByRole('dialog', { name: 'Credentials of walk' })
  const list = dialog.getByRole('table', { name: 'Credentials' })
  await seen(list.getByRole('row').filter({ hasText: 'Custom Token' }))

  await dialog.getByRole('textbox', { name: 'Name' }).fill('ward 3')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  const shown = dialog.getByRole('status')
  await seen(shown)
  const secret = await shown.locator('code').innerText()
  assert.equal(await send(secret), 200)
  await accessible(page, 'the credentials of a client')

  await dialog.getByRole('button', { name: 'Rotate ward 3' }).click()
  const rotation = dialog.getByRole('region', { name: 'Rotate the credential' })
  await rotation.getByRole('combobox', { name: 'Overlap' }).selectOption({ label: 'none' })
  await rotation.getByRole('button', { name: 'Make the successor' }).click()
  await gone(rotation)
  await seen(list.getByText('revoked').first())
  const successor = await shown.locator('code').innerText()
  assert.notEqual(successor, secret)
  assert.deepEqual([await send(secret), await send(successor)], [401, 200])

  await dialog.getByRole('button', { name: 'Revoke Custom Token' }).click()
  const revocation = dialog.getByRole('region', { name: 'Revoke the credential' })
  await seen(revocation.getByText('It is in use: its requests would be refused.'))
  await revocation.getByRole('button', { name: 'Revoke now' }).click()
  await gone(revocation)
  assert.deepEqual([await send('walk-token'), await send(successor)], [401, 200])

  await page.reload()
  await seen(list)
  assert.equal(await page.getByText(successor).count(), 0)
})
