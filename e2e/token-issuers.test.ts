// Tokens of several identity providers, signed for real, against the whole program with two workers.
import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { exportJWK, SignJWT } from 'jose'
import type { Refusal } from './api.ts'
import { jwt, jwtSettings } from './jwt.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

const secret = 'another-shared-secret-that-is-long-enough-for-hs256'
const keycloak = 'https://id.example/realms/health'
const laboratory = 'https://lab.example'
const district = 'https://district.example'
const newPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
const [signing, spare] = [newPair(), newPair()]
const pairs = [signing, newPair(), spare]
const exportPem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString()

let program: Program
let upstream: Upstream
let keys: Server
const fetched = { count: 0 }

before(async () => {
  upstream = await startUpstream()
  const jwk = { ...(await exportJWK(signing.publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' }
  keys = createServer((_request, response) => {
    fetched.count++
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ keys: [jwk] }))
  }).listen(0, '127.0.0.1')
  await once(keys, 'listening')
  program = await startProgram({ workers: 2, env: jwtSettings })
  await program.makeChannel({ name: 'lab', allow: ['lab reader'] }, upstream.port)
  await program.makeChannel({ name: 'orders', allow: ['order writer'] }, upstream.port)
  await program.makeClient({ clientID: 'hospital', roles: ['lab reader', 'order writer'], password: 'correct horse' })
  await addIssuer({
    name: 'Keycloak of the ministry',
    issuer: keycloak,
    algorithms: ['RS256'],
    audience: ['mediary'],
    clientClaim: 'azp',
    leewaySeconds: 60,
    jwksUri: `http://127.0.0.1:${(keys.address() as AddressInfo).port}/certs`,
    roles: { claim: 'realm_access.roles', values: { 'lab-read': ['lab reader'], 'everything-else': ['director'] } },
  })
  await addIssuer({ name: 'Laboratory', issuer: laboratory, algorithms: ['HS256'], clientClaim: 'client_id', secret })
  const publicKeys = pairs.map(({ publicKey }) => exportPem(publicKey))
  await addIssuer({ name: 'District', issuer: district, algorithms: ['RS256'], publicKeys })
})
after(async () => {
  await program?.end()
  await upstream?.stop()
  keys?.close()
})

async function addIssuer(issuer: object) {
  const answer = await program.call('POST', '/authentication/issuers', issuer)
  assert.equal(answer.status, 201, answer.text)
}

type Wanted = { key?: KeyObject | undefined; kid?: string; expires?: number; alg?: string }

/** Signs a token as Keycloak does for a client with its own credentials. */
const sign = (claims: object, { key = signing.privateKey, kid, expires = 60, alg = 'RS256' }: Wanted = {}) =>
  new SignJWT({ iss: keycloak, aud: ['mediary', 'account'], azp: 'hospital', sub: 'a-uuid-of-keycloak', ...claims })
    .setProtectedHeader({ alg, typ: 'JWT', ...(kid && { kid }) })
    .setExpirationTime(Math.floor(Date.now() / 1000) + expires)
    .sign(key ?? Buffer.from(secret))

const reader = { realm_access: { roles: ['lab-read', 'offline_access'] } }

/** Each request comes on a connection of its own, so that both workers are asked in turn. */
async function ask(token: string, path = '/lab') {
  const headers = { authorization: `Bearer ${token}`, connection: 'close' }
  const answers = await Promise.all(Array.from({ length: 4 }, () => fetch(program.http + path, { headers })))
  const bodies = await Promise.all(answers.map((answer) => answer.text()))
  return { statuses: [...new Set(answers.map(({ status }) => status))], body: bodies[0] ?? '', first: answers[0] }
}

/** Returns the code of a refusal, and what the caller was told. */
async function findRefusal(token: string, path = '/lab') {
  const { statuses, first, body } = await ask(token, path)
  const id = first?.headers.get('x-mediary-refusal-id')
  const refusal = await until('the refusal is recorded', async () => {
    const [found] = await program.get<Refusal[]>(`/refusals?id=${id}`)
    return found
  })
  const { code } = JSON.parse(body)
  return { statuses, code: refusal.code, reason: refusal.reason, told: code }
}

test('each issuer has its own keys, its own claim for the client, and its own algorithm', async () => {
  assert.deepEqual((await ask(await sign(reader, { kid: 'key-1' }))).statuses, [200])
  const shared = { iss: laboratory, azp: undefined, client_id: 'hospital' }
  const symmetric = await new SignJWT(shared).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(secret))
  assert.deepEqual((await ask(symmetric)).statuses, [200])
  for (const { privateKey } of pairs)
    assert.deepEqual(
      (await ask(await sign({ iss: district, sub: 'hospital' }, { key: privateKey, kid: 'any' }))).statuses,
      [200],
    )
  assert.deepEqual((await ask(jwt({ sub: 'hospital' }))).statuses, [200], 'the issuer of the settings is still one')
  assert.ok(fetched.count <= 2, 'each worker fetched the key set once')
})

