import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Client } from '@mediary/contract/clients'
import type { Role } from '@mediary/contract/roles'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { channelColumns, clientsPage, writesDuring } from './clients-page.ts'
import { type Console, colourOf, gone, seen, startConsole } from './console.ts'

const shared = {} as Console
before(async () => {
  Object.assign(shared, await startConsole())
})
after(() => shared.end?.())

async function opened(t: TestContext) {
  const page = await shared.open(t, '/clients')
  const clients = clientsPage(page)
  await clients.ready()
  return { page, ...clients }
}
const channels = async (...made: [name: string, allow: string[], more?: object][]) => {
  for (const [name, allow, more] of made)
    await shared.program.makeChannel({ name, allow, ...more }, shared.upstream.port)
}
const clientsOf = async (role: string) =>
  (await shared.program.get<Role>(`/roles/${role}`)).clients.map(({ clientID }) => clientID)
const allowOf = async (channel: string) => {
  const all = await shared.program.get<{ name: string; allow: string[] }[]>('/channels')
  return all.find(({ name }) => name === channel)?.allow
}

test('[73, L106] with no channel the matrix has no tick and no cross', async (t) => {
  await shared.program.makeClient({ clientID: 'first', roles: ['alpha'], password: 'a password' })
  const { role, page } = await opened(t)
  await seen(role('alpha'))
  assert.deepEqual(await channelColumns(page), [])
  assert.equal(await page.getByRole('button', { name: /may (not )?use/ }).count(), 0)
})

test('[60, 61, 62, 65, L82, L83, L84, L88] the green + Role adds a line with an empty white box and every channel off', async (t) => {
  await channels(['lab', ['alpha']], ['pharmacy', []])
  const { line, page, matrix, button } = await opened(t)
  assert.equal(await colourOf(button('+ Role'), 'background-color'), 'rgb(3, 102, 51)')
  const rows = await matrix.getByRole('row').count()
  await button('+ Role').click()
  assert.equal(await matrix.getByRole('row').count(), rows + 1)
  const box = line.getByRole('textbox', { name: 'Name of the new role' })
  assert.equal(await box.inputValue(), '')
  assert.equal(await colourOf(box, 'background-color'), 'rgb(255, 255, 255)')
  assert.equal(await line.getByRole('button', { name: /may not use/ }).count(), 2)
  assert.equal(await line.getByRole('button', { name: / may use/ }).count(), 0)
  await accessible(page, 'a new role')
})

test('[63, 64, 102, L85, L86] channels are switched on after a name is given, and the yellow floppy saves the line', async (t) => {
  const { line, button, failure, success, role, tick, cross } = await opened(t)
  await button('+ Role').click()
  await line.getByRole('button', { name: /may not use lab/ }).click()
  await seen(failure('Give the new role a name first.'))
  await line.getByRole('textbox').fill('beta')
  await line.getByRole('button', { name: 'beta may not use lab' }).click()
  await gone(failure('Give the new role a name first.'))
  const floppy = line.getByRole('button', { name: 'Save role beta' })
  assert.equal(await colourOf(floppy, 'background-color'), 'rgb(240, 173, 78)')
  await floppy.click()
  await seen(success('The role beta has been saved.'))
  await seen(role('beta'))
  await gone(line)
  await seen(tick('beta', 'lab'))
  await seen(cross('beta', 'pharmacy'))
  assert.deepEqual(await allowOf('lab'), ['alpha', 'beta'])
  await success('The role beta has been saved.').getByRole('button', { name: 'Close' }).click()
  await gone(success('The role beta has been saved.'))
})

test('[97, 98] several new lines stand side by side and are discarded without a request; a role may be empty', async (t) => {
  const { page, button, line, matrix, success, role } = await opened(t)
  await button('+ Role').click()
  await button('+ Role').click()
  assert.equal(await line.count(), 2)
  await line.nth(0).getByRole('textbox').fill('empty')
  const discard = line.nth(1).getByRole('button', { name: 'Discard this new role' })
  assert.deepEqual(await writesDuring(page, () => discard.click()), [])
  assert.equal(await line.count(), 1)
  await matrix.getByRole('button', { name: 'Save role empty' }).click()
  await seen(success('The role empty has been saved.'))
  await seen(role('empty'))
  assert.deepEqual(await clientsOf('empty'), [])
})

test('[74, 75, 99, L107, L109] a click on a cross or a tick is saved by itself, and means what the channel allows', async (t) => {
  const { page, tick, cross, role, ready } = await opened(t)
  await cross('empty', 'pharmacy').click()
  await seen(tick('empty', 'pharmacy'))
  await until('the channel allows it', async () => (await allowOf('pharmacy'))?.includes('empty'))
  await page.reload()
  await ready()
  await tick('empty', 'pharmacy').click()
  await seen(cross('empty', 'pharmacy'))
  await until('the channel allows it no more', async () => !(await allowOf('pharmacy'))?.includes('empty'))
  await page.reload()
  await seen(cross('empty', 'pharmacy'))
  await seen(role('empty'))
  assert.equal(await colourOf(cross('empty', 'pharmacy'), 'color'), 'rgb(226, 0, 0)')
  assert.equal(await colourOf(tick('beta', 'lab'), 'color'), 'rgb(0, 130, 43)')
})

