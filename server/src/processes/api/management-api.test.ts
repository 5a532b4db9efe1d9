import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api } from '@mediary/contract/api'
import type { Endpoint } from '@mediary/contract/api/endpoint'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { z } from 'zod'
import { noPreferences } from '../../testing/no-preferences.ts'
import { wholeApi } from '../../testing/whole-api.ts'

const { app, stores } = await wholeApi()

const call = (options: InjectOptions): Promise<LightMyRequestResponse> => app.inject(options)

const endpoints = Object.values(api).flatMap((concept) => Object.values(concept) as Endpoint[])
const id = 'f'.repeat(24)
const toUrl = ({ path }: Endpoint) => path.replace(/:\w+/g, id)
const basic = `Basic ${Buffer.from('ada@example.org:correct horse battery').toString('base64')}`

for (const endpoint of endpoints.filter(({ permission }) => permission !== 'public')) {
  const { method } = endpoint
  const url = toUrl(endpoint)

  test(`nobody may ${method} ${endpoint.path} without signing in`, async () => {
    for (const cookie of [undefined, 'mediary.sess=forged']) {
      const answer = await call({ method, url, headers: cookie ? { cookie } : {} })
      const text = url.startsWith('/fhir/') ? answer.json().issue[0].diagnostics : answer.body
      assert.deepEqual([answer.statusCode, text], [401, 'Unauthorized'])
      assert.equal(answer.headers['www-authenticate'], undefined)
    }
  })
}

const nurse = {
  email: 'nurse@example.org',
  firstname: 'a',
  surname: 'b',
  groups: [],
  password: 'another long password',
  ...noPreferences,
}
await stores.users.create(nurse, [])
const asNurse = `Basic ${Buffer.from(`${nurse.email}:${nurse.password}`).toString('base64')}`
const isList = ({ method, response, resource }: Endpoint) =>
  method === 'GET' && response instanceof z.ZodArray && resource === undefined

for (const { path } of endpoints.filter(({ listed }) => listed)) {
  test(`whoever may see nothing of ${path} gets an empty list`, async () => {
    const query = { startDate: '2026-01-01', endDate: '2026-01-02', filterLimit: '10', filterPage: '0', filters: '{}' }
    const known = endpoints.find((one) => one.path === path && one.listed)?.query?.shape ?? {}
    const asked = Object.entries(query).filter(([name]) => name in known)
    const url = `${path.replace(':ts', 'day').replace(/:\w+/g, id)}?${new URLSearchParams(asked)}`
    const answer = await call({ url, headers: { authorization: asNurse } })
    assert.deepEqual([answer.statusCode, answer.body], [200, '[]'])
  })
}

test('a list is answered for everybody if its entries can be permitted one by one, otherwise it is refused', () => {
  for (const endpoint of endpoints.filter(isList)) {
    const { path, permission, listed = false } = endpoint
    // What signs clients in is a setting, not a list of clients; OpenHIM answers 403 (management-api §3.6).
    const isSetting = path === '/authentication/types' || path === '/authentication/issuers'
    // Each view names the list that one must be allowed to see.
    const oneByOne = (permission.endsWith('-all') && !isSetting) || path === '/saved-views'
    assert.equal(listed, oneByOne, path)
  }
})

test('whoever holds no user role may do what needs only a sign-in, see empty lists, and nothing else', async () => {
  const authorization = asNurse
  const open = ['public', 'signed-in']
  for (const endpoint of endpoints.filter(({ permission, listed }) => !listed && !open.includes(permission))) {
    const answer = await call({ method: endpoint.method, url: toUrl(endpoint), headers: { authorization } })
    assert.equal(answer.statusCode, 403, `${endpoint.method} ${endpoint.path}`)
    assert.ok(answer.body.includes(endpoint.permission), answer.body)
  }
})

test('an administrator is never refused for want of a permission', async () => {
  for (const endpoint of endpoints.filter(({ method }) => method === 'GET')) {
    const answer = await call({ url: toUrl(endpoint), headers: { authorization: basic } })
    assert.ok(![401, 403, 500].includes(answer.statusCode), `${endpoint.path}: ${answer.statusCode} ${answer.body}`)
  }
})

test('the API is described for programs and for people, and the pages load nothing from elsewhere', async () => {
  const document = await call({ url: '/openapi.json' })
  assert.equal(document.json().openapi, '3.1.0')
  const page = await call({ url: '/documentation/' })
  assert.equal(page.statusCode, 200)
  assert.match(String(page.headers['content-type']), /^text\/html/)
  assert.doesNotMatch(page.body, /(src|href)="(https?:)?\/\//)
  const policy = String(page.headers['content-security-policy'])
  assert.match(policy, /^default-src 'none'; script-src 'self';/)
  assert.doesNotMatch(policy, /https?:|upgrade-insecure/)
  for (const [, path = ''] of page.body.matchAll(/(?:src|href)="\.?([^"]+)"/g))
    assert.equal((await call({ url: `/documentation${path}` })).statusCode, 200, path)
  const unknown = await call({ url: '/documentation/nothing' })
  assert.deepEqual([unknown.statusCode, unknown.body], [404, 'Not Found'])
  const { headers } = await call({ url: '/documentation/static/swagger-ui.css' })
  const again = { url: '/documentation/static/swagger-ui.css', headers: { 'if-none-match': String(headers.etag) } }
  assert.equal((await call(again)).statusCode, 304)
})

test('an unknown path is not found, for everyone', async () => {
  for (const headers of [{}, { authorization: basic }]) {
    const answer = await call({ url: '/no/such/path', headers })
    assert.deepEqual([answer.statusCode, answer.body], [404, 'Not Found'])
  }
})
