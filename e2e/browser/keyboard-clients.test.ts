import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Channel } from '@mediary/contract/channels'
import type { Client } from '@mediary/contract/clients'
import { type Console, gone, seen, startConsole } from './console.ts'
import { keysOn } from './keys.ts'

// The page of one client, and the pages that its parts lead to, with the keyboard alone.

const shared = {} as Console & { client: string; channel: string }
const token = 'token-of-the-clinic'

before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab', allow: ['nurse'] }, upstream.port)
  await program.makeClient({
    ...{ clientID: 'clinic', name: 'Clinic', roles: ['nurse'] },
    ...{ customTokenID: token, clientDomain: 'clinic.example' },
  })
  assert.equal((await program.call('POST', '/authority', { commonName: 'Exchange CA' })).status, 201)
  const firstId = async (path: string) => (await program.get<{ _id: string }[]>(path))[0]?._id
  Object.assign(shared, { client: await firstId('/clients'), channel: await firstId('/channels') })
})
after(() => shared.end?.())

const send = async (secret: string) =>
  (await fetch(`${shared.program.http}/lab/1`, { headers: { authorization: `Custom ${secret}` } })).status
const openClient = (t: Parameters<Console['open']>[0]) => shared.open(t, `/clients/${shared.client}`)

test('with the keyboard alone a credential is added, limited, rotated and revoked', async (t) => {
  const page = await openClient(t)
  const { to, press, push, type } = keysOn(page)
  const section = page.getByRole('region', { name: 'Credentials', exact: true })
  const shown = section.getByRole('status').locator('code')
  await seen(section.getByRole('row').filter({ hasText: 'Custom Token' }))
  await to('the name', section.getByRole('textbox', { name: 'Name' }))
  await type('ward 3')
  await push('Add')
  await seen(shown)
  const first = await shown.innerText()
  assert.equal(await send(first), 200)

  await push('Limits of ward 3')
  const limits = page.getByRole('region', { name: 'Limits of ward 3' })
  await to('the mode', limits.getByRole('radio', { name: 'No limits' }))
  await press('ArrowDown')
  await to('the number', limits.getByLabel('Requests per second'))
  await type('9')
  await push('Save the limits')
  await seen(limits.getByText('The limits are saved.'))

  await push('Rotate ward 3')
  const rotation = page.getByRole('region', { name: 'Rotate the credential' })
  await to('the overlap', rotation.getByRole('combobox', { name: 'Overlap' }))
  await type('none')
  await push('Make the successor')
  await gone(rotation)
  await seen(section.getByText('revoked').first())
  const successor = await shown.innerText()
  assert.deepEqual([await send(first), await send(successor)], [401, 200])

  await push('Revoke Custom Token')
  const revocation = page.getByRole('region', { name: 'Revoke the credential' })
  await seen(revocation.getByText(/Requests of the last 30 days/))
  await push('Revoke now')
  await gone(revocation)
  assert.deepEqual([await send(token), await send(successor)], [401, 200])
})

test('with the keyboard alone a client is disabled and enabled, and gets a note that is removed again', async (t) => {
  const page = await openClient(t)
  const { to, press, push, type } = keysOn(page)
  const dialog = page.getByRole('dialog')
  const readStatus = async () => (await shared.program.get<Client>(`/clients/${shared.client}`)).status
  for (const [action, status] of [
    ['Disable', 'disabled'],
    ['Enable', 'enabled'],
  ] as const) {
    await push(action)
    await seen(dialog)
    await to('the reason', dialog.getByRole('textbox', { name: 'Reason' }))
    await type('laptop stolen')
    await to('the button', dialog.getByRole('button', { name: action, exact: true }))
    await press('Enter')
    await gone(dialog)
    assert.equal(await readStatus(), status)
  }
  const notes = page.getByRole('region', { name: 'Notes', exact: true })
  await to('the note', notes.getByLabel('New note'))
  await type('They restart their server.')
  await push('Add the note')
  const note = notes.getByRole('article')
  await seen(note)
  await to('its removal', note.getByRole('button', { name: /^Remove the note/ }))
  await press('Enter')
  await gone(note)
})

test('with the keyboard alone a channel gets limits', async (t) => {
  const page = await shared.open(t, `/channels/${shared.channel}`)
  const { to, press, push, type } = keysOn(page)
  await push('Edit')
  await push('Limits')
  const limits = page.getByRole('region', { name: 'Limits', exact: true })
  await seen(limits)
  await to('the mode', limits.getByRole('radio', { name: 'No limits' }))
  await press('ArrowDown')
  await to('the number', limits.getByLabel('Requests per day'))
  await type('500')
  await push('Save Changes')
  await seen(page.getByText('The channel is saved.'))
  const { limits: stored } = await shared.program.get<Channel>(`/channels/${shared.channel}`)
  assert.deepEqual(stored, { mode: 'observe', requestsPerDay: 500 })
})

test('with the keyboard alone a client is tried, and gets a code for its certificate', async (t) => {
  const page = await openClient(t)
  const { to, press, push, type } = keysOn(page)
  const dialog = page.getByRole('dialog')
  await push('Try it')
  await seen(dialog)
  await to('the path', dialog.getByLabel(/^Path/))
  await press('Control+a')
  await type('/lab/1')
  await press('Enter')
  await seen(dialog.getByText(/^It would/).first())
  await press('Escape')
  await gone(dialog)

  await page.goto(`${shared.base}/certificates?view=clients`)
  await push('+ Code')
  await seen(dialog)
  await to('the client', dialog.getByRole('combobox', { name: 'Client' }))
  await type('Clinic')
  await push('Make the code')
  await seen(dialog.getByTestId('code'))
})

test('with the keyboard alone the audit log is filtered', async (t) => {
  await shared.program.get('/metadata')
  const page = await shared.open(t, '/audits')
  const { to, press, type } = keysOn(page)
  const exported = page.getByRole('article', { name: 'Exported data' })
  const started = page.getByRole('article', { name: 'The program started' })
  await seen(exported)
  await to('the filter', page.getByRole('combobox', { name: 'Filter the list' }))
  await type('event:expo')
  await seen(page.getByRole('option', { name: 'Exported data' }))
  await press('ArrowDown', 'Enter')
  await gone(started.first())
  await seen(exported)
  await to('the end of the filters', page.getByRole('button', { name: 'Remove all filters' }))
  await press('Enter')
  await seen(started.first())
})
