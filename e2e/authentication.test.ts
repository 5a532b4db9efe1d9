import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { request as httpsRequest } from 'node:https'
import { after, before, test } from 'node:test'
import type { RefusalCode } from '@mediary/contract/operations/refusals'
import type { Refusal, Transaction } from './api.ts'
import { authority, type Pair } from './certificates.ts'
import { curl, withCertificate } from './curl.ts'
import { jwt, jwtSettings } from './jwt.ts'
import { type Program, run, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

const shared = {} as { program: Program; upstream: Upstream; trusted: ReturnType<typeof authority>; clinic: Pair }

before(async () => {
  const upstream = await startUpstream()
  const program = await startProgram({ env: jwtSettings })
  const trusted = authority('Exchange CA')
  const clinic = trusted.issue('clinic.example')
  Object.assign(shared, { program, upstream, trusted, clinic })

  await program.makeChannel({ name: 'lab' }, upstream.port)
  await program.makeChannel({ name: 'pharmacy', allow: ['pharmacist'] }, upstream.port)
  await program.makeChannel({ name: 'closed', status: 'disabled' }, upstream.port)
  await program.makeChannel({ name: 'elsewhere', whitelist: ['10.20.0.0/16', '2001:db8::/32'] }, upstream.port)
  await program.makeChannel({ name: 'nearby', whitelist: ['127.0.0.0/8'] }, upstream.port)
  await program.makeChannel({ name: 'open', authType: 'public', allow: [] }, upstream.port)
  await program.makeClient({ clientID: 'by-password', password: 'correct horse' })
  await program.makeClient({ clientID: 'by-token', customTokenID: 'tok-12345' })
  await program.makeClient({ clientID: 'by-jwt', password: 'another password' })
  await program.makeClient({ clientID: 'by-certificate', clientDomain: 'clinic.example' })
  await program.makeClient({ clientID: 'by-san', clientDomain: 'san.example' })
  await program.makeClient({
    clientID: 'pinned',
    clientDomain: 'pinned.example',
    certFingerprint: fingerprint(trusted.issue('another.example').cert),
  })
  await program.makeClient({
    clientID: 'from-openhim',
    passwordAlgorithm: 'sha512',
    passwordSalt: '1234567890',
    passwordHash: openHimHash,
  })
  await program.makeChannel({ name: 'byname', allow: ['by-password'] }, upstream.port)
  assert.equal((await program.call('POST', '/keystore/ca/cert', { cert: trusted.pem })).status, 201)
  assert.equal((await program.call('POST', '/restart')).status, 200)
})
after(async () => {
  await shared.program?.end()
  await shared.upstream?.stop()
})

// sha512 of "password" followed by the salt 1234567890.
const openHimHash =
  '28dce3506eca8bb3d9d5a9390135236e8746f15ca2d8c86b8d8e653da954e9e3632bf9d85484ee6e9b28a3ada30eec89add42012b185bd9a4a36a07ce08ce2ea'

const fingerprint = (cert: string) =>
  run('openssl', ['x509', '-in', cert, '-noout', '-fingerprint', '-sha256']).trim().split('=')[1]

/** The request is answered by the upstream, and the newest transaction names the client. */
async function passes(as: { client: string; by: string }, path: string, ...credential: string[]) {
  const { program, upstream } = shared
  const before = upstream.seen.length
  const answer = await curl(...credential, (credential.includes('--cert') ? program.https : program.http) + path)
  assert.deepEqual(answer, { status: 200, body: 'answered\n' })
  assert.equal(upstream.seen.length, before + 1)
  assert.equal(upstream.seen.at(-1)?.headers['x-openhim-clientid'], as.client)
  assert.equal(upstream.seen.at(-1)?.headers.authorization, undefined)
  const [newest] = await program.get<Transaction[]>('/transactions?filterLimit=1')
  const clients = await program.get<{ _id: string; clientID: string }[]>('/clients')
  assert.equal(clients.find(({ _id }) => _id === newest?.clientID)?.clientID, as.client)
  assert.equal(newest?.authentication, `${as.by} as ${as.client}`)
  assert.equal(newest?.status, 'Successful')
}

/** The request is refused with the status, for the reason, and nothing is forwarded or recorded as a transaction. */
async function refused(
  expected: { status: number; stage: string; reason: RegExp; code?: RefusalCode },
  path: string,
  ...credential: string[]
) {
  const { program, upstream } = shared
  const before = { seen: upstream.seen.length, newest: await newestId() }
  const answer = await curl(...credential, (credential.includes('--cert') ? program.https : program.http) + path)
  assert.equal(answer.status, expected.status, answer.body)
  assert.equal(upstream.seen.length, before.seen, 'nothing may reach the upstream')
  assert.equal(await newestId(), before.newest, 'nothing may stand in the transactions')
  const refusal = await until(`a refusal says ${expected.reason}`, async () => {
    const refusals = await program.get<Refusal[]>('/refusals?limit=20')
    return refusals.find(
      ({ reason, path: refusedPath }) => expected.reason.test(reason) && refusedPath === path.split('?')[0],
    )
  })
  assert.equal(refusal.stage, expected.stage)
  assert.equal(refusal.status, expected.status)
  assert.equal(refusal.clientIP, '127.0.0.1')
  if (expected.code) assert.equal(refusal.code, expected.code)
}

const newestId = async () => (await shared.program.get<Transaction[]>('/transactions?filterLimit=1'))[0]?._id

test('a client with the right password passes', () =>
  passes({ client: 'by-password', by: 'basic' }, '/lab/1', '-u', 'by-password:correct horse'))

test('a wrong password, an unknown client and no credential are refused with 401 and told apart for the administrator', async () => {
  await refused(
    { status: 401, stage: 'identify', reason: /password of client "by-password" is wrong/, code: 'wrong-password' },
    '/lab/wrong',
    '-u',
    'by-password:wrong',
  )
  await refused(
    { status: 401, stage: 'identify', reason: /No client has the Client ID "nobody"/, code: 'unknown-client' },
    '/lab/unknown',
    '-u',
    'nobody:x',
  )
  await refused({ status: 401, stage: 'identify', reason: /no credential/, code: 'no-credential' }, '/lab/none')
  await refused(
    { status: 401, stage: 'identify', reason: /"by-token" has no password/, code: 'no-password' },
    '/lab/other',
    '-u',
    'by-token:correct horse',
  )
})

test('401 challenges with the mechanisms that have one', async () => {
  const { headers } = await fetch(`${shared.program.http}/lab`)
  assert.match(headers.get('www-authenticate') ?? '', /Basic realm="Mediary".*Bearer/)
})

test("a password hash that OpenHIM's console made is accepted, and replaced by a stronger one", async () => {
  await passes({ client: 'from-openhim', by: 'basic' }, '/lab/legacy', '-u', 'from-openhim:password')
  await passes({ client: 'from-openhim', by: 'basic' }, '/lab/legacy', '-u', 'from-openhim:password')
})

test('a client with its custom token passes; another token is refused', async () => {
  await passes({ client: 'by-token', by: 'token' }, '/lab/2', '-H', 'Authorization: Custom tok-12345')
  await refused(
    { status: 401, stage: 'identify', reason: /No client has this custom token/, code: 'unknown-token' },
    '/lab/badtoken',
    '-H',
    'Authorization: Custom tok-99999',
  )
})

test('a client with a valid JSON Web Token passes', () =>
  passes({ client: 'by-jwt', by: 'jwt' }, '/lab/3', '-H', `Authorization: Bearer ${jwt({ sub: 'by-jwt' })}`))

test('a JSON Web Token that is expired, early, forged, for others or without algorithm is refused', async () => {
  const bearer = (token: string) => ['-H', `Authorization: Bearer ${token}`]
  const past = Math.floor(Date.now() / 1000) - 3600
  await refused(
    { status: 401, stage: 'identify', reason: /has expired/, code: 'expired-jwt' },
    '/lab/jwt1',
    ...bearer(jwt({ sub: 'by-jwt', exp: past })),
  )
  await refused(
    { status: 401, stage: 'identify', reason: /wrong claim "nbf"/ },
    '/lab/jwt2',
    ...bearer(jwt({ sub: 'by-jwt', nbf: past + 7200 })),
  )
  await refused(
    { status: 401, stage: 'identify', reason: /signature .* is wrong/ },
    '/lab/jwt3',
    ...bearer(jwt({ sub: 'by-jwt' }, { secret: 'another-secret-that-is-long-enough-too' })),
  )
  await refused(
    { status: 401, stage: 'identify', reason: /wrong claim "aud"/ },
    '/lab/jwt4',
    ...bearer(jwt({ sub: 'by-jwt', aud: 'another' })),
  )
  await refused(
    { status: 401, stage: 'identify', reason: /^No issuer "another"/, code: 'unknown-issuer' },
    '/lab/jwt5',
    ...bearer(jwt({ sub: 'by-jwt', iss: 'another' })),
  )
  await refused(
    { status: 401, stage: 'identify', reason: /algorithm .* not accepted/ },
    '/lab/jwt6',
    ...bearer(jwt({ sub: 'by-jwt' }, { alg: 'none' })),
  )
  await refused(
    { status: 401, stage: 'identify', reason: /is no Client ID/ },
    '/lab/jwt7',
    ...bearer(jwt({ sub: 'nobody' })),
  )
})

test('a client passes whose certificate has its Domain as common name or as DNS name', async () => {
  await passes({ client: 'by-certificate', by: 'tls' }, '/lab/4', ...withCertificate(shared.clinic))
  await passes(
    { client: 'by-san', by: 'tls' },
    '/lab/5',
    ...withCertificate(shared.trusted.issue('any name', { subjectAltName: 'DNS:san.example' })),
  )
})

test('a certificate that is unknown, expired, of another domain or bound to another is refused', async () => {
  const { trusted } = shared
  await refused(
    { status: 401, stage: 'identify', reason: /not trusted/ },
    '/lab/tls1',
    ...withCertificate(authority('Another CA').issue('clinic.example')),
  )
  await refused(
    { status: 401, stage: 'identify', reason: /has expired/ },
    '/lab/tls2',
    ...withCertificate(trusted.issue('clinic.example', { isExpired: true })),
  )
  await refused(
    { status: 401, stage: 'identify', reason: /No client has the Domain/ },
    '/lab/tls3',
    ...withCertificate(trusted.issue('stranger.example')),
  )
  await refused(
    { status: 401, stage: 'identify', reason: /bound to another certificate/ },
    '/lab/tls4',
    ...withCertificate(trusted.issue('pinned.example')),
  )
})

test('a known client without the role is refused with 403, on every mechanism', async () => {
  const expected = { status: 403, stage: 'authorise', reason: /may use the channel "pharmacy"/ }
  await refused(expected, '/pharmacy/1', '-u', 'by-password:correct horse')
  await refused(expected, '/pharmacy/2', '-H', 'Authorization: Custom tok-12345')
  await refused(expected, '/pharmacy/3', '-H', `Authorization: Bearer ${jwt({ sub: 'by-jwt' })}`)
  await refused(expected, '/pharmacy/4', ...withCertificate(shared.clinic))
})

test('a channel may allow a client by its id alone', async () => {
  await passes({ client: 'by-password', by: 'basic' }, '/byname/1', '-u', 'by-password:correct horse')
  await refused(
    { status: 403, stage: 'authorise', reason: /"by-token"/ },
    '/byname/2',
    '-H',
    'Authorization: Custom tok-12345',
  )
})

test('a disabled channel, an unknown path and a method that is not taken are 404 with the reason', async () => {
  const basic = ['-u', 'by-password:correct horse']
  await refused({ status: 404, stage: 'match', reason: /"closed" is disabled/ }, '/closed/1', ...basic)
  await refused({ status: 404, stage: 'match', reason: /No channel takes the path/ }, '/nowhere', ...basic)
  await refused(
    { status: 404, stage: 'match', reason: /"lab" does not take OPTIONS/ },
    '/lab/method',
    '-X',
    'OPTIONS',
    ...basic,
  )
})

test('an address list admits networks, and excludes all else', async () => {
  await passes({ client: 'by-password', by: 'basic' }, '/nearby/1', '-u', 'by-password:correct horse')
  await refused(
    { status: 403, stage: 'authorise', reason: /address 127.0.0.1 may not/ },
    '/elsewhere/1',
    '-u',
    'by-password:correct horse',
  )
})

test('a public channel asks nobody, and a claimed identity does not reach the upstream', async () => {
  const { program, upstream } = shared
  const answer = await curl('-H', 'X-OpenHIM-ClientID: by-password', `${program.http}/open/1`)
  assert.equal(answer.status, 200)
  assert.equal(upstream.seen.at(-1)?.headers['x-openhim-clientid'], undefined)
})

test('with several credentials the first that is right counts, in the order JWT, token, basic, certificate', async () => {
  await passes(
    { client: 'by-certificate', by: 'tls' },
    '/lab/both',
    '-u',
    'by-password:wrong',
    ...withCertificate(shared.clinic),
  )
  await passes(
    { client: 'by-password', by: 'basic' },
    '/lab/both',
    '-u',
    'by-password:correct horse',
    ...withCertificate(shared.clinic),
  )
})

test('openssl s_client gets an answer over TLS 1.2 and 1.3 with a client certificate', async () => {
  const { clinic, program } = shared
  for (const version of ['-tls1_2', '-tls1_3']) {
    const client = spawn('openssl', [
      's_client',
      '-connect',
      `localhost:${program.ports.https}`,
      '-cert',
      clinic.cert,
      '-key',
      clinic.key,
      version,
      '-quiet',
      '-ign_eof',
    ])
    client.stdin.end('GET /lab/s_client HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    let answer = ''
    for await (const data of client.stdout) answer += data
    assert.match(answer, /^HTTP\/1\.1 200/)
  }
})

test('a Node client with a certificate keeps its connection and is recognised on every request', async () => {
  const { clinic, program } = shared
  const { Agent } = await import('node:https')
  const agent = new Agent({
    key: clinic.keyPem,
    cert: clinic.pem,
    rejectUnauthorized: false,
    keepAlive: true,
    maxSockets: 1,
  })
  const get = () =>
    new Promise<number>((resolve, reject) => {
      httpsRequest(`${program.https}/lab/node`, { agent }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0))
      })
        .on('error', reject)
        .end()
    })
  assert.deepEqual([await get(), await get(), await get()], [200, 200, 200])
  agent.destroy()
})

test('a changed client, role or channel is obeyed by the very next request', async () => {
  const { program } = shared
  const ask = () => curl('-u', 'by-password:correct horse', `${program.http}/pharmacy/next`)
  for (let round = 0; round < 5; round++) {
    assert.equal((await ask()).status, 403)
    const [clinicRole] = await program
      .get<{ name: string; clients: unknown[] }[]>('/roles')
      .then((roles) => roles.filter(({ name }) => name === 'pharmacist'))
    assert.deepEqual(clinicRole?.clients, [])
    await program.call('PUT', '/roles/pharmacist', { clients: [{ clientID: 'by-password' }] })
    assert.equal((await ask()).status, 200)
    await program.call('PUT', '/roles/pharmacist', { clients: [] })
  }
})

test('a client that opens many connections at once is verified, and none is turned away', async () => {
  const { program } = shared
  await program.makeClient({ clientID: 'busy', password: 'the busy one' })
  const authorization = `Basic ${Buffer.from('busy:the busy one').toString('base64')}`
  const answers = await Promise.all(
    Array.from({ length: 64 }, () => fetch(`${program.http}/lab/busy`, { headers: { authorization } })),
  )
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200])
})