test('a narrowed token opens what it carries, and its client learns why not more', async () => {
  const token = await sign(reader)
  assert.deepEqual((await ask(token)).statuses, [200])
  const refused = await findRefusal(token, '/orders')
  assert.deepEqual([refused.statuses, refused.code, refused.told], [[403], 'narrowed-token', 'narrowed-token'])
  assert.deepEqual(
    (await findRefusal(await sign({}))).code,
    'narrowed-token',
    'a token without the claim carries nothing',
  )
  const other = await findRefusal(await sign({ realm_access: { roles: ['everything-else'] } }))
  assert.equal(other.code, 'narrowed-token', 'a token gives no role that its client does not have')
  assert.deepEqual((await ask(await sign({ iss: district, sub: 'hospital' }), '/orders')).statuses, [200])
})

test('a token is expired only after the leeway of its issuer', async () => {
  assert.deepEqual((await ask(await sign(reader, { expires: -30 }))).statuses, [200])
  assert.equal((await findRefusal(await sign(reader, { expires: -90 }))).code, 'expired-jwt')
  const strict = await sign({ iss: district, sub: 'hospital' }, { expires: -30 })
  assert.equal((await findRefusal(strict)).code, 'expired-jwt', 'the leeway of one issuer is not that of another')
})

test('what does not prove its client is refused, and only the record says why', async () => {
  const theirs = newPair()
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { iss: keycloak, aud: 'mediary', azp: 'hospital', ...reader }
  const forge = (head: object, key: string) => {
    const text = `${part(head)}.${part(claims)}`
    return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`
  }
  const pem = exportPem(signing.publicKey)
  const cases: [string, string, RegExp][] = [
    [
      'an issuer that nobody added',
      await sign({ ...reader, iss: 'https://evil.example' }),
      /^No issuer "https:\/\/evil/,
    ],
    ['no issuer', await sign({ ...reader, iss: undefined }), /names no issuer/],
    ['the name of another issuer', await sign({ ...reader, iss: laboratory }), /algorithm .* not accepted/],
    ['a public key as the shared secret', forge({ alg: 'HS256' }, pem), /algorithm .* not accepted/],
    ['the secret of another issuer', forge({ alg: 'HS256' }, secret), /algorithm .* not accepted/],
    ['no signature', `${part({ alg: 'none' })}.${part(claims)}.`, /./],
    ['an unknown key id', await sign(reader, { kid: 'key-2' }), /No key of the key set/],
    ['a key of another issuer', await sign(reader, { key: spare.privateKey }), /signature .* wrong/],
    [
      'a key of nobody',
      await sign({ iss: district, sub: 'hospital' }, { key: theirs.privateKey }),
      /No key of the key set/,
    ],
    ['another audience', await sign({ ...reader, aud: 'account' }), /wrong claim "aud"/],
    ['another claim for the client', await sign({ ...reader, azp: undefined }), /claim "azp" is missing/],
    ['a client that does not exist', await sign({ ...reader, azp: 'nobody' }), /which is no Client ID/],
  ]
  for (const [name, token, reason] of cases) {
    const refused = await findRefusal(token)
    assert.deepEqual([refused.statuses, refused.told], [[401], undefined], name)
    assert.match(refused.reason, reason, name)
  }
  assert.equal((await findRefusal(cases[0]?.[1] ?? '')).code, 'unknown-issuer')
})

test('an issuer that is changed or removed is obeyed by the next request, also for a token that was accepted', async () => {
  const token = await sign(reader)
  assert.deepEqual((await ask(token)).statuses, [200])
  const find = async () =>
    (await program.get<{ _id: string; issuer: string }[]>('/authentication/issuers')).find(
      ({ issuer }) => issuer === keycloak,
    )
  const { _id = '', ...shown } = (await find()) ?? {}
  const url = `/authentication/issuers/${_id}`
  const jwksUri = `http://127.0.0.1:${(keys.address() as AddressInfo).port}/certs`
  const settings = { name: 'Keycloak', issuer: keycloak, algorithms: ['RS256'], clientClaim: 'azp', jwksUri }
  const roles = { claim: 'realm_access.roles', values: { 'lab-read': ['order writer'] } }
  assert.ok(shown)
  assert.equal((await program.call('PUT', url, { ...settings, roles })).status, 200)
  assert.deepEqual([(await ask(token)).statuses, (await ask(token, '/orders')).statuses], [[403], [200]])
  assert.equal((await program.call('DELETE', url)).status, 200)
  assert.equal((await findRefusal(token, '/orders')).code, 'unknown-issuer')
})
