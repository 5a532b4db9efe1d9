import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Client } from '@mediary/contract/clients'
import type { Role } from '@mediary/contract/roles'
import { authority } from '../certificates.ts'
import { curl } from '../curl.ts'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { clientsPage, writesDuring } from './clients-page.ts'
import { type Console, colourOf, gone, seen, startConsole } from './console.ts'

const shared = {} as Console
before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab', allow: ['nurse'] }, upstream.port)
  await program.call('POST', '/keystore/ca/cert', { cert: authority('partner.example').pem })
})
after(() => shared.end?.())

async function opened(t: TestContext) {
  const page = await shared.open(t, '/clients')
  const clients = clientsPage(page)
  await clients.ready()
  return { page, ...clients }
}
const make = (clientID: string, more: object = {}) =>
  shared.program.makeClient({ clientID, roles: ['nurse'], password: 'a password', ...more })
const stored = async (id: string) => {
  const clients = await shared.program.get<Client[]>('/clients')
  return clients.find(({ clientID }) => clientID === id) ?? assert.fail(`${id} is there`)
}
const lets = async (...credential: string[]) => (await curl(...credential, `${shared.program.http}/lab`)).status === 200

test('[44, 45, 46, L49, L50, L51] the red X at the far right asks; Cancel sends nothing, Delete removes the client and the API answers 404', async (t) => {
  await make('leaver', { name: 'The leaver' })
  const { _id } = await stored('leaver')
  const { page, client, question, success } = await opened(t)
  const cross = client('leaver').getByRole('cell').last().getByRole('button').last()
  assert.equal(await cross.getAttribute('aria-label'), 'Delete The leaver')
  assert.equal(await colourOf(cross, 'background-color'), 'rgb(217, 83, 79)')
  const writes = await writesDuring(page, async () => {
    await cross.click()
    await seen(question.getByText(/Delete the client The leaver\?/))
    await question.getByRole('button', { name: 'Cancel' }).click()
    await gone(question)
  })
  assert.deepEqual(writes, [])
  await cross.click()
  await seen(question.getByText('No role will be deleted with it.'))
  await accessible(page, 'deleting a client')
  await question.getByRole('button', { name: 'Delete' }).click()
  await seen(success('The client The leaver has been deleted.'))
  await gone(client('leaver'))
  assert.equal((await shared.program.call('GET', `/clients/${_id}`)).status, 404)
})

test('[47, 48, L53] deleting a client deletes the role made for it, here and in every channel, and no role that another holds', async (t) => {
  await make('maker', { roles: ['made-for-maker', 'held-by-two'] })
  await make('other', { roles: ['held-by-two'] })
  await shared.program.makeChannel({ name: 'wide', allow: ['made-for-maker', 'held-by-two'] }, shared.upstream.port)
  const { client, role, question } = await opened(t)
  await seen(role('made-for-maker'))
  await client('maker').getByRole('button', { name: 'Delete maker' }).click()
  await seen(question.getByText('will be deleted with it: made-for-maker'))
  await question.getByRole('button', { name: 'Delete' }).click()
  await gone(role('made-for-maker'))
  await seen(role('held-by-two').getByText('other', { exact: true }))
  assert.equal(await role('held-by-two').getByText('maker', { exact: true }).count(), 0)
  const channels = await shared.program.get<{ name: string; allow: string[] }[]>('/channels')
  assert.deepEqual(channels.find(({ name }) => name === 'wide')?.allow, ['held-by-two'])
  assert.equal((await shared.program.get<Role>('/roles/held-by-two')).clients.length, 1)
})

test('[50, 51, 80, L60, L61] the amber pencil opens the form with the values of the client; all but the Client ID can be changed', async (t) => {
  await make('edited', { name: 'Before', organization: 'MoH', clientDomain: 'before.example' })
  const { client, form } = await opened(t)
  const pencil = client('edited').getByRole('cell').last().getByRole('button', { name: 'Edit Before' })
  assert.equal(await colourOf(pencil, 'background-color'), 'rgb(240, 173, 78)')
  await pencil.click()
  assert.equal(await form.box('Client ID').inputValue(), 'edited')
  assert.ok(await form.box('Client ID').isDisabled())
  assert.equal(await form.box('Client Name').inputValue(), 'Before')
  assert.equal(await form.box('Organization').inputValue(), 'MoH')
  assert.ok(await form.role('nurse').isChecked())
  const texts = [
    'Client Name',
    'Organization',
    'Software Name',
    'Description',
    'Location',
    'Contact Person',
    'Contact Person Email',
  ]
  for (const name of texts) await form.box(name).fill(`new ${name}`)
  await form.fill({ newRole: 'editors', domain: 'after.example' })
  await form.saved('new Client Name')
  assert.partialDeepStrictEqual(await stored('edited'), {
    name: 'new Client Name',
    organization: 'new Organization',
    softwareName: 'new Software Name',
    description: 'new Description',
    location: 'new Location',
    contactPerson: 'new Contact Person',
    contactPersonEmail: 'new Contact Person Email',
    clientDomain: 'after.example',
    roles: ['nurse', 'editors'],
  })
})

