import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Endpoint } from '@mediary/contract/api/endpoint'
import type { Audit } from '@mediary/contract/operations/audits'
import { endpoints } from '../cli/permission-matrix.ts'
import { admin, basic } from '../testing/management.ts'
import { wholeApi } from '../testing/whole-api.ts'

const { app, stores } = await wholeApi()
const listAudits = () => stores.audits.list({ limit: 1000, page: 0, filters: {} })

/** Returns the status of a call, and the entries that stood in the store when it was answered. */
async function call(method: Endpoint['method'], url: string, headers: Record<string, string>, payload?: object) {
  const known = new Set((await listAudits()).map(({ _id }) => _id))
  const answer = await app.inject({ method, url, headers, ...(payload && { payload }) })
  const entries = (await listAudits()).filter(({ _id }) => !known.has(_id))
  return { status: answer.statusCode, body: answer.body, headers: answer.headers, entries }
}

async function signIn(): Promise<Record<string, string>> {
  const payload = { username: admin.email, password: admin.password }
  const answer = await app.inject({ method: 'POST', url: '/authenticate/local', payload })
  return { cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '' }
}

/** Names an entry by what it says: event, action, outcome, user and object. */
const describe = ({ eventIdentification, activeParticipant, participantObjectIdentification }: Audit) =>
  [
    eventIdentification.eventTypeCode?.displayName ?? eventIdentification.eventID?.displayName,
    eventIdentification.eventActionCode,
    eventIdentification.eventOutcomeIndicator,
    activeParticipant?.[1]?.userID,
    participantObjectIdentification?.[0]?.participantObjectID,
    participantObjectIdentification?.[0]?.participantObjectDetail?.value,
  ]
    .filter((text) => text !== undefined)
    .join(' | ')

const toUrl = ({ path }: Endpoint) => path.replace(':mechanism', 'basic-auth').replace(/:\w+/g, 'f'.repeat(24))
const toRoute = ({ method, path }: Endpoint) => `${method} ${path}`
const session = await signIn()

/** Calls that write, and change no configuration. See docs/decisions/0028-audit-log.md. */
const withoutEntry = [
  'POST /mediators/:urn/heartbeat',
  'POST /transactions',
  'PUT /transactions/:id',
  'POST /configuration/plan',
  'POST /channels/check-pattern',
  'POST /channels/check-search-key',
  'POST /channels/check-connection',
  'POST /channels/check-route',
  'POST /clients/new-token',
  'POST /clients/:id/try',
  'POST /metadata/validate',
  'POST /tasks/preview',
  'POST /user-roles/preview',
  'PUT /me/preferences',
]

for (const endpoint of endpoints.filter(({ method, permission }) => method !== 'GET' && permission !== 'public')) {
  const expected = withoutEntry.includes(toRoute(endpoint)) ? 0 : 1
  test(`${toRoute(endpoint)} of a user leaves ${expected} audit`, async () => {
    const { status, entries } = await call(endpoint.method, toUrl(endpoint), session, {})
    assert.equal(entries.length, expected, `${status}: ${entries.map(describe).join('; ')}`)
  })
}

test('management-api §3.7: calls that only read configuration leave no audit', async () => {
  for (const url of ['/clients', '/channels', '/users', '/transactions', '/me', '/audits-filter-options'])
    assert.deepEqual((await call('GET', url, session)).entries.map(describe), [], url)
})

test('a sign-in and a sign-out leave an audit, with the address, and a wrong password does', async () => {
  const wrong = await call('POST', '/authenticate/local', {}, { username: admin.email, password: 'wrong' })
  assert.deepEqual([wrong.status, wrong.entries.map(describe)], [401, [`Login | E | 8 | ${admin.email}`]])
  const right = await call('POST', '/authenticate/local', {}, { username: admin.email, password: admin.password })
  assert.deepEqual([right.status, right.entries.map(describe)], [200, [`Login | E | 0 | ${admin.email}`]])
  assert.equal(right.entries[0]?.activeParticipant?.[1]?.networkAccessPointID, '127.0.0.1')
  const cookie = String(right.headers['set-cookie']).split(';')[0] ?? ''
  const out = await call('GET', '/logout', { cookie })
  assert.deepEqual(out.entries.map(describe), [`Logout | E | 0 | ${admin.email} | GET /logout`])
})