test('[67, 68, 69, L95, L96, L97] the red X asks and names the role; Cancel changes nothing, Delete removes the row', async (t) => {
  const { page, role, question, success } = await opened(t)
  const cross = role('empty').getByRole('button', { name: 'Delete role empty' })
  assert.equal(await colourOf(cross, 'background-color'), 'rgb(217, 83, 79)')
  const writes = await writesDuring(page, async () => {
    await cross.click()
    await seen(question.getByText(/Delete the role empty\?/))
    await question.getByRole('button', { name: 'Cancel' }).click()
    await gone(question)
  })
  assert.deepEqual(writes, [])
  await cross.click()
  await accessible(page, 'deleting a role')
  await question.getByRole('button', { name: 'Delete' }).click()
  await seen(success('The role empty has been deleted.'))
  await gone(role('empty'))
})

test('[56, 70, 103, L71, L99] a deleted role leaves every client that held it, here and in the API', async (t) => {
  for (const id of ['one', 'two'])
    await shared.program.makeClient({ clientID: id, roles: ['shared', 'alpha'], password: 'a password' })
  const { role, client, question, success } = await opened(t)
  for (const id of ['one', 'two']) await seen(client(id).getByText('shared, alpha'))
  await role('shared').getByRole('button', { name: 'Delete role shared' }).click()
  await seen(question.getByText('Clients that hold it: one and two'))
  await question.getByRole('button', { name: 'Delete' }).click()
  await seen(success('The role shared has been deleted.'))
  for (const id of ['one', 'two']) await seen(client(id).getByText('alpha', { exact: true }))
  const clients = await shared.program.get<Client[]>('/clients')
  assert.deepEqual(
    clients.filter(({ roles }) => roles.includes('shared')),
    [],
  )
})

test('[94] clients are assigned and unassigned in place, and that is saved at once', async (t) => {
  const { button, success } = await opened(t)
  await button('Assign clients to roles').click()
  await button('one does not hold beta').click()
  await until('the client holds the role', async () => (await clientsOf('beta')).includes('one'))
  await button('one holds beta').click()
  await until('it holds it no more', async () => !(await clientsOf('beta')).includes('one'))
  assert.equal(await success('').count(), 0)
})

test('[95, 96] a role is renamed in place and channels follow; the name of a client is refused and the old one stays', async (t) => {
  const { button, role, page, failure } = await opened(t)
  await button('Rename roles').click()
  const box = page.getByRole('textbox', { name: 'Name of the role beta' })
  await box.fill('one')
  await button('Save role beta').click()
  await seen(failure('A client has the Client ID "one"'))
  assert.equal(await box.inputValue(), 'one')
  assert.deepEqual(await allowOf('lab'), ['alpha', 'beta'])
  await box.fill('alpha')
  await button('Save role beta').click()
  await seen(failure('There is already a role called alpha.'))
  await box.fill('gamma')
  await button('Save role beta').click()
  await seen(role('gamma'))
  assert.deepEqual(await allowOf('lab'), ['alpha', 'gamma'])
})

test('[76, 77, 104] roles stand by name; enabled channels first, then by priority and name, and deleted ones not at all', async (t) => {
  await channels(
    ['aside', [], { status: 'disabled' }],
    ['zeta', [], { priority: 1 }],
    ['gone', ['alpha'], { status: 'deleted' }],
  )
  const { page, matrix } = await opened(t)
  await until('the columns are in order', async () => (await channelColumns(page)).join() === 'zeta,lab,pharmacy,aside')
  assert.deepEqual(await matrix.getByRole('rowheader').allTextContents(), ['alpha', 'gamma'])
  const numbers = await matrix
    .getByRole('row')
    .locator('visible=true')
    .evaluateAll((rows) => rows.map((row) => row.textContent?.[0]))
  assert.deepEqual(numbers.slice(1), ['1', '2'])
})

test('[101] while the server reports an error, neither plus button is shown', async (t) => {
  const { page, button, ready, failure } = await opened(t)
  await page.route('**/roles', (route) => route.fulfill({ status: 500, body: 'the store is away' }))
  await page.reload()
  await seen(failure('the store is away'))
  for (const name of ['+ Role', '+ Client']) assert.equal(await button(name).count(), 0)
  await page.unroute('**/roles')
  await button('Try again').click()
  await ready()
  for (const name of ['+ Role', '+ Client']) await seen(button(name))
})
