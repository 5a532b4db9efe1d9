import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { curl } from '../curl.ts'
import { accessible } from './axe.ts'
import { chooseMore, clientsPage } from './clients-page.ts'
import { type Console, gone, seen, startConsole } from './console.ts'
import { openDetails } from './refusal-rows.ts'

const shared = {} as Console
before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab', allow: ['nurse'] }, upstream.port)
  await program.makeClient({ clientID: 'walk', roles: ['nurse'], customTokenID: 'walk-token' })
})
after(() => shared.end?.())

const statusOfRequest = async () =>
  (await curl('-H', 'Authorization: Custom walk-token', `${shared.program.http}/lab/x`)).status

test('a client is disabled with a reason, is marked in the list, and is enabled where its refusal leads to', async (t) => {
  const page = await shared.open(t, '/clients')
  const { ready, client, success, form } = clientsPage(page)
  await ready()
  assert.equal(await statusOfRequest(), 200)

  await chooseMore(page, 'walk', 'Disable walk')
  const dialog = page.getByRole('dialog', { name: 'Disable Client' })
  const act = dialog.getByRole('button', { name: 'Disable', exact: true })
  assert.ok(await act.isDisabled())
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('laptop stolen')
  await accessible(page, 'the dialog that disables a client')
  await act.click()
  await seen(success('The client walk is disabled.'))
  await gone(dialog)
  await seen(client('walk').getByText('disabled'))
  assert.equal(await statusOfRequest(), 403)

  await client('walk').getByRole('button', { name: 'walk', exact: true }).first().click()
  await seen(form.dialog.getByText(/^Disabled by .*: laptop stolen$/))

  await page.goto(`${shared.base}/refusals`)
  const refusal = page.getByRole('article', { name: 'Client "walk" is disabled' }).first()
  await openDetails(refusal)
  await refusal.getByRole('link', { name: 'Open the client' }).click()
  const enabling = page.getByRole('dialog', { name: 'Enable Client' })
  await enabling.getByRole('textbox', { name: 'Reason' }).fill('laptop found')
  await enabling.getByRole('button', { name: 'Enable', exact: true }).click()
  await seen(success('The client walk is enabled.'))
  await gone(client('walk').getByText('disabled'))
  assert.equal(await statusOfRequest(), 200)
})

test('a client is disabled for a time, and its note tells from when until when', async (t) => {
  await shared.program.makeClient({ clientID: 'seasonal', roles: ['nurse'], customTokenID: 'seasonal-token' })
  const page = await shared.open(t, '/clients')
  const { ready, success, form, client } = clientsPage(page)
  await ready()
  await chooseMore(page, 'seasonal', 'Disable seasonal')
  const dialog = page.getByRole('dialog', { name: 'Disable Client' })
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('holidays')
  await dialog.getByLabel('Begins').fill('2090-08-01T00:00')
  await dialog.getByLabel('Ends').fill('2090-08-15T00:00')
  await dialog.getByRole('button', { name: 'Disable', exact: true }).click()
  await gone(dialog)
  await seen(success('The client seasonal is'))
  await client('seasonal').getByRole('button', { name: 'seasonal', exact: true }).first().click()
  await seen(form.dialog.getByText(/holidays From .*2090.* Until .*2090/))
})
