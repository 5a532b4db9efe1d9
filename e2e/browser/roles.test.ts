import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Channel } from '@mediary/contract/channels'
import type { Client } from '@mediary/contract/clients'
import type { Role } from '@mediary/contract/roles'
import type { Locator } from 'playwright-core'
import { curl } from '../curl.ts'
import { channelColumns, clientsPage, writesDuring } from './clients-page.ts'
import { type Console, gone, seen, startConsole } from './console.ts'
import { refuseBatches } from './failures.ts'

const shared = {} as Console
before(async () => {
  Object.assign(shared, await startConsole())
})
after(() => shared.end?.())

/** Asks the gateway for a channel in the name of a client that has a token. */
const asks = async (client: string, channel: string) => {
  const as = ['-H', `Authorization: Custom ${client}-token`]
  return (await curl(...as, `${shared.program.http}/${channel}/x`)).status
}
const makeClient = (clientID: string, roles: string[]) =>
  shared.program.makeClient({ clientID, roles, customTokenID: `${clientID}-token` })
const listRoles = async (id: string) =>
  (await shared.program.get<Client[]>('/clients')).find(({ clientID }) => clientID === id)?.roles
const listAllowed = async (name: string) =>
  (await shared.program.get<Channel[]>('/channels')).find((channel) => channel.name === name)?.allow ?? []
const roleNamed = async (name: string) =>
  (await shared.program.get<Role[]>('/roles')).find((role) => role.name === name)

/** Which of red, green and blue a mark is most of. */
const strongest = (mark: Locator) =>
  mark.evaluate((it) => {
    const [red = 0, green = 0, blue = 0] = getComputedStyle(it).color.match(/\d+/g)?.map(Number) ?? []
    return red > green && red > blue ? 'red' : green > blue ? 'green' : 'blue'
  })

async function opened(t: TestContext) {
  const page = await shared.open(t, '/clients')
  const clients = clientsPage(page)
  await clients.ready()
  return { page, ...clients }
}

test('[73, L106] without a channel there is neither a tick nor a cross', async (t) => {
  await shared.program.call('POST', '/roles', { name: 'doctor' })
  const { matrix, role, page } = await opened(t)
  await seen(role('doctor'))
  assert.deepEqual(await channelColumns(page), [])
  assert.equal(await matrix.getByRole('button', { name: /may (not )?use/ }).count(), 0)
})

test('[76, 77, 104] rows are sorted and numbered; enabled channels come first, then by priority, then by name; a deleted one has no column', async (t) => {
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab', allow: ['nurse'] }, upstream.port)
  await program.makeChannel({ name: 'imaging', allow: ['nurse'] }, upstream.port)
  await program.makeChannel({ name: 'registry', allow: ['clerk'], priority: 1 }, upstream.port)
  await program.makeChannel({ name: 'archive', allow: ['clerk'], status: 'disabled' }, upstream.port)
  await program.makeChannel({ name: 'former', allow: ['clerk'], status: 'deleted' }, upstream.port)
  for (const [id, roles] of [
    ['beta', ['nurse', 'clerk']],
    ['alpha', ['nurse']],
    ['gamma', ['clerk']],
  ] as const)
    await makeClient(id, [...roles])
  const { page, matrix, list } = await opened(t)
  await seen(matrix.getByRole('columnheader', { name: 'lab' }))
  assert.deepEqual(await channelColumns(page), ['registry', 'imaging', 'lab', 'archive'])
  assert.deepEqual(await matrix.getByRole('rowheader').allTextContents(), ['clerk', 'doctor', 'nurse'])
  const numbers = (await matrix.getByRole('row').allTextContents()).slice(1).map((text) => text[0])
  assert.deepEqual(numbers, ['1', '2', '3'])
  const names = (await list.getByRole('row').allTextContents()).slice(1)
  assert.deepEqual(
    names.map((text) => /alpha|beta|gamma/.exec(text)?.[0]),
    ['alpha', 'beta', 'gamma'],
  )
})

test('[12, 53, 58, 72, 74, 75, L66, L76, L105, L107, L109] a tick is what the gateway enforces: one click grants or withdraws, the next request obeys, and it is saved', async (t) => {
  const { page, tick, cross } = await opened(t)
  assert.equal(await asks('alpha', 'registry'), 403)
  assert.match(await strongest(tick('nurse', 'lab')), /green/)
  assert.match(await strongest(cross('nurse', 'registry')), /red/)
  const saved = page.waitForResponse((answer) => answer.request().method() === 'PUT')
  await cross('nurse', 'registry').click()
  assert.equal((await saved).status(), 200)
  assert.equal(await asks('alpha', 'registry'), 200)
  await seen(tick('nurse', 'registry'))
  assert.deepEqual((await listAllowed('registry')).toSorted(), ['clerk', 'nurse'])

  const withdrawn = page.waitForResponse((answer) => answer.request().method() === 'PUT')
  await tick('nurse', 'registry').click()
  assert.equal((await withdrawn).status(), 200)
  assert.equal(await asks('alpha', 'registry'), 403)
  await page.reload()
  await seen(cross('nurse', 'registry'))
  await seen(tick('nurse', 'lab'))
  assert.deepEqual(await listAllowed('registry'), ['clerk'])
})

