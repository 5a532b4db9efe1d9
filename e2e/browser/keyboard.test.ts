import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Client } from '@mediary/contract/clients'
import type { Role } from '@mediary/contract/roles'
import { authority } from '../certificates.ts'
import { until } from '../until.ts'
import { clientsPage } from './clients-page.ts'
import { type Console, gone, seen, startConsole } from './console.ts'
import { focused, keysOn, reach } from './keys.ts'

const shared = {} as Console
before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab', allow: ['nurse'] }, upstream.port)
  await program.makeChannel({ name: 'registry', allow: ['nurse'] }, upstream.port)
})
after(() => shared.end?.())

const client = async (id: string) =>
  (await shared.program.get<Client[]>('/clients')).find(({ clientID }) => clientID === id)
const findChannels = async (name: string) =>
  (await shared.program.get<Role[]>('/roles')).find((role) => role.name === name)?.channels.map((one) => one.name)

test('[27, 28, 37, L35, L36, L37, L41] with the keyboard alone one signs in, goes to Clients and adds a client', async (t) => {
  const page = await shared.open(t, '/', { as: 'nobody' })
  const { to, press, push, type } = keysOn(page)
  const { form, client: row, success } = clientsPage(page)
  await seen(page.getByRole('button', { name: 'Sign in' }))
  await to('E-mail', page.getByLabel('E-mail'))
  await type(shared.program.admin.email)
  await press('Tab')
  await type(shared.program.admin.password)
  await press('Enter')
  const entry = page.getByRole('navigation').getByRole('link', { name: 'Clients', exact: true })
  await seen(entry)
  await to('Clients', entry)
  await press('Enter')
  await seen(page.getByRole('button', { name: '+ Client' }))
  await push('+ Client')
  await seen(form.dialog)
  await to('Client ID', form.box('Client ID'))
  await type('keys')
  await press('Tab')
  await type('By keys')
  await to('the role nurse', form.role('nurse'))
  await press('Space')
  await to('the new role', form.newRole)
  await type('typist')
  await press('Enter')
  await reach(page, 'the tabs', form.tab('Basic Info'), 'Shift+Tab')
  await press('ArrowRight')
  await to('the token', form.token)
  await type('keys-token')
  await push('Save Changes')
  await seen(success('The client By keys has been saved.'))
  await seen(row('keys'))
  assert.deepEqual((await client('keys'))?.roles, ['nurse', 'typist'])
})

test('[46, 52, L51, L62] with the keyboard alone a client is edited and removed', async (t) => {
  const page = await shared.open(t, '/clients')
  const { to, press, push, type } = keysOn(page)
  const { form, client: row, question, ready } = clientsPage(page)
  await ready()
  await seen(row('keys'))
  await push('Edit By keys')
  await seen(form.dialog)
  await to('Location', form.box('Location'))
  await type('Beira')
  await push('Save Changes')
  await gone(form.dialog)
  assert.equal((await client('keys'))?.location, 'Beira')
  await push('Delete By keys')
  await seen(question)
  // The question stands on Delete.
  await focused('Delete', question.getByRole('button', { name: 'Delete', exact: true }))
  await press('Enter')
  await gone(row('keys'))
  assert.equal(await client('keys'), undefined)
})

test('[59, 63, 66, 72, L80, L88, L97, L105] with the keyboard alone a role is added with a channel, loses it, is renamed, and is deleted', async (t) => {
  const page = await shared.open(t, '/clients')
  const { to, press, push, type } = keysOn(page)
  const { line, role, tick, cross, question, ready, success } = clientsPage(page)
  await ready()
  await push('+ Role')
  await seen(line)
  await focused('its white box', line.getByRole('textbox', { name: 'Name of the new role' }))
  await type('keyed')
  await to('the first channel of the new line', cross('keyed', 'lab'))
  await press('Space')
  await push('Save role keyed')
  await seen(success('The role keyed has been saved.'))
  await seen(role('keyed'))
  assert.deepEqual(await findChannels('keyed'), ['lab'])

  // From wherever the matrix is entered, the arrow keys lead through it.
  const cell = page.locator('[role="grid"] [data-cell][tabindex="0"]')
  await to('the matrix', cell)
  await press('Control+Home')
  await focused('the channel lab', tick('keyed', 'lab'))
  await press('Space')
  await seen(cross('keyed', 'lab'))
  await until('it is saved', async () => (await findChannels('keyed'))?.length === 0)

  await push('Rename roles')
  const box = page.getByRole('textbox', { name: 'Name of the role keyed' })
  await to('the box with the name', box)
  await press('Control+a')
  await type('renamed')
  await press('Enter')
  await seen(role('renamed'))
  await push('Rename roles')

  await to('the matrix', cell)
  await press('Control+Home', 'ArrowDown', 'End')
  await focused('the red X of the role', page.getByRole('button', { name: 'Delete role renamed' }))
  await press('Enter')
  await seen(question)
  await press('Enter')
  await gone(role('renamed'))
  assert.equal(await findChannels('renamed'), undefined)
})

test('[39, 40, 41, L43] with the keyboard alone a restart is put off, and later made', async (t) => {
  const uploaded = await shared.program.call('POST', '/keystore/ca/cert', { cert: authority('Exchange CA').pem })
  assert.equal(uploaded.status, 201, uploaded.text)
  const page = await shared.open(t, '/certificates')
  const { push } = keysOn(page)
  const notice = page.getByTestId('restart-required')
  await seen(notice)
  await push('Restart manually later')
  await gone(notice)
  await page.reload()
  await seen(notice)
  await push('Restart Server Now!')
  // A worker is started and another one leaves, which on a busy machine takes its time.
  const done = page.getByText('The gateway has restarted: the change is live.')
  await done.waitFor({ timeout: 60_000 })
  await gone(notice)
  await push('Close')
  await gone(done)
})
