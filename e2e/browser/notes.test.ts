import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Note } from '@mediary/contract/operations/notes'
import type { Locator } from 'playwright-core'
import type { Refusal, Transaction } from '../api.ts'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { type Console, gone, seen, startConsole } from './console.ts'
import { openDetails } from './refusal-rows.ts'

// What people write down for those who come after them, on each page that has notes.

const shared = {} as Console & { client: string; channel: string; transaction: string }
const colleague = { email: 'colleague@example.org', password: 'another long password' }

before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'open', authType: 'public' }, upstream.port)
  await program.makeClient({ clientID: 'clinic-1', name: 'Clinic', customTokenID: 'token-of-the-clinic' })
  assert.equal((await fetch(`${program.http}/open/1`)).status, 200)
  assert.equal((await fetch(`${program.http}/nowhere`)).status, 404)
  const firstId = async (path: string) => (await program.get<{ _id: string }[]>(path))[0]?._id
  Object.assign(shared, { client: await firstId('/clients'), channel: await firstId('/channels') })
  shared.transaction = await until('the transaction is recorded', async () => {
    return (await program.get<Transaction[]>('/transactions'))[0]?._id
  })
  await until('the refusal is recorded', async () => (await program.get<Refusal[]>('/refusals'))[0])
  const permissions = { 'client-view-all': true }
  assert.equal((await program.call('POST', '/user-roles', { name: 'readers', permissions })).status, 201)
  const user = { ...colleague, firstname: 'Col', surname: 'League', groups: ['readers'] }
  assert.equal((await program.call('POST', '/users', user)).status, 201)
})
after(() => shared.end?.())

/** Adds a note, finds it, and removes it. */
async function writeAndRemove(notes: Locator, text: string) {
  await seen(notes.getByText('There is no note yet.'))
  const add = notes.getByRole('button', { name: 'Add the note' })
  assert.equal(await add.isDisabled(), true)
  await notes.getByLabel('New note').fill(text)
  await add.click()
  const note = notes.getByRole('article').filter({ hasText: 'restart' })
  await seen(note)
  assert.equal(await notes.getByLabel('New note').inputValue(), '')
  await note.getByRole('button', { name: /^Remove the note/ }).click()
  await gone(note)
  await seen(notes.getByText('There is no note yet.'))
}

const places: [what: string, path: () => string][] = [
  ['a client', () => `/clients/${shared.client}`],
  ['a channel', () => `/channels/${shared.channel}`],
  ['a transaction', () => `/transactions/${shared.transaction}`],
]
for (const [what, path] of places)
  test(`a note is written and removed on the page of ${what}`, async (t) => {
    const page = await shared.open(t, path())
    const notes = page.getByRole('region', { name: 'Notes', exact: true })
    await writeAndRemove(notes, 'They restart their server.\nCalled at ten.')
    await accessible(page, `notes of ${what}`)
  })

test('a note is written and removed at a refusal', async (t) => {
  const page = await shared.open(t, '/refusals')
  const refusal = page.getByRole('article').filter({ hasText: '/nowhere' })
  await openDetails(refusal)
  await refusal.getByRole('button', { name: 'Notes', exact: true }).click()
  await writeAndRemove(refusal, 'They restart their server.')
  await accessible(page, 'notes of a refusal')
})

test('a colleague reads the notes of a client with their authors, and cannot write', async (t) => {
  const note = { object: 'client', id: shared.client, text: 'Ask for Dr Mensah.' }
  assert.equal((await shared.program.call('POST', '/notes', note)).status, 201)
  const [stored] = await shared.program.get<Note[]>(`/notes?object=client&id=${shared.client}`)
  assert.ok(stored?.by.name)
  const page = await shared.open(t, `/clients/${shared.client}`, { as: colleague, size: 'narrow', colours: 'dark' })
  const notes = page.getByRole('region', { name: 'Notes', exact: true })
  await seen(notes.getByText('Ask for Dr Mensah.'))
  await seen(notes.getByText(`${stored.by.name}, `))
  assert.equal(await notes.getByRole('button').count(), 0)
  await accessible(page, 'notes that cannot be written')
})

test('a note that is not saved yet is not lost by leaving the page', async (t) => {
  const page = await shared.open(t, `/clients/${shared.client}`)
  await page.getByLabel('New note').fill('half a sentence')
  await page.getByRole('link', { name: 'Channels', exact: true }).first().click()
  await page.getByRole('button', { name: 'Keep editing' }).click()
  assert.equal(await page.getByLabel('New note').inputValue(), 'half a sentence')
})