test('[57, L72] a client with several roles may use the channels of all of them', async () => {
  assert.deepEqual([await asks('beta', 'lab'), await asks('beta', 'registry')], [200, 200])
})

test('[60, 61, 62, 63, 64, 65, L82, L83, L84, L85, L86, L88] + Role adds a line with an empty white box and every channel off; the floppy saves it', async (t) => {
  const { page, button, line, role, tick, success, failure } = await opened(t)
  const plus = button('+ Role')
  assert.equal(await plus.evaluate((it) => getComputedStyle(it).backgroundColor), 'rgb(3, 102, 51)')
  await plus.click()
  await seen(line)
  const box = line.getByRole('textbox', { name: 'Name of the new role' })
  assert.equal(await box.inputValue(), '')
  assert.equal(await box.evaluate((it) => getComputedStyle(it).backgroundColor), 'rgb(255, 255, 255)')
  const marks = line.getByRole('button', { name: /may (not )?use/ })
  assert.equal(await marks.count(), 4)
  for (const mark of await marks.all()) assert.equal(await mark.getAttribute('aria-pressed'), 'false')
  await marks.first().click()
  await seen(failure('Give the new role a name first.'))
  assert.equal(await marks.first().getAttribute('aria-pressed'), 'false')
  await box.fill('midwife')
  const sent = await writesDuring(page, () => line.getByRole('button', { name: 'midwife may not use lab' }).click())
  assert.deepEqual(sent, [])
  const floppy = line.getByRole('button', { name: 'Save role midwife' })
  assert.equal(await floppy.evaluate((it) => getComputedStyle(it).backgroundColor), 'rgb(240, 173, 78)')
  await floppy.click()
  await seen(success('The role midwife has been saved.'))
  await gone(line)
  await seen(role('midwife'))
  await seen(tick('midwife', 'lab'))
  assert.ok((await listAllowed('lab')).includes('midwife'))
})

test('[97, 98, 102] several new lines stand side by side, one is discarded without a request, and a role may start empty; its message can be dismissed', async (t) => {
  const { page, button, line, role, success } = await opened(t)
  await button('+ Role').click()
  await button('+ Role').click()
  await seen(line.nth(1))
  const writes = await writesDuring(page, async () => {
    await line.first().getByRole('button', { name: 'Discard this new role' }).click()
    await gone(line.nth(1))
  })
  assert.deepEqual(writes, [])
  await line.getByRole('textbox', { name: 'Name of the new role' }).fill('visitor')
  await line.getByRole('button', { name: 'Save role visitor' }).click()
  const message = success('The role visitor has been saved.')
  await seen(message)
  await message.getByRole('button', { name: 'Close' }).click()
  await gone(message)
  await seen(role('visitor'))
  assert.deepEqual((await roleNamed('visitor'))?.channels, [])
})

test('[55, 94, L70] clients are assigned in place and saved at once; two hold one role, and both may use its channels', async (t) => {
  const { page, role, button } = await opened(t)
  await button('Assign clients to roles').click()
  assert.equal(await asks('gamma', 'lab'), 403)
  const saved = page.waitForResponse((answer) => answer.request().method() === 'PUT')
  await button('gamma does not hold nurse').click()
  assert.equal((await saved).status(), 200)
  assert.equal(await asks('gamma', 'lab'), 200)
  await button('Assign clients to roles').click()
  for (const id of ['alpha', 'beta', 'gamma']) await seen(role('nurse').getByText(id, { exact: true }))
  assert.equal(await asks('alpha', 'lab'), 200)
  await button('Assign clients to roles').click()
  const taken = page.waitForResponse((answer) => answer.request().method() === 'PUT')
  await button('gamma holds nurse').click()
  assert.equal((await taken).status(), 200)
  assert.equal(await asks('gamma', 'lab'), 403)
})

