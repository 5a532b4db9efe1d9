import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Client } from '@mediary/contract/clients'
import type { TokenIssuer } from '@mediary/contract/clients/issuers'
import { until } from '../until.ts'
import { type Console, gone, seen, startConsole } from './console.ts'
import { keysOn } from './keys.ts'

// The pages of oversight and of access with the keyboard alone.

const shared = {} as Console & { id: string }
const token = 'token-of-the-clinic'

before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab', allow: ['nurse'] }, upstream.port)
  await program.makeClient({ clientID: 'clinic', name: 'Clinic', roles: ['nurse'], customTokenID: token })
  const [client] = await program.get<Client[]>('/clients')
  Object.assign(shared, { id: client?._id })
})
after(() => shared.end?.())

const read = () => shared.program.get<Client>(`/clients/${shared.id}`)
const send = async (secret: string) =>
  (await fetch(`${shared.program.http}/lab/1`, { headers: { authorization: `Custom ${secret}` } })).status

test('with the keyboard alone a change is found in the history and undone', async (t) => {
  const { status, text } = await shared.program.call('PUT', `/clients/${shared.id}`, { name: 'Renamed' })
  assert.equal(status, 200, text)
  const page = await shared.open(t, '/history?object=client')
  const { to, press, push } = keysOn(page)
  await seen(page.getByText('Name: Clinic → Renamed'))
  await to('the undo', page.getByRole('button', { name: 'Undo the change of clinic' }).first())
  await press('Enter')
  await seen(page.getByRole('dialog', { name: 'Undo a change' }))
  await push('Undo the change')
  await seen(page.getByText('The change of clinic is undone.'))
  assert.equal((await read()).name, 'Clinic')
})

test('with the keyboard alone an entry of the audit log is opened and closed', async (t) => {
  const page = await shared.open(t, '/audits')
  const { to, press } = keysOn(page)
  const entries = page.getByRole('article')
  await seen(entries.first())
  await to('the first entry', entries.first().getByRole('button'))
  await press('Enter')
  const dialog = page.getByRole('dialog')
  await seen(dialog)
  await press('Escape')
  await gone(dialog)
})

test('with the keyboard alone a client gets limits, and a role for a time that is taken away again', async (t) => {
  const page = await shared.open(t, `/clients/${shared.id}`)
  const { to, press, push, type } = keysOn(page)
  const limits = page.getByRole('region', { name: 'Limits', exact: true })
  await seen(limits.getByRole('radio', { name: 'No limits' }))
  await push('Give a role for a time')
  await to('the role', page.getByRole('combobox', { name: 'Role' }))
  await type('auditor')
  await press('Escape', 'Tab', 'Tab')
  await to('the end', page.getByLabel('Until'))
  await type('01012040')
  await press('Tab')
  await type('1000AM')
  await push('Give the role')
  await seen(page.getByRole('row', { name: /auditor active/ }))
  await push('Take the role auditor away')
  await gone(page.getByRole('row', { name: /auditor active/ }))
  await to('the mode', limits.getByRole('radio', { name: 'No limits' }))
  await press('ArrowDown')
  await to('the number', limits.getByLabel('Requests per day'))
  await type('7')
  await push('Save the limits')
  await seen(limits.getByText('The limits are saved.'))
  assert.deepEqual((await read()).limits, { mode: 'observe', requestsPerDay: 7 })
})

test('with the keyboard alone an issuer is added and removed', async (t) => {
  const page = await shared.open(t, '/settings')
  const { to, press, push, type } = keysOn(page)
  const link = page.getByRole('link', { name: 'See and change the issuers' })
  await seen(link)
  await to('the issuers', link)
  await press('Enter')
  await seen(page.getByRole('button', { name: '+ Issuer' }))
  await push('+ Issuer')
  const dialog = page.getByRole('dialog')
  await seen(dialog)
  await to('the name', dialog.getByLabel(/^Name/))
  await type('Ministry')
  await press('Tab')
  await type('https://id.example')
  await to('the kind of key', dialog.getByRole('radio', { name: 'A key set on the network (JWKS)' }))
  await to('the key set', dialog.getByLabel(/^Address of the key set/))
  await type('https://id.example/keys')
  await push('Save Changes')
  await seen(page.getByText('The issuer Ministry is saved.'))
  const [stored] = await shared.program.get<TokenIssuer[]>('/authentication/issuers')
  assert.equal(stored?.jwksUri, 'https://id.example/keys')
  await push('Remove Ministry')
  await seen(page.getByRole('dialog', { name: 'Remove an issuer' }))
  await press('Enter')
  await seen(page.getByText('The issuer Ministry is removed.'))
})

test('with the keyboard alone clients are imported, and a leaked secret is found and ended', async (t) => {
  const page = await shared.open(t, '/clients/import')
  const { to, press, push, type } = keysOn(page)
  await to('the text', page.getByLabel('Or paste it here'))
  await type('clientID,name,roles,token')
  await press('Enter')
  await type('ward,Ward,nurse,made here')
  await push('Check the text')
  await seen(page.getByText('New: 1'))
  await push('Import 1 client')
  await seen(page.getByText('Imported: 1 client.', { exact: false }))

  await page.goto(`${shared.base}/clients/leaked`)
  await seen(page.getByLabel('Text with the secret'))
  await to('the text', page.getByLabel('Text with the secret'))
  await type(`clinic ${token}`)
  await push('Find whose it is')
  await seen(page.getByRole('article', { name: 'Secret of clinic' }))
  await push('Revoke it and make a successor')
  await seen(page.getByText('The leaked secret is ended'))
  assert.equal(await send(token), 401)
})

test('with the keyboard alone one goes from what is wrong now to the refusal, and allows the client', async (t) => {
  const { program, upstream } = shared
  await program.makeChannel({ name: 'registry', allow: ['clerk'] }, upstream.port)
  await program.makeClient({ clientID: 'desk', name: 'Desk', roles: ['nurse'], customTokenID: 'token-of-the-desk' })
  const ask = async () =>
    (await fetch(`${program.http}/registry/1`, { headers: { authorization: 'Custom token-of-the-desk' } })).status
  assert.equal(await ask(), 403)
  const page = await shared.open(t, '/now')
  const { to, press, push } = keysOn(page)
  const why = page.getByRole('listitem').filter({ hasText: 'desk: refused' }).getByRole('link', { name: 'See why' })
  await seen(why)
  await to('why', why)
  await press('Enter')
  await seen(page.getByRole('button', { name: 'Allow the role nurse on registry' }))
  await push('Allow the role nurse on registry')
  await seen(page.getByText('The channel registry is open to this client now.'))
  await until('it passes', async () => (await ask()) === 200)
})

test('with the keyboard alone notices are looked through, and their settings opened', async (t) => {
  const page = await shared.open(t, '/notices')
  const { to, press } = keysOn(page)
  const tabs = page.getByRole('tab')
  await seen(tabs.first())
  await to('the tabs', tabs.first())
  await press('End', 'Enter')
  const mail = page.getByRole('switch', { name: 'Send mail' })
  await seen(mail)
  await to('the mail', mail)
  await press('Space')
  await seen(page.getByLabel('Address of the sender'))
})
