import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, type KeyObject, sign as signBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { exportJWK } from 'jose'
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
const ours = generateKeyPairSync('rsa', { modulusLength: 2048 })
const theirs = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const exportPem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString()
const base = {
  audience: [],
  issuer: '',
  secretOrPublicKey: exportPem(ours.publicKey),
  jwksUri: '',
  clientClaim: 'sub',
  clockTolerance: 5,
}
const find = (clientID: string) => (clientID === 'clinic' ? { client: clinic } : undefined)
/** The verification of tokens with one issuer, as the settings give it. */
const jwt = (settings: Parameters<typeof toConfiguredIssuer>[0], findClient: Parameters<typeof verifyTokens>[1]) => {
  const issuer = toConfiguredIssuer(settings)
  const issuers = issuer ? [issuer] : []
  return verifyTokens(() => issuers, findClient)
}

const verify = jwt({ ...base, algorithms: ['RS256'] }, find)

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const soon = Math.floor(Date.now() / 1000) + 60
const claims = { sub: 'clinic', exp: soon }
/** Signed with the key whatever the header says. */
function token(head: unknown, payload: unknown, key: KeyObject = ours.privateKey) {
  const text = `${part(head)}.${part(payload)}`
  return `${text}.${signBytes('sha256', Buffer.from(text), key).toString('base64url')}`
}
const hmac = (head: object, secret: string) => {
  const text = `${part(head)}.${part(claims)}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}
const recognised = (finding: Awaited<ReturnType<typeof verify>>) => finding !== 'nothing' && 'client' in finding

test('the token that all tricks begin from is good', async () => {
  assert.ok(recognised(await verify(`Bearer ${token({ alg: 'RS256' }, claims)}`)))
})

const embedded = await exportJWK(theirs.publicKey)
const good = token({ alg: 'RS256' }, claims)
const [head = '', payload = '', signature = ''] = good.split('.')
const tricks: Record<string, string> = {
  'no algorithm': `${part({ alg: 'none' })}.${payload}.`,
  'no algorithm, in capitals': `${part({ alg: 'NONE' })}.${payload}.`,
  'no algorithm, with a signature': `${part({ alg: 'none' })}.${payload}.${signature}`,
  'an algorithm that is empty': token({ alg: '' }, claims),
  'an algorithm that is a list': token({ alg: ['RS256', 'none'] }, claims),
  'the algorithm twice, the first none': token('{"alg":"none","alg":"RS256"}', claims, theirs.privateKey),
  'the algorithm twice, the last none': `${part('{"alg":"RS256","alg":"none"}')}.${payload}.`,
  'the public key as a shared secret': hmac({ alg: 'HS256' }, exportPem(ours.publicKey)),
  'the public key without its last line break as a shared secret': hmac(
    { alg: 'HS256' },
    exportPem(ours.publicKey).trim(),
  ),
  'an empty secret': hmac({ alg: 'HS256' }, ''),
  'another algorithm of the same key': token({ alg: 'PS256' }, claims),
  'padding after its signature': `${good}==`,
  'padding after its head': `${head}=.${payload}.${signature}`,
  'stray bits after its signature': `${good.slice(0, -1)}${String.fromCharCode(good.charCodeAt(good.length - 1) + 1)}`,
  'no signature': `${head}.${payload}.`,
  'no third part': `${head}.${payload}`,
  'another payload under the signature': `${head}.${part({ ...claims, admin: true })}.${signature}`,
  'a key of its own in the head': token({ alg: 'RS256', jwk: embedded }, claims, theirs.privateKey),
  'a certificate of its own in the head': token({ alg: 'RS256', x5c: ['MIIB'] }, claims, theirs.privateKey),
  'a key id that climbs': token({ alg: 'RS256', kid: '../../../dev/null' }, claims, theirs.privateKey),
  'a key id that is SQL': token({ alg: 'RS256', kid: "' or '1'='1" }, claims, theirs.privateKey),
  'a critical header that nobody knows': token({ alg: 'RS256', crit: ['trust-me'], 'trust-me': true }, claims),
  'a critical header that is not there': token({ alg: 'RS256', crit: ['exp'] }, claims),
  'a payload that is not encoded': token({ alg: 'RS256', b64: false, crit: ['b64'] }, claims),
  'an expiry that has passed': token({ alg: 'RS256' }, { ...claims, exp: soon - 3600 }),
  'an expiry that is text': token({ alg: 'RS256' }, { ...claims, exp: String(soon) }),
  'an expiry that is null': token({ alg: 'RS256' }, { ...claims, exp: null }),
  'a beginning that is to come': token({ alg: 'RS256' }, { ...claims, nbf: soon }),
  'a payload that is a list': token({ alg: 'RS256' }, [claims]),
  'a payload that is no JSON': token({ alg: 'RS256' }, 'sub=clinic'),
  'a subject that is a list': token({ alg: 'RS256' }, { ...claims, sub: ['clinic'] }),
  'a subject that is an object': token({ alg: 'RS256' }, { ...claims, sub: { toString: 'clinic' } }),
  'a token that is encrypted': `${part({ alg: 'dir', enc: 'A128GCM' })}..AAAA.AAAA.AAAA`,
}

for (const [trick, forged] of Object.entries(tricks))
  test(`a token with ${trick} recognises nobody`, async () => {
    assert.ok(!recognised(await verify(`Bearer ${forged}`)))
  })

test('a signature of zeros is none', async () => {
  const elliptic = jwt({ ...base, algorithms: ['ES256'], secretOrPublicKey: exportPem(ec.publicKey) }, find)
  for (const bytes of [Buffer.alloc(64), Buffer.alloc(0)])
    assert.ok(!recognised(await elliptic(`Bearer ${part({ alg: 'ES256' })}.${payload}.${bytes.toString('base64url')}`)))
})

test('no address that a token names is asked for a key', async (context) => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response
      .setHeader('Content-Type', 'application/json')
      .end(JSON.stringify({ keys: [{ ...embedded, kid: 'mine', alg: 'RS256' }] }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => server.close())
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (const where of [{ jku: `${address}/keys` }, { x5u: `${address}/certificate` }])
    assert.ok(
      !recognised(await verify(`Bearer ${token({ alg: 'RS256', kid: 'mine', ...where }, claims, theirs.privateKey)}`)),
    )
  assert.deepEqual(asked, [])
})
