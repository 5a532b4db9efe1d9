import assert from 'node:assert/strict'
import { Agent, request } from 'node:https'
import { test } from 'node:test'
import type { TLSSocket } from 'node:tls'
import { authority, type Pair } from './certificates.ts'
import { curl, withCertificate } from './curl.ts'
import { type Program, run, startProgram } from './program.ts'
import { startUpstream } from './upstream.ts'

const sha1 = (pem: string) =>
  run('openssl', ['x509', '-noout', '-fingerprint', '-sha1'], { input: pem }).trim().split('=')[1] ?? ''

/** One request over an agent's connection: its status, and whether connection and session were there before. */
const ask = (url: string, agent: Agent) =>
  new Promise<{ status: number; kept: boolean; resumed: boolean }>((resolve, reject) => {
    const outgoing = request(url, { agent }, (response) => {
      const resumed = (response.socket as TLSSocket).isSessionReused()
      response
        .resume()
        .on('end', () => resolve({ status: response.statusCode ?? 0, kept: outgoing.reusedSocket, resumed }))
    })
    outgoing.on('error', reject).end()
  })

async function withLab(context: { after: (end: () => Promise<void>) => void }, env: Record<string, string> = {}) {
  const upstream = await startUpstream()
  const program = await startProgram({ workers: 2, env })
  context.after(async () => {
    await program.end()
    await upstream.stop()
  })
  await program.makeChannel({ name: 'lab' }, upstream.port)
  return program
}

const trust = async (program: Program, cert: string) => {
  assert.equal((await program.call('POST', '/keystore/ca/cert', { cert })).status, 201)
  assert.equal((await program.call('POST', '/restart')).status, 200)
}
const getStatus = async (program: Program, pair: Pair) =>
  (await curl(...withCertificate(pair), `${program.https}/lab`)).status

test('a revoked certificate is refused on a connection that is open already, and no session is resumed past it on any worker', async (context) => {
  const program = await withLab(context)
  await program.makeClient({ clientID: 'clinic-1', clientDomain: 'clinic.example' })
  const [client] = await program.get<{ _id: string }[]>('/clients')
  assert.equal((await program.call('POST', '/authority', { commonName: 'Exchange CA' })).status, 201)
  const issued = await program.call('POST', '/authority/certificates', { client: client?._id })
  const { _id, certificate, key } = issued.json() as { _id: string; certificate: string; key: string }
  const identity = { cert: certificate, key, rejectUnauthorized: false }
  const keeping = new Agent({ ...identity, keepAlive: true, maxSockets: 1, maxCachedSessions: 0 })
  const resuming = new Agent({ ...identity, keepAlive: false })
  context.after(async () => keeping.destroy())
  const url = `${program.https}/lab`

  assert.deepEqual(await ask(url, keeping), { status: 200, kept: false, resumed: false })
  assert.deepEqual(await ask(url, keeping), { status: 200, kept: true, resumed: false })
  // Connections are dealt to the workers in turn: a session is good at each of them, and recognises its client there.
  assert.deepEqual(await ask(url, resuming), { status: 200, kept: false, resumed: false })
  for (let i = 0; i < 6; i++)
    assert.deepEqual(await ask(url, resuming), { status: 200, kept: false, resumed: true }, `connection ${i + 2}`)

  assert.equal((await program.call('POST', `/authority/certificates/${_id}/revoke`, {})).status, 200)
  const { status, kept } = await ask(url, keeping)
  assert.deepEqual([status, kept], [401, true])
  // The session ended with the trust that it began under. One that begins now is refused too, at every worker.
  assert.deepEqual(await ask(url, resuming), { status: 401, kept: false, resumed: false })
  for (let i = 0; i < 3; i++) assert.equal((await ask(url, resuming)).status, 401)
})

test("a client is known by OpenHIM's SHA-1 string of its certificate; strict, nobody is known by that of an authority", async (context) => {
  const program = await withLab(context)
  const [exchange, other] = [authority('Exchange CA'), authority('Other CA')]
  const [pinned, second] = [exchange.issue('anything'), other.issue('anything-else')]
  await program.makeClient({ clientID: 'pinned', certFingerprint: sha1(pinned.pem) })
  await program.makeClient({ clientID: 'by-authority', certFingerprint: sha1(other.pem) })
  await trust(program, exchange.pem + other.pem)
  assert.equal(await getStatus(program, pinned), 200)
  assert.equal(await getStatus(program, exchange.issue('anything')), 401, 'another certificate of the same name')
  assert.equal(await getStatus(program, second), 401)
})

test('in-chain, a client is known by the authority of its certificate, and by the certificate itself before that', async (context) => {
  const program = await withLab(context, { MEDIARY_TLS_CLIENT_LOOKUP_TYPE: 'in-chain' })
  const [exchange, stranger] = [authority('Exchange CA'), authority('Exchange CA')]
  const own = exchange.issue('own.example')
  await program.makeClient({ clientID: 'by-authority', certFingerprint: sha1(exchange.pem) })
  await program.makeClient({ clientID: 'own', roles: ['other'], certFingerprint: sha1(own.pem) })
  await trust(program, exchange.pem)
  assert.equal(await getStatus(program, exchange.issue('anybody')), 200)
  // Its client may not use the channel: it was recognised, and not as the client of its authority.
  assert.equal(await getStatus(program, own), 403)
  // A name is nothing: OpenHIM followed it, and took an authority of the same name for the one that is trusted.
  assert.equal(await getStatus(program, stranger.issue('anybody')), 401)
})

test('a renewed authority of the same name is trusted beside the former one, with TLS 1.2 and 1.3', async (context) => {
  const program = await withLab(context)
  const [former, renewed, stranger] = [1, 2, 3].map(() => authority('Exchange CA'))
  const limited = authority('Exchange CA', ['nameConstraints=critical,permitted;DNS:other.example'])
  const outside = limited.issue('clinic.example', { subjectAltName: 'DNS:clinic.example' })
  await program.makeClient({ clientID: 'clinic-1', clientDomain: 'clinic.example' })
  await trust(program, [former, renewed, limited].map((one) => one?.pem).join(''))
  const pairs = [former, renewed, stranger].map((one) => one?.issue('clinic.example') ?? assert.fail())
  for (const version of ['1.2', '1.3']) {
    const statuses = []
    for (const pair of [...pairs, outside])
      statuses.push((await curl('--tls-max', version, ...withCertificate(pair), `${program.https}/lab`)).status)
    assert.deepEqual(statuses, [200, 200, 401, 401], `TLS ${version}`)
  }
  const codes = (await program.get<{ code: string }[]>('/refusals')).map(({ code }) => code)
  assert.deepEqual([codes.includes('untrusted-certificate'), codes.includes('malformed')], [true, false])
})
