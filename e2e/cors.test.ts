import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, before, test } from 'node:test'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

const page = 'https://app.example'
let program: Program
let upstream: Upstream

before(async () => {
  program = await startProgram({ workers: 1 })
  upstream = await startUpstream((_seen, response) => {
    response.setHeader('Access-Control-Allow-Origin', 'https://upstream.example')
    response.setHeader('Vary', 'Accept')
    response.end('answered\n')
  })
  await program.makeClient({ clientID: 'clinic-1', password: 'correct horse' })
  const cors = { corsOrigins: [page, 'http://localhost:3000'], corsHeaders: ['Authorization', 'X-Facility'] }
  await program.makeChannel({ name: 'app', ...cors, corsCredentials: true }, upstream.port)
  await program.makeChannel({ name: 'any', authType: 'public', corsOrigins: ['*'] }, upstream.port)
  await program.makeChannel({ name: 'plain', authType: 'public', methods: ['GET', 'OPTIONS'] }, upstream.port)
})
after(async () => {
  await program.end()
  await upstream.stop()
})

// fetch would not send Origin, nor let a test choose the method of a preflight.
const ask = (path: string, method: string, headers: Record<string, string>) => {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; cors: Record<string, unknown> }>()
  const asked = request(program.http + path, { method, headers, agent: false }, (answer) => {
    answer.resume()
    const named = Object.entries(answer.headers).filter(([name]) => /^(access-control-.*|vary)$/.test(name))
    answer.on('end', () => resolve({ status: answer.statusCode ?? 0, cors: Object.fromEntries(named) }))
  })
  asked.on('error', reject)
  asked.end()
  return promise
}
const preflight = (path: string, origin: string, method = 'PUT') =>
  ask(path, 'OPTIONS', {
    Origin: origin,
    'Access-Control-Request-Method': method,
    'Access-Control-Request-Headers': 'authorization',
  })

const readable = {
  vary: 'Origin',
  'access-control-allow-origin': page,
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers':
    'X-OpenHIM-TransactionID, X-Mediary-Refusal-ID, Retry-After, RateLimit, RateLimit-Policy, Location, ETag, Link',
}

test('a preflight for a private channel is answered without credentials, and nothing is forwarded', async () => {
  const { status, cors } = await preflight('/app/x', page)
  assert.equal(status, 204)
  assert.deepEqual(cors, {
    ...readable,
    'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, HEAD',
    'access-control-allow-headers': 'Authorization, X-Facility',
    'access-control-max-age': '600',
  })
  assert.equal(upstream.seen.length, 0)
})

test('a preflight of an origin that is not listed is refused, and the refusal names origin and channel', async () => {
  assert.deepEqual(await preflight('/app/x', 'https://evil.example'), { status: 403, cors: {} })
  await until('the refusal is recorded', async () => {
    const refusals = await program.get<{ code: string; channel: string; reason: string }[]>('/refusals')
    return refusals.some(
      ({ code, channel, reason }) =>
        code === 'wrong-origin' && channel === 'app' && reason.includes('https://evil.example'),
    )
  })
})

test('a preflight for a method that the channel does not take gets no permission', async () => {
  const { status, cors } = await preflight('/app/x', page, 'TRACE')
  assert.notEqual(status, 204)
  assert.deepEqual(cors, {})
})

const authorization = `Basic ${Buffer.from('clinic-1:correct horse').toString('base64')}`

test('an answer tells the page that it may read it, in place of what the upstream says', async () => {
  const { status, cors } = await ask('/app/x', 'GET', { Origin: page, Authorization: authorization })
  assert.equal(status, 200)
  assert.deepEqual(cors, { ...readable, vary: 'Accept, Origin' })
  const { cors: others } = await ask('/app/x', 'GET', { Origin: 'https://evil.example', Authorization: authorization })
  assert.deepEqual(others, { vary: 'Accept, Origin' })
})

test('a page may read why it is refused', async () => {
  assert.deepEqual(await ask('/app/x', 'GET', { Origin: page }), { status: 401, cors: readable })
})

test('a channel for every origin allows no credentials', async () => {
  const { cors } = await ask('/any/x', 'GET', { Origin: 'https://somewhere.example' })
  assert.deepEqual([cors['access-control-allow-origin'], cors['access-control-allow-credentials']], ['*', undefined])
  const both = { name: 'both', corsOrigins: ['*'], corsCredentials: true, methods: ['GET'], urlPattern: '^/both' }
  const routes = [{ name: 'r', host: 'localhost', port: 1, primary: true }]
  const answer = await program.call('POST', '/channels', { ...both, routes })
  assert.equal(answer.status, 400)
  assert.match(answer.text, /cannot be combined with the origin \*/)
})

test('a channel without origins leaves preflights and headers to its upstream', async () => {
  const before = upstream.seen.length
  const { status, cors } = await preflight('/plain/x', page, 'GET')
  assert.deepEqual([status, cors], [200, { 'access-control-allow-origin': 'https://upstream.example', vary: 'Accept' }])
  assert.equal(upstream.seen.length, before + 1)
})
