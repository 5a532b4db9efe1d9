import assert from 'node:assert/strict'
import { admin, basic, management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'

const grace = { email: 'Grace@Example.org', firstname: 'Grace', surname: 'Hopper', groups: ['operator'] }
const password = 'a long enough password'

onBothEngines('a user is added, found in any case of the address, changed and deleted', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  assert.deepEqual((await api.admin('POST', '/users', { ...grace, password })).status, 201)
  const found = await api.admin('GET', '/users/GRACE@example.org')
  assert.equal(found.body.email, 'grace@example.org')
  assert.equal(found.body.locked, false)
  assert.equal((await api.admin('PUT', '/users/grace@EXAMPLE.org', { surname: 'Murray' })).status, 200)
  assert.equal((await api.admin('GET', '/users/grace@example.org')).body.surname, 'Murray')
  assert.equal((await api.admin('DELETE', '/users/Grace@example.org')).status, 200)
  for (const method of ['GET', 'PUT', 'DELETE'] as const)
    assert.equal((await api.admin(method, '/users/grace@example.org', method === 'PUT' ? {} : undefined)).status, 404)
})

onBothEngines('management-api §6.3: an address that is taken, in any case, is a conflict', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const answer = await api.admin('POST', '/users', { ...grace, email: 'ADA@example.org' })
  assert.equal(answer.status, 409)
})

onBothEngines('no answer holds a password, a hash or the token of a link', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  await api.admin('POST', '/users', { ...grace, password })
  const { token } = (await api.admin('POST', '/users/grace@example.org/password-link')).body
  for (const url of ['/users', '/users/grace@example.org', `/token/${token}`]) {
    const { text } = await api.admin('GET', url)
    assert.doesNotMatch(text, /argon2|password|hash|digest/i)
    assert.ok(!text.includes(token), url)
  }
})

onBothEngines(
  'fields that OpenHIM’s console sends back have no effect, and an unknown field is refused',
  async (database) => {
    const api = await management(database)
    await api.ensureAdmin()
    const stray = {
      _id: 'f'.repeat(24),
      __v: 3,
      $promise: {},
      $resolved: true,
      provider: 'token',
      locked: false,
    }
    const secrets = { passwordHash: null, passwordSalt: null, token: null, tokenType: null, expiry: null }
    assert.equal((await api.admin('POST', '/users', { ...grace, password_hash: 'x' })).status, 400)
    assert.equal((await api.admin('POST', '/users', { ...grace, ...stray, ...secrets })).status, 201)
    const shown = (await api.admin('GET', '/users/grace@example.org')).body
    assert.equal(shown.locked, true)
    assert.notEqual(shown._id, stray._id)
    // OpenHIM's console sends back all it was shown.
    assert.equal(
      (await api.admin('PUT', '/users/grace@example.org', { ...shown, ...stray, msisdn: '123' })).status,
      200,
    )
    assert.deepEqual((await api.admin('GET', '/users/grace@example.org')).body, { ...shown, msisdn: '123' })
  },
)

onBothEngines('management-api §6.4: what is left out stays, and null clears', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  await api.admin('POST', '/users', { ...grace, msisdn: '123', dailyReport: true, settings: { list: { limit: 5 } } })
  await api.admin('PUT', '/users/grace@example.org', { msisdn: null, dailyReport: null, groups: null })
  const { msisdn, dailyReport, settings, groups } = (await api.admin('GET', '/users/grace@example.org')).body
  assert.deepEqual(
    { msisdn, dailyReport, settings, groups },
    {
      msisdn: undefined,
      dailyReport: undefined,
      settings: { list: { limit: 5 } },
      groups: ['operator'],
    },
  )
})

onBothEngines('groups are names of user roles that exist', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const answer = await api.admin('POST', '/users', { ...grace, groups: ['operator', 'nurses'] }, problems)
  assert.equal(answer.status, 400)
  assert.equal(answer.body.issues[0].path, 'groups.1')
})

onBothEngines('users see and change themselves, but no one else, and not their groups', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const user = await api.addUser('grace@example.org', { 'channel-view-all': true })
  assert.equal((await user('GET', '/users')).status, 403)
  assert.equal((await user('GET', `/users/${admin.email}`)).status, 403)
  assert.equal((await user('PUT', `/users/${admin.email}`, { surname: 'x' })).status, 403)
  assert.equal((await user('GET', '/users/GRACE@example.org')).status, 200)
  const changes = { surname: 'Murray', groups: ['admin'], settings: { a: 1 } }
  assert.equal((await user('PUT', '/users/Grace@example.org', changes)).status, 200)
  const changed = (await user('GET', '/users/grace@example.org')).body
  assert.deepEqual(changed.groups, ['role of grace@example.org'])
  assert.equal(changed.surname, 'Murray')
})

