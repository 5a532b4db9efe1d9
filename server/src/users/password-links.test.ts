import assert from 'node:assert/strict'
import { admin, management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'

const grace = { email: 'grace@example.org', firstname: 'Grace', surname: 'Hopper', groups: ['operator'] }
const password = 'a long enough password'
const hour = 3_600_000

onBothEngines(
  'management-api §6.5: a new user is locked until a link, good for a week, sets the password and the names',
  async (database) => {
    const api = await management(database)
    await api.ensureAdmin()
    await api.admin('POST', '/users', grace)
    const link = (await api.admin('POST', '/users/GRACE@example.org/password-link')).body
    assert.ok(Math.abs(Date.parse(link.expiry) - Date.now() - 168 * hour) < 60_000)
    const shown = (await api.send('GET', `/token/${link.token}`)).body
    assert.deepEqual([shown.email, shown.tokenType, shown.locked], ['grace@example.org', 'newUser', true])
    const body = { password, firstname: 'Grace Brewster' }
    // The owner of a link cannot give themselves a user role.
    const withGroups = await api.send('PUT', `/token/${link.token}`, { ...body, groups: ['admin'] })
    assert.deepEqual([withGroups.status, withGroups.text.includes('groups')], [400, true])
    assert.equal((await api.send('PUT', `/token/${link.token}`, body)).status, 200)
    const me = (await api.as('grace@example.org', password)('GET', '/users/grace@example.org')).body
    assert.deepEqual(
      [me.firstname, me.surname, me.groups, me.locked],
      ['Grace Brewster', 'Hopper', ['operator'], false],
    )
  },
)

onBothEngines('management-api §6.5: a link is used once, and a newer one replaces it', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  await api.admin('POST', '/users', grace)
  const newLink = async () => (await api.admin('POST', '/users/grace@example.org/password-link')).body.token
  const [former, token] = [await newLink(), await newLink()]
  assert.equal((await api.send('GET', `/token/${former}`)).status, 404)
  const twice = [1, 2].map(() => api.send('PUT', `/token/${token}`, { password }))
  const statuses = (await Promise.all(twice)).map(({ status }) => status)
  assert.deepEqual(statuses.sort(), [200, 404])
  assert.equal((await api.send('GET', `/token/${token}`)).status, 404)
})

onBothEngines('a link for someone who has a password is good for an hour, and changes no name', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  await api.admin('POST', '/users', { ...grace, password: 'the former password' })
  const cookie = await api.signIn(grace.email, 'the former password')
  const link = (await api.admin('POST', '/users/grace@example.org/password-link')).body
  assert.ok(Math.abs(Date.parse(link.expiry) - Date.now() - hour) < 60_000)
  await api.send('PUT', `/token/${link.token}`, { password, firstname: 'Mallory' })
  assert.equal((await api.admin('GET', '/users/grace@example.org')).body.firstname, 'Grace')
  assert.equal((await api.send('GET', '/me', undefined, cookie)).status, 404)
})

onBothEngines('management-api §6.5: an expired link is gone', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  await api.admin('POST', '/users', grace)
  const { token } = (await api.admin('POST', '/users/grace@example.org/password-link')).body
  const users = database.kysely.withTables<{ users: { token_expiry: number } }>()
  await users
    .updateTable('users')
    .set({ token_expiry: Date.now() - 1 })
    .execute()
  assert.equal((await api.send('GET', `/token/${token}`)).status, 410)
  assert.equal((await api.send('PUT', `/token/${token}`, { password })).status, 410)
})

onBothEngines('a token is not found in the store, and a short password is refused', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  await api.admin('POST', '/users', grace)
  const { token } = (await api.admin('POST', '/users/grace@example.org/password-link')).body
  const rows = await database.kysely.withTables<{ users: object }>().selectFrom('users').selectAll().execute()
  assert.ok(!JSON.stringify(rows).includes(token))
  assert.equal((await api.send('PUT', `/token/${token}`, { password: 'short' })).status, 400)
})

onBothEngines(
  'management-api §6.5: a request for a link is answered in the same way whoever asks, and the administrators see it',
  async (database) => {
    const api = await management(database)
    await api.ensureAdmin()
    await api.admin('POST', '/users', { ...grace, password })
    const ask = async (email: string) => api.send('GET', `/password-reset-request/${email}`)
    const [known, unknown, odd] = [await ask('GRACE@example.org'), await ask('who@example.org'), await ask('x')]
    assert.deepEqual([known.status, unknown.status, odd.status], [201, 201, 201])
    assert.deepEqual([unknown.text, odd.text], [known.text, known.text])
    assert.match(known.text, /This server sends no e-mail: an administrator hands out the link/)
    const shown = async () => (await api.admin('GET', `/users/${grace.email}`)).body
    assert.ok(Date.parse((await shown()).passwordLinkRequested) <= Date.now())
    assert.equal((await api.as(grace.email, password)('GET', '/me')).status, 404, 'the password stays')
    assert.equal((await api.as(grace.email, password)('GET', `/users/${grace.email}`)).status, 200)
    assert.equal((await api.admin('GET', `/users/who@example.org`)).status, 404)
    const { token } = (await api.admin('POST', `/users/${grace.email}/password-link`)).body
    assert.equal((await shown()).passwordLinkRequested, undefined)
    assert.equal((await api.send('PUT', `/token/${token}`, { password: 'another long password' })).status, 200)
  },
)

onBothEngines('management-api §6.5: requests for links are limited, known user or not', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  for (const email of [admin.email, 'who@example.org']) {
    const ask = async () => (await api.send('GET', `/password-reset-request/${email}`)).status
    const statuses = await Promise.all(Array.from({ length: 20 }, ask))
    assert.ok(statuses.includes(201), email)
    assert.equal(await ask(), 429, email)
  }
})
