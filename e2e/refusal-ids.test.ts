import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import type { Refusal } from './api.ts'
import { jwt, jwtSettings } from './jwt.ts'
import { type Program, startProgram } from './program.ts'
import { startUpstream, type Upstream } from './upstream.ts'

let program: Program
let upstream: Upstream
const tokens: Record<string, object> = { 'by-token': { customTokenID: 'tok-1' }, revoked: { customTokenID: 'tok-2' } }

before(async () => {
  upstream = await startUpstream()
  program = await startProgram({ workers: 2, env: jwtSettings })
  await program.makeChannel({ name: 'lab' }, upstream.port)
  await program.makeChannel(
    { name: 'pharmacy', allow: ['pharmacist'], corsOrigins: ['https://ui.test'] },
    upstream.port,
  )
  await program.makeChannel({ name: 'small', maxBodyBytes: 10 }, upstream.port)
  for (const clientID of ['hospital', 'disabled', 'early', 'by-token', 'revoked'])
    await program.makeClient({ clientID, ...(tokens[clientID] ?? { password: 'a right password' }) })
  await changeStatus('disabled')
  const validFrom = new Date(Date.now() + 3_600_000).toISOString()
  const id = await findClient('early')
  const [credential] = await program.get<{ _id: string }[]>(`/clients/${id}/credentials`)
  const added = await program.call('POST', `/clients/${id}/credentials`, {
    kind: 'basic',
    password: 'a coming password',
    validFrom,
  })
  assert.equal(added.status, 201, added.text)
  assert.equal((await program.call('DELETE', `/clients/${id}/credentials/${credential?._id}`)).status, 200)
  await revokeAll('revoked')
})
after(async () => {
  await program?.end()
  await upstream?.stop()
})

const findClient = async (clientID: string) =>
  (await program.get<{ _id: string; clientID: string }[]>('/clients')).find((one) => one.clientID === clientID)?._id ??
  ''

/** Revokes every credential of a client. */
async function revokeAll(clientID: string) {
  const path = `/clients/${await findClient(clientID)}/credentials`
  for (const { _id } of await program.get<{ _id: string }[]>(path))
    assert.equal((await program.call('DELETE', `${path}/${_id}`)).status, 200)
}

async function changeStatus(clientID: string) {
  const answer = await program.call('POST', `/clients/${await findClient(clientID)}/disable`, { reason: 'a reason' })
  assert.equal(answer.status, 200, answer.text)
}

const basic = (clientID: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${clientID}:${password}`).toString('base64')}`,
})
const bearer = (claims: Record<string, unknown>) => ({ authorization: `Bearer ${jwt(claims)}` })

async function send(path: string, headers: Record<string, string>, init: RequestInit = {}) {
  const answer = await fetch(program.http + path, { ...init, headers })
  const body = await answer.text()
  const id = answer.headers.get('x-mediary-refusal-id') ?? ''
  return { status: answer.status, id, body, headers: answer.headers }
}

/** The header and the body hold the id, by which the row is found. */
async function findRow({ id, body }: { id: string; body: string }) {
  assert.match(id, /^[0-9a-f]{24}$/)
  assert.ok(body.includes(id), body)
  const [row, ...others] = await program.get<Refusal[]>(`/refusals?id=${id}`)
  assert.deepEqual(others, [])
  assert.deepEqual(await program.get<Refusal[]>(`/refusals?find=${id}`), [row])
  assert.ok(row)
  return row
}

const unrecognised: [string, string, Record<string, string>][] = [
  ['no-credential', '/lab', {}],
  ['unknown-client', '/lab', basic('nobody', 'a right password')],
  ['wrong-password', '/lab', basic('hospital', 'wrong')],
  ['wrong-password', '/lab', basic('disabled', 'wrong')],
  ['wrong-password', '/lab', basic('early', 'wrong')],
  ['early-credential', '/lab', basic('early', 'a coming password')],
  ['no-password', '/lab', basic('by-token', 'wrong')],
  ['unknown-token', '/lab', { authorization: 'Custom nonsense' }],
  ['revoked-credential', '/lab', { authorization: 'Custom tok-2' }],
  ['unreadable-credential', '/lab', { authorization: 'Basic !' }],
  ['unknown-client', '/lab', bearer({ sub: 'nobody' })],
  ['expired-jwt', '/lab', bearer({ sub: 'hospital', exp: 1 })],
]

for (const accept of ['*/*', 'application/fhir+json', 'application/fhir+xml'])
  test(`every answer to a caller that was not recognised is the same but for the id: Accept ${accept}`, async () => {
    const seen = new Set<string>()
    for (const [code, path, headers] of unrecognised) {
      const answer = await send(path, { ...headers, accept })
      assert.equal(answer.status, 401)
      const row = await findRow(answer)
      assert.equal(row.code, code, row.reason)
      const rest: string[] = []
      answer.headers.forEach((value, name) => {
        if (name !== 'date') rest.push(`${name}: ${value}`)
      })
      seen.add(JSON.stringify([answer.status, rest, answer.body]).replaceAll(answer.id, 'ID'))
    }
    assert.equal(seen.size, 1, [...seen].join('\n'))
  })

const recognised: [string, number, string, Record<string, string>, RequestInit?][] = [
  ['not-allowed', 403, '/pharmacy', basic('hospital', 'a right password')],
  ['disabled-client', 403, '/lab', basic('disabled', 'a right password')],
  ['no-channel', 404, '/nowhere', basic('hospital', 'a right password')],
  ['wrong-method', 404, '/lab', basic('hospital', 'a right password'), { method: 'OPTIONS' }],
  ['too-large', 413, '/small', basic('hospital', 'a right password'), { method: 'POST', body: 'x'.repeat(100) }],
]

for (const [code, status, path, headers, init] of recognised)
  test(`a client that was recognised reads that it was refused for ${code}`, async () => {
    const answer = await send(path, headers, init)
    assert.equal(answer.status, status)
    const row = await findRow(answer)
    assert.equal(row.code, code)
    assert.equal(answer.headers.get('content-type'), 'application/problem+json')
    const { detail, refusalId, code: told } = JSON.parse(answer.body)
    assert.deepEqual({ detail, refusalId, told }, { detail: row.reason, refusalId: answer.id, told: code })
  })

test('a caller that was not recognised does not read why nothing takes its path', async () => {
  const answer = await send('/nowhere', {})
  assert.equal(answer.status, 404)
  assert.equal((await findRow(answer)).code, 'no-channel')
  assert.deepEqual(Object.keys(JSON.parse(answer.body)), ['type', 'title', 'status', 'refusalId'])
})

test('what is no request of HTTP is answered with an id too', async () => {
  const { port } = new URL(program.http)
  const text = await new Promise<string>((resolve, reject) => {
    let received = ''
    const socket = connect(Number(port), '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'))
    socket.on('data', (data) => {
      received += String(data)
    })
    socket.on('end', () => resolve(received)).on('error', reject)
  })
  const [, id = ''] = /X-Mediary-Refusal-ID: (\w+)/.exec(text) ?? []
  const [, body = ''] = text.split('\r\n\r\n')
  assert.equal((await findRow({ id, body })).code, 'malformed')
})

test('a page of another origin may read the id', async () => {
  const answer = await send('/pharmacy', { ...basic('hospital', 'a right password'), origin: 'https://ui.test' })
  assert.equal(answer.status, 403)
  assert.match(answer.headers.get('access-control-expose-headers') ?? '', /X-Mediary-Refusal-ID/)
})