test('[95, 96] a role is renamed in place and clients and channels follow; the name of a client is refused and the old one stays', async (t) => {
  const { button, role, failure, page } = await opened(t)
  await button('Rename roles').click()
  const box = (name: string) => page.getByRole('textbox', { name: `Name of the role ${name}`, exact: true })
  await box('clerk').fill('alpha')
  await button('Save role clerk').click()
  await seen(failure('The role clerk was not changed'))
  assert.equal(await box('clerk').inputValue(), 'alpha')
  assert.ok(await roleNamed('clerk'))
  await box('clerk').fill('registrar')
  await button('Save role clerk').click()
  await seen(role('registrar'))
  assert.deepEqual(await listRoles('gamma'), ['registrar'])
  assert.deepEqual(await listAllowed('registry'), ['registrar'])
  assert.equal(await asks('gamma', 'registry'), 200)
})

test('[99] the last tick of a role that nobody holds may be taken away: the role stays', async (t) => {
  const { tick, cross, role, page } = await opened(t)
  const saved = page.waitForResponse((answer) => answer.request().method() === 'PUT')
  await tick('midwife', 'lab').click()
  assert.equal((await saved).status(), 200)
  await seen(cross('midwife', 'lab'))
  await page.reload()
  await seen(role('midwife'))
  assert.deepEqual((await roleNamed('midwife'))?.channels, [])
})

test('a tick that the server refuses goes back and says why', async (t) => {
  const { tick, failure, page, role } = await opened(t)
  await seen(role('nurse'))
  await page.route('**/roles/nurse', (route) =>
    route.request().method() === 'PUT'
      ? route.fulfill({ status: 409, body: 'Somebody else changed it' })
      : route.continue(),
  )
  await tick('nurse', 'lab').click()
  await seen(failure('The role nurse was not changed: Somebody else changed it'))
  await seen(tick('nurse', 'lab'))
  assert.equal(await asks('alpha', 'lab'), 200)
})

test('a tick that is lost on the way goes back, and the page says that the server cannot be reached', async (t) => {
  const { tick, page, role } = await opened(t)
  await seen(role('nurse'))
  await page.route('**/roles/nurse', (route) => route.abort())
  await tick('nurse', 'lab').click()
  await seen(page.getByRole('alert').filter({ hasText: 'It is not known whether the role nurse was changed' }))
  await seen(tick('nurse', 'lab'))
})

test('[67, 68, 69, L95, L96, L97] the red X of a role asks with its name; cancelling changes nothing; Delete removes it', async (t) => {
  const { page, button, question, role, success } = await opened(t)
  const cross = button('Delete role visitor')
  assert.equal(await cross.evaluate((it) => getComputedStyle(it).backgroundColor), 'rgb(217, 83, 79)')
  await cross.click()
  await seen(question.getByText('Delete the role visitor?'))
  const writes = await writesDuring(page, async () => {
    await question.getByRole('button', { name: 'Cancel' }).click()
    await gone(question)
  })
  assert.deepEqual(writes, [])
  await cross.click()
  await question.getByRole('button', { name: 'Delete', exact: true }).click()
  await seen(success('The role visitor has been deleted.'))
  await gone(role('visitor'))
  assert.equal(await roleNamed('visitor'), undefined)
})

test('[56, 66, 70, L71, L99] deleting a role takes it from every client that held it', async (t) => {
  const { button, question, role, client } = await opened(t)
  await button('Delete role nurse').click()
  await seen(question.getByText('alpha and beta'))
  await question.getByRole('button', { name: 'Delete', exact: true }).click()
  await gone(role('nurse'))
  await gone(client('beta').getByText('nurse'))
  assert.deepEqual([await listRoles('alpha'), await listRoles('beta')], [[], ['registrar']])
  assert.deepEqual(await listAllowed('lab'), [])
  assert.equal(await asks('alpha', 'lab'), 403)
})

test('[101] while the API has an error, both plus buttons are hidden', async (t) => {
  const { page, button } = await opened(t)
  await seen(button('+ Role'))
  await seen(button('+ Client'))
  await refuseBatches(page)
  await page.route('**/roles', (route) => route.fulfill({ status: 500, body: 'The server failed' }))
  await page.reload()
  await seen(page.getByRole('alert').first())
  assert.equal(await button('+ Role').count(), 0)
  assert.equal(await button('+ Client').count(), 0)
})

test('on a phone one whole channel stands between the fixed columns', async (t) => {
  await shared.program.makeChannel({ name: 'phone', allow: [] }, shared.upstream.port)
  await makeClient('phone', ['phones'])
  const page = await shared.open(t, '/clients', { size: 'narrow' })
  const heads = page.getByRole('grid').getByRole('columnheader')
  await seen(heads.nth(2))
  const [first, last] = [await heads.nth(2).boundingBox(), await heads.last().boundingBox()]
  assert.ok(first && last)
  assert.ok(first.x + first.width <= last.x + 1, `${first.x + first.width} > ${last.x}`)
})