onBothEngines('who changes their own password in a session must know the present one', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  await api.addUser('grace@example.org', {}, 'the present password')
  const user = api.callAs(await api.signIn('grace@example.org', 'the present password'))
  const change = (fields: object) => user('PUT', '/users/Grace@example.org', fields, problems)
  for (const [fields, reason] of [
    [{ password: 'the newest password' }, 'current-password-needed'],
    [{ password: 'the newest password', currentPassword: 'a guess' }, 'current-password-wrong'],
  ] as const) {
    const { status, body } = await change(fields)
    assert.deepEqual([status, body.issues[0].path, body.issues[0].reason], [400, 'currentPassword', reason])
  }
  const right = { password: 'the newest password', currentPassword: 'the present password' }
  assert.equal((await change(right)).status, 200)
  assert.equal((await api.as('grace@example.org', 'the newest password')('GET', '/about')).status, 200)
  assert.equal((await api.admin('PUT', '/users/grace@example.org', { password: 'given by an admin' })).status, 200)
  const session = api.callAs(await api.signIn(admin.email, admin.password))
  for (const sent of [{ password: 'another long password' }, { passwordHash: 'x' }]) {
    const { body } = await session('PUT', `/users/${admin.email}`, sent, problems)
    assert.equal(body.issues[0].reason, 'current-password-needed')
  }
})

onBothEngines('a script that signs in with Basic has sent its present password already', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  assert.equal((await api.admin('PUT', `/users/${admin.email}`, { password: 'another long password' })).status, 200)
  assert.equal((await api.as(admin.email, 'another long password')('GET', '/about')).status, 200)
})

onBothEngines('nobody gives a user role with permissions they do not have', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const manager = await api.addUser('grace@example.org', { 'user-manage': true, 'channel-manage-all': true })
  const add = (groups: string[]) => manager('POST', '/users', { ...grace, email: 'x@example.org', groups })
  const answer = await add(['admin'])
  assert.equal(answer.status, 403)
  assert.match(answer.text, /permission "client-view-all", which you do not have/)
  assert.equal((await manager('PUT', '/users/grace@example.org', { groups: ['admin'] })).status, 403)
  await api.admin('POST', '/user-roles', { name: 'viewer', permissions: { 'channel-view-all': true } })
  assert.equal((await add(['viewer'])).status, 201)
})

onBothEngines('nobody becomes a user who may do more, by setting their password or a link', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const manager = await api.addUser('grace@example.org', { 'user-manage': true })
  assert.equal((await manager('PUT', `/users/${admin.email}`, { password })).status, 403)
  assert.equal((await manager('POST', `/users/${admin.email}/password-link`)).status, 403)
  assert.equal((await api.admin('GET', '/users')).status, 200)
  assert.equal((await manager('PUT', '/users/grace@example.org', { password })).status, 200)
})

onBothEngines('the last user who may manage users is not deleted and stays one', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  // Who cannot sign in cannot manage anything.
  await api.admin('POST', '/users', { ...grace, groups: ['admin'] })
  assert.equal((await api.admin('DELETE', `/users/${admin.email.toUpperCase()}`)).status, 409)
  assert.equal((await api.admin('PUT', `/users/${admin.email}`, { groups: ['operator'] })).status, 409)
  assert.equal((await api.admin('DELETE', '/user-roles/admin')).status, 409)
  assert.equal((await api.admin('PUT', '/user-roles/admin', { permissions: {} })).status, 409)
  assert.deepEqual((await api.admin('GET', `/users/${admin.email}`)).body.groups, ['admin'])
  await api.admin('PUT', '/users/grace@example.org', { password })
  assert.equal((await api.admin('DELETE', `/users/${admin.email}`)).status, 200)
})

onBothEngines('deleting a user ends their sessions, and a new user of that address is another', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  await api.admin('POST', '/users', { ...grace, password })
  const cookie = await api.signIn('grace@example.org', password)
  assert.equal((await api.send('GET', '/me', undefined, cookie)).status, 200)
  await api.admin('DELETE', '/users/grace@example.org')
  assert.equal((await api.send('GET', '/me', undefined, cookie)).status, 404)
  await api.admin('POST', '/users', grace)
  assert.equal((await api.send('GET', '/me', undefined, cookie)).status, 404)
  assert.equal((await api.as('grace@example.org', password)('GET', '/about')).status, 401)
})

onBothEngines('a new password ends every other session of the user', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const [here, there] = [await api.signIn(admin.email, admin.password), await api.signIn(admin.email, admin.password)]
  assert.equal(
    (await api.send('PUT', `/users/${admin.email}`, { password, currentPassword: admin.password }, here)).status,
    200,
  )
  assert.equal((await api.send('GET', '/me', undefined, here)).status, 200)
  assert.equal((await api.send('GET', '/me', undefined, there)).status, 404)
  assert.equal((await api.admin('GET', '/users')).status, 401)
  assert.equal((await api.send('GET', '/users', undefined, basic(admin.email, password))).status, 200)
})

onBothEngines('settings are bounded', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const answer = await api.admin('PUT', `/users/${admin.email}`, { settings: { a: 'x'.repeat(100_001) } })
  assert.equal(answer.status, 400)
})

const problems = { accept: 'application/problem+json' }