test('[52, 79, 88, L62] Save Changes updates the row, and credentials that were not touched still work', async (t) => {
  await make('kept', { customTokenID: 'kept-token', contactPerson: 'Ana' })
  const { client, form, editClient } = await opened(t)
  await editClient('kept', { name: 'Renamed' })
  await seen(client('kept').getByText('Renamed'))
  await client('kept').getByRole('button', { name: 'Renamed', exact: true }).click()
  await form.box('Contact Person Email').fill('ana@example.org')
  await form.saved('Renamed')
  await seen(client('kept').getByText('Ana (ana@example.org)'))
  assert.ok(await lets('-u', 'kept:a password'))
  assert.ok(await lets('-H', 'Authorization: Custom kept-token'))
})

test('[78] the Client ID and the Name of a row open the form', async (t) => {
  await make('link', { name: 'A link' })
  const { client, form } = await opened(t)
  for (const name of ['link', 'A link']) {
    await client('link').getByRole('button', { name, exact: true }).click()
    assert.equal(await form.box('Client ID').inputValue(), 'link')
    await form.dialog.getByRole('button', { name: 'Close' }).last().click()
    await gone(form.dialog)
  }
})

test('[84] a role that is unticked is taken from the client', async (t) => {
  await make('two-roles', { roles: ['nurse', 'doctor'] })
  const { client, form } = await opened(t)
  await client('two-roles').getByRole('button', { name: 'Edit two-roles' }).click()
  await form.role('nurse').uncheck()
  await form.saved('two-roles')
  assert.deepEqual((await stored('two-roles')).roles, ['doctor'])
})

test('[85, 86] Generate makes a new UUID each time; after saving, a lock tells that a token and a password are set, and neither is shown', async (t) => {
  await make('generated')
  const { page, client, form } = await opened(t)
  const edit = client('generated').getByRole('button', { name: 'Edit generated' })
  await edit.click()
  await form.tab('Authentication').click()
  await seen(form.section('Basic Auth').getByRole('img', { name: 'A password is set' }))
  const generate = form.dialog.getByRole('button', { name: 'Generate UUID' })
  await generate.click()
  const first = await form.token.inputValue()
  await generate.click()
  const token = await form.token.inputValue()
  assert.match(token, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.notEqual(token, first)
  await seen(form.dialog.getByText(/after saving it is never shown again/))
  await form.saved('generated')
  assert.ok(await lets('-H', `Authorization: Custom ${token}`))
  await edit.click()
  await form.tab('Authentication').click()
  const lock = form.section('Custom Token').getByRole('img', { name: 'A token is set' })
  await lock.hover()
  await seen(page.getByRole('tooltip', { name: 'A token is set' }))
  assert.equal(await form.token.inputValue(), '')
  assert.ok(!(await page.content()).includes(token))
})

test('[87, 91] a stored token, password and certificate are removed on saving; when nothing else is left, that is refused', async (t) => {
  await make('stripped', { customTokenID: 'stripped-token' })
  const { client, form } = await opened(t)
  const edit = client('stripped').getByRole('button', { name: 'Edit stripped' })
  const removal = { token: 'Remove custom token', password: 'Remove basic-auth details' }
  await edit.click()
  await form.fill({ certificate: 'cn=partner.example, o=' })
  await form.dialog.getByRole('button', { name: removal.token }).click()
  await form.saved('stripped')
  assert.partialDeepStrictEqual(await stored('stripped'), { customTokenSet: false, passwordSet: true })
  assert.ok((await stored('stripped')).certFingerprint)
  await edit.click()
  await form.fill({ certificate: 'No client certificate' })
  await form.dialog.getByRole('button', { name: removal.password }).click()
  await form.save.click()
  await seen(form.dialog.getByText('At least one authentication mechanism is required.').first())
  await form.dialog.getByRole('button', { name: 'Keep it after all' }).click()
  await form.saved('stripped')
  assert.equal((await stored('stripped')).certFingerprint, undefined)
  assert.ok(await lets('-u', 'stripped:a password'))
})

test('[92, 105] a certificate is shown by name and organisation and kept by fingerprint; one changed credential leaves the others', async (t) => {
  await make('steady', { customTokenID: 'steady-token' })
  const { editClient } = await opened(t)
  const [trusted] = await shared.program.get<{ fingerprint: string }[]>('/keystore/ca')
  await editClient('steady', { certificate: 'cn=partner.example, o=' })
  assert.equal((await stored('steady')).certFingerprint, trusted?.fingerprint)
  await editClient('steady', { password: 'another password' })
  await until('the new password counts', () => lets('-u', 'steady:another password'))
  assert.ok(!(await lets('-u', 'steady:a password')))
  assert.ok(await lets('-H', 'Authorization: Custom steady-token'))
  await editClient('steady', { token: 'another-token' })
  assert.ok(await lets('-H', 'Authorization: Custom another-token'))
  assert.ok(await lets('-u', 'steady:another password'))
  assert.equal((await stored('steady')).certFingerprint, trusted?.fingerprint)
})
