import assert from 'node:assert/strict'
import { management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'

const listNames = (roles: { name: string }[]) => roles.map(({ name }) => name)

onBothEngines(
  'a new installation has three user roles, and one that is deleted does not come back',
  async (database) => {
    const api = await management(database)
    await api.ensureAdmin()
    assert.deepEqual(listNames((await api.admin('GET', '/user-roles')).body), ['admin', 'manager', 'operator'])
    assert.equal((await api.admin('DELETE', '/user-roles/operator')).status, 200)
    await api.userRoles.ensureDefaults()
    assert.deepEqual(listNames((await api.admin('GET', '/user-roles')).body), ['admin', 'manager'])
  },
)

onBothEngines('a manager manages everything but users', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const { permissions } = (await api.admin('GET', '/user-roles/manager')).body
  const withheld = Object.keys(permissions).filter((name) => permissions[name] === false)
  assert.deepEqual(withheld, ['user-manage', 'user-role-manage'])
})

onBothEngines('users follow when their user role is renamed, and lose it when it is deleted', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  await api.admin('POST', '/user-roles', { name: 'nurses', permissions: { 'channel-view-all': true } })
  const groups = ['nurses', 'operator']
  await api.admin('POST', '/users', { email: 'g@example.org', firstname: 'G', surname: 'H', groups })
  const groupsNow = async () => (await api.admin('GET', '/users/g@example.org')).body.groups
  assert.equal((await api.admin('PUT', '/user-roles/nurses', { name: 'carers' })).status, 200)
  assert.deepEqual(await groupsNow(), ['carers', 'operator'])
  assert.equal((await api.admin('GET', '/user-roles/nurses')).status, 404)
  await api.admin('DELETE', '/user-roles/carers')
  assert.deepEqual(await groupsNow(), ['operator'])
})

onBothEngines('a name that is taken is a conflict, and an unknown one is not found', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  assert.equal((await api.admin('POST', '/user-roles', { name: 'admin' })).status, 409)
  assert.equal((await api.admin('PUT', '/user-roles/manager', { name: 'admin' })).status, 409)
  for (const method of ['GET', 'PUT', 'DELETE'] as const)
    assert.equal((await api.admin(method, '/user-roles/nobody', method === 'PUT' ? {} : undefined)).status, 404)
})

onBothEngines('nobody gives a user role a permission they do not have; what it has may stay', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const roleManager = await api.addUser('g@example.org', { 'user-role-manage': true, 'client-view-specified': ['a'] })
  const make = (name: string, permissions: object) => roleManager('POST', '/user-roles', { name, permissions })
  assert.equal((await make('x', { 'logs-view': true })).status, 403)
  assert.equal((await make('x', { 'client-view-specified': ['a', 'b'] })).status, 403)
  assert.equal((await make('x', { 'client-view-specified': ['a'], 'user-role-view': true })).status, 201)
  const operator = (await api.admin('GET', '/user-roles/operator')).body
  const put = (permissions: object) => roleManager('PUT', '/user-roles/operator', { permissions })
  assert.equal((await put({ ...operator.permissions, 'transaction-rerun-all': false })).status, 200)
  assert.equal((await put({ ...operator.permissions, 'logs-view': true })).status, 403)
})