test('a program that sends its password with every call leaves an audit with the first one, and with wrong passwords', async () => {
  const headers = { ...basic(admin.email, admin.password), 'x-forwarded-for': '10.1.2.3' }
  assert.deepEqual((await call('GET', '/clients', headers)).entries.map(describe), [`Login | E | 0 | ${admin.email}`])
  assert.deepEqual((await call('GET', '/clients', headers)).entries, [])
  const wrong = await call('GET', '/clients', basic(admin.email, 'wrong'))
  assert.deepEqual(wrong.entries.map(describe), ['Login | E | 8 | Unknown with ip 127.0.0.1'])
  assert.deepEqual((await call('GET', '/clients', {})).entries, [])
})

test('a change says who made it, of what, and how it ended, and holds no password', async () => {
  const user = {
    email: 'grace@example.org',
    firstname: 'Grace',
    surname: 'Hopper',
    groups: ['operator'],
    password: 'a very secret password',
  }
  const added = await call('POST', '/users', session, user)
  const type = 'User Security Attributes Changed'
  assert.deepEqual(added.entries.map(describe), [`${type} | C | 0 | ${admin.email} | POST /users | grace@example.org`])
  assert.ok(!JSON.stringify(added.entries).includes('very secret'))
  const again = await call('POST', '/users', session, user)
  assert.deepEqual(again.entries.map(describe), [`${type} | E | 4 | ${admin.email} | POST /users | grace@example.org`])
  const grace = basic(user.email, user.password)
  const refused = await call('DELETE', `/users/${admin.email}`, grace)
  assert.equal(refused.status, 403)
  assert.deepEqual(refused.entries.map(describe), [
    `${type} | D | 8 | grace@example.org | DELETE /users/${admin.email}`,
  ])
})

test('a token of a password link stands in no audit', async () => {
  const link = JSON.parse((await call('POST', '/users/grace@example.org/password-link', session)).body)
  const token = JSON.stringify(link).match(/[0-9A-Za-z_-]{32,}/)?.[0] ?? ''
  const used = await call('PUT', `/token/${token}`, {}, { password: 'another very secret one' })
  assert.equal(used.status, 200)
  assert.deepEqual(used.entries.map(describe), [
    'User Security Attributes Changed | U | 0 | Unknown with ip 127.0.0.1 | PUT /token/…',
  ])
  assert.ok(!JSON.stringify(await listAudits()).includes(token))
})

test('whoever has not signed in fills no audit log with refused calls', async () => {
  for (const [method, url] of [
    ['POST', '/clients'],
    ['PUT', '/token/x'],
    ['POST', '/setup'],
    ['GET', '/audits'],
  ] as const)
    assert.deepEqual((await call(method, url, {}, method === 'GET' ? undefined : {})).entries, [], url)
})

test('an export, and the use of the audit log, leave one audit for each call', async () => {
  const exported = await call('GET', '/metadata', session)
  assert.deepEqual(exported.entries.map(describe), [`Export | R | 0 | ${admin.email} | GET /metadata`])
  const used = await call('GET', '/audits?filterRepresentation=full&filterLimit=100', session)
  assert.deepEqual(used.entries.map(describe), [`Audit Log Used | R | 0 | ${admin.email} | GET /audits`])
  const missing = `/audits/${'f'.repeat(24)}`
  const one = await call('GET', missing, session)
  assert.deepEqual(one.entries.map(describe), [`Audit Log Used | R | 4 | ${admin.email} | GET ${missing}`])
  const bodies = await call('GET', '/audits/bodies', session)
  assert.deepEqual(bodies.entries.map(describe), [`Audit Log Used | R | 0 | ${admin.email} | GET /audits/bodies`])
})

test('a look at a transaction, at a body, and at a list with bodies leaves an audit', async () => {
  const url = `/transactions/${'f'.repeat(24)}`
  assert.deepEqual((await call('GET', url, session)).entries.map(describe), [
    `Patient Record | R | 4 | ${admin.email} | GET ${url}`,
  ])
  const body = await call('GET', `${url}/bodies/request`, session)
  assert.deepEqual(body.entries.map(describe), [`Export | R | 4 | ${admin.email} | GET ${url}/bodies/request`])
  const list = await call('GET', '/transactions?filterRepresentation=full', session)
  assert.deepEqual(list.entries.map(describe), [`Patient Record | R | 0 | ${admin.email} | GET /transactions`])
})
