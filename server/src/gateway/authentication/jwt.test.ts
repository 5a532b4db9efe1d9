import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { exportJWK, SignJWT } from 'jose'
import type { ClientIdentity } from '../../clients/index.ts'
import { toConfiguredIssuer } from '../../system/index.ts'
import { jwt as verifyTokens } from './jwt.ts'

const clinic: ClientIdentity = {
  id: 'a'.repeat(24),
  clientID: 'clinic',
  roles: [],
  credentials: [],
  passwords: [],
  hasCertificate: false,
  hasSubject: false,
}
const find = (clientID: string) => (clientID === 'clinic' ? { client: clinic } : undefined)
const settings = {
  algorithms: ['RS256', 'ES256'],
  audience: [],
  issuer: '',
  secretOrPublicKey: '',
  jwksUri: '',
  clientClaim: 'sub',
  clockTolerance: 5,
}

const sign = (key: KeyObject, alg: string, kid?: string) =>
  new SignJWT({})
    .setProtectedHeader({ alg, ...(kid && { kid }) })
    .setSubject('clinic')
    .setExpirationTime('1m')
    .sign(key)
const publicPem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString()

/** The verification of tokens with one issuer, as the settings give it. */
const jwt = (settings: Parameters<typeof toConfiguredIssuer>[0], findClient: Parameters<typeof verifyTokens>[1]) => {
  const issuer = toConfiguredIssuer(settings)
  const issuers = issuer ? [issuer] : []
  return verifyTokens(() => issuers, findClient)
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })

for (const [alg, pair] of [
  ['RS256', rsa],
  ['ES256', ec],
] as const) {
  test(`a token signed with ${alg} is verified with the public key`, async () => {
    const verify = jwt({ ...settings, secretOrPublicKey: publicPem(pair.publicKey) }, find)
    const finding = await verify(`Bearer ${await sign(pair.privateKey, alg)}`)
    assert.ok(finding !== 'nothing' && 'client' in finding && finding.client === clinic)
  })
}

test('a token signed with another key is refused', async () => {
  const verify = jwt({ ...settings, secretOrPublicKey: publicPem(rsa.publicKey) }, find)
  const another = generateKeyPairSync('rsa', { modulusLength: 2048 })
  assert.deepEqual(await verify(`Bearer ${await sign(another.privateKey, 'RS256')}`), {
    code: 'bad-jwt',
    reason: 'The signature of the JSON Web Token is wrong',
  })
})

test('a public key is not taken for a shared secret', async () => {
  const pem = publicPem(rsa.publicKey)
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const head = `${part({ alg: 'HS256' })}.${part({ sub: 'clinic' })}`
  const forged = `${head}.${createHmac('sha256', pem).update(head).digest('base64url')}`
  const finding = await jwt({ ...settings, secretOrPublicKey: pem }, find)(`Bearer ${forged}`)
  assert.deepEqual(finding, { code: 'bad-jwt', reason: 'The algorithm of the JSON Web Token is not accepted' })
})

test('the keys of a set are fetched once, and an unknown key id does not make them be fetched again and again', async (context) => {
  const state = { fetched: 0 }
  const jwk = { ...(await exportJWK(ec.publicKey)), kid: 'one', alg: 'ES256' }
  const server = createServer((_request, response) => {
    state.fetched++
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ keys: [jwk] }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => server.close())
  const verify = jwt({ ...settings, jwksUri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys` }, find)

  const good = `Bearer ${await sign(ec.privateKey, 'ES256', 'one')}`
  for (let i = 0; i < 3; i++) {
    const finding = await verify(good)
    assert.ok(finding !== 'nothing' && 'client' in finding)
  }
  for (let i = 0; i < 20; i++) {
    const finding = await verify(`Bearer ${await sign(ec.privateKey, 'ES256', `unknown-${i}`)}`)
    assert.deepEqual(finding, { code: 'bad-jwt', reason: 'No key of the key set signed the JSON Web Token' })
  }
  assert.equal(state.fetched, 1)
})

/** A key set on loopback; its address. */
async function serveKeys(context: TestContext, keys: object[]) {
  const server = createServer((_request, response) =>
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ keys })),
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`
}

test('each key of a set without key ids is tried, whatever its place', async (context) => {
  const pairs = Array.from({ length: 3 }, () => generateKeyPairSync('ec', { namedCurve: 'P-256' }))
  const keys = await Promise.all(pairs.map(({ publicKey }) => exportJWK(publicKey)))
  const verify = jwt({ ...settings, jwksUri: await serveKeys(context, keys) }, find)
  for (const { privateKey } of pairs) {
    const finding = await verify(`Bearer ${await sign(privateKey, 'ES256')}`)
    assert.ok(finding !== 'nothing' && 'client' in finding)
  }
  assert.deepEqual(await verify(`Bearer ${await sign(ec.privateKey, 'ES256')}`), {
    code: 'bad-jwt',
    reason: 'No key of the key set signed the JSON Web Token',
  })
  const expired = new SignJWT({}).setProtectedHeader({ alg: 'ES256' }).setSubject('clinic').setExpirationTime(1)
  const late = await verify(`Bearer ${await expired.sign(pairs[1]?.privateKey ?? ec.privateKey)}`)
  assert.ok(late !== 'nothing' && 'code' in late && late.code === 'expired-jwt')
})

test('another claim than sub may name the client', async () => {
  const verify = jwt({ ...settings, clientClaim: 'azp', secretOrPublicKey: publicPem(ec.publicKey) }, find)
  const token = (claims: object) =>
    new SignJWT({ ...claims }).setProtectedHeader({ alg: 'ES256' }).setSubject('a uuid').sign(ec.privateKey)
  const finding = await verify(`Bearer ${await token({ azp: 'clinic' })}`)
  assert.ok(finding !== 'nothing' && 'client' in finding)
  for (const claims of [{}, { azp: '' }, { azp: ['clinic'] }])
    assert.deepEqual(await verify(`Bearer ${await token(claims)}`), {
      code: 'bad-jwt',
      reason: 'The JSON Web Token names no client: its claim "azp" is missing',
    })
})

test('the clock of an issuer may differ by as much as the setting says', async () => {
  const secretOrPublicKey = publicPem(ec.publicKey)
  const now = Math.floor(Date.now() / 1000)
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256' })
    .setSubject('clinic')
    .setNotBefore(now + 60)
    .setExpirationTime(now + 120)
    .sign(ec.privateKey)
  const refused = await jwt({ ...settings, secretOrPublicKey }, find)(`Bearer ${token}`)
  assert.ok(refused !== 'nothing' && 'code' in refused)
  const accepted = await jwt({ ...settings, clockTolerance: 90, secretOrPublicKey }, find)(`Bearer ${token}`)
  assert.ok(accepted !== 'nothing' && 'client' in accepted)
})

test('a token that is far too long is refused before it is looked at', async () => {
  const verify = jwt({ ...settings, secretOrPublicKey: publicPem(rsa.publicKey) }, find)
  assert.deepEqual(await verify(`Bearer ${'a'.repeat(9000)}.b.c`), {
    code: 'bad-jwt',
    reason: 'The JSON Web Token is too long',
  })
})
