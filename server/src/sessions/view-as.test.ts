import assert from 'node:assert/strict'
import { admin, management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'

const password = 'another long password'

onBothEngines(
  'an administrator looks at the console with the rights of another user, and ends it',
  async (database) => {
    const api = await management(database)
    await api.ensureAdmin()
    await api.addUser('grace@example.org', { 'channel-view-all': true })
    const ada = api.callAs(await api.signIn(admin.email, admin.password))
    assert.equal((await ada('POST', '/view-as', { email: 'Grace@Example.org' })).status, 200)
    const { user } = (await ada('GET', '/me')).body
    assert.equal(user.email, 'grace@example.org')
    assert.deepEqual(user.viewedBy, { email: admin.email, name: 'First Administrator' })
    assert.deepEqual([user.permissions['channel-view-all'], user.permissions['user-view']], [true, false])
    assert.equal((await ada('GET', '/users')).status, 403)
    assert.equal((await ada('GET', '/users/grace@example.org')).status, 200)
    assert.equal((await ada('DELETE', '/view-as')).status, 200)
    assert.equal((await ada('GET', '/me')).body.user.viewedBy, undefined)
    assert.equal((await ada('GET', '/users')).status, 200)
  },
)

onBothEngines('whoever looks as another user changes nothing, whatever that user may do', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const second = { email: 'second@example.org', firstname: 'S', surname: 'A', groups: ['admin'], password }
  await api.admin('POST', '/users', second)
  const ada = api.callAs(await api.signIn(admin.email, admin.password))
  await ada('POST', '/view-as', { email: second.email })
  for (const [method, url, body] of [
    ['PUT', '/users/second@example.org', { firstname: 'Mallory' }],
    ['PUT', `/users/${admin.email}`, { firstname: 'Mallory' }],
    ['POST', '/users', { email: 'third@example.org', firstname: 'T', surname: 'U' }],
    ['POST', '/view-as', { email: admin.email }],
    ['DELETE', '/me/sessions', undefined],
  ] as const) {
    const answer = await ada(method, url, body, { accept: 'application/problem+json' })
    assert.deepEqual([answer.status, answer.body.reason], [403, 'view-as-read-only'], `${method} ${url}`)
  }
  assert.equal((await ada('GET', '/users')).status, 200)
})

onBothEngines('the rights of the other user never exceed those of whoever looks', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  await api.addUser('helper@example.org', {
    'user-manage': true,
    'channel-view-specified': ['a', 'b'],
    'transaction-view-all': true,
  })
  await api.addUser('grace@example.org', {
    'channel-view-all': true,
    'transaction-view-specified': ['a'],
    'transaction-view-body-all': true,
  })
  const helper = api.callAs(await api.signIn('helper@example.org', password))
  assert.equal((await helper('POST', '/view-as', { email: 'grace@example.org' })).status, 200)
  const { permissions } = (await helper('GET', '/me')).body.user
  assert.deepEqual(permissions['channel-view-specified'], ['a', 'b'])
  assert.deepEqual(permissions['transaction-view-specified'], ['a'])
  for (const flag of ['channel-view-all', 'transaction-view-all', 'transaction-view-body-all', 'user-manage'])
    assert.equal(permissions[flag], false, flag)
})

onBothEngines(
  'a view needs a session and the permission to change users, and ends with the other user',
  async (database) => {
    const api = await management(database)
    await api.ensureAdmin()
    await api.addUser('grace@example.org', { 'user-view': true })
    const email = 'grace@example.org'
    assert.equal((await api.admin('POST', '/view-as', { email })).status, 403)
    const grace = api.callAs(await api.signIn(email, password))
    assert.equal((await grace('POST', '/view-as', { email: admin.email })).status, 403)
    const ada = api.callAs(await api.signIn(admin.email, admin.password))
    assert.equal((await ada('POST', '/view-as', { email: 'nobody@example.org' })).status, 404)
    await ada('POST', '/view-as', { email })
    await api.admin('DELETE', `/users/${email}`)
    assert.equal((await ada('GET', '/me')).status, 404)
    assert.equal((await ada('GET', '/users')).status, 401)
  },
)
