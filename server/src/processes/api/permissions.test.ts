import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultUserRoles } from '@mediary/contract/permission'
import { endpoints, mayCall } from '../../cli/permission-matrix.ts'
import { noPreferences } from '../../testing/no-preferences.ts'
import { wholeApi } from '../../testing/whole-api.ts'

const { app, stores } = await wholeApi()
const password = 'another long password'
const permissions = Object.values(defaultUserRoles)
for (const group of Object.keys(defaultUserRoles)) {
  const user = { email: `${group}@example.org`, firstname: 'a', surname: 'b', groups: [group], password }
  await stores.users.create({ ...user, ...noPreferences }, permissions)
}
const signedInAs = (group: string) => ({
  authorization: `Basic ${Buffer.from(`${group}@example.org:${password}`).toString('base64')}`,
})
const toUrl = (path: string) => path.replace(/:\w+/g, 'f'.repeat(24))

for (const group of Object.keys(defaultUserRoles) as (keyof typeof defaultUserRoles)[]) {
  test(`whoever holds the user role "${group}" may call what the contract says, and nothing else`, async () => {
    for (const endpoint of endpoints) {
      const { method, path, permission } = endpoint
      const answer = await app.inject({ method, url: toUrl(path), headers: signedInAs(group) })
      const what = `${method} ${path}: ${answer.statusCode} ${answer.body}`
      // Whoever is signed in may see and change themselves: the user that is asked for here is another.
      const isOther = permission === 'signed-in' && answer.body.endsWith(' yourself')
      if (mayCall(group, endpoint)) assert.ok(isOther || ![401, 403, 500].includes(answer.statusCode), what)
      else assert.ok(answer.statusCode === 403 && answer.body.includes(permission), what)
    }
  })
}

test('what is public answers without a sign-in, and what is not does not', async () => {
  for (const endpoint of endpoints) {
    const answer = await app.inject({ method: endpoint.method, url: toUrl(endpoint.path) })
    const refused = answer.statusCode === 401 || answer.statusCode === 403
    assert.equal(refused, !mayCall('nobody', endpoint), `${endpoint.method} ${endpoint.path}: ${answer.statusCode}`)
  }
})

test('an address that is written otherwise reaches nothing that its own spelling does not', async () => {
  const tricks = [
    '//users',
    '/./users',
    '/x/../users',
    '/%2e%2e/users',
    '/USERS',
    '/users/',
    '/users;a',
    '/users%00',
    '/users%2f',
  ]
  // Whatever stands below it is answered with the console's own page, once that has been built.
  const page = await app.inject({ url: '/console/' })
  for (const url of [...tricks, '/clients/../users', '/console/..%2fusers', '/console/%2e%2e/%2e%2e/etc/passwd'])
    for (const headers of [{}, signedInAs('operator')]) {
      const answer = await app.inject({ url, headers })
      const isPage = url.startsWith('/console/') && page.statusCode === 200 && answer.body === page.body
      assert.ok(isPage || [400, 401, 403, 404].includes(answer.statusCode), `${url}: ${answer.statusCode}`)
      assert.doesNotMatch(answer.body, /"email"|root:/, url)
    }
})

test('a document that brings fields of its own sets nothing that its endpoint does not take', async () => {
  const operator = signedInAs('operator')
  const { passwordHash } = (await stores.users.account('operator@example.org')) ?? {}
  const own = { firstname: 'Grace', _id: 'f'.repeat(24), passwordHash: 'x', token: 'x', locked: true, permissions: {} }
  for (const body of [{ ...own, groups: ['admin'] }, own, { ...own, __proto__: { groups: ['admin'] } }])
    await app.inject({ method: 'PUT', url: '/users/operator@example.org', headers: operator, payload: body })
  const text = '{"firstname":"Grace","__proto__":{"groups":["admin"]},"constructor":{"prototype":{"groups":["admin"]}}}'
  const headers = { ...operator, 'content-type': 'application/json' }
  await app.inject({ method: 'PUT', url: '/users/operator@example.org', headers, payload: text })
  const after = await stores.users.account('operator@example.org')
  assert.deepEqual(after?.user.groups, ['operator'])
  assert.equal(after?.passwordHash, passwordHash)
  assert.equal((await app.inject({ url: '/users', headers: operator })).statusCode, 403)
})
