import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Api } from '@mediary/contract/api/endpoint'
import type { Problem } from '@mediary/contract/problem'
import type { InjectOptions } from 'fastify'
import { pino } from 'pino'
import { z } from 'zod'
import { Settings } from '../../settings/settings.ts'
import { issue } from '../../testing/certificates.ts'
import { nobody } from './caller.ts'
import { httpApp } from './http.ts'
import { implement } from './implement.ts'
import { conflict, tooManyRequests } from './problem.ts'

const thingsApi = {
  make: {
    method: 'POST',
    path: '/things',
    summary: '',
    permission: 'public',
    body: z.object({ name: z.string().min(1).max(100), size: z.number().optional() }),
    response: z.object({ name: z.string() }),
  },
  free: { method: 'POST', path: '/free', summary: '', permission: 'public', response: z.string() },
  get: {
    method: 'GET',
    path: '/things/:name',
    summary: '',
    permission: 'public',
    params: z.object({ name: z.string() }),
    response: z.object({ name: z.string() }),
  },
} as const satisfies Api

async function things(api: object = {}) {
  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => lines.push(line) })
  const app = await httpApp({ log, settings: Settings.parse({ api: { maxPayloadSizeMB: 0.001, ...api } }).api })
  implement(app, async () => nobody, thingsApi, {
    make: async ({ body }) => ({ name: body.name }),
    free: async () => 'made',
    get: async ({ params: { name } }) => {
      if (name === 'taken') throw conflict('role-name-taken', { name })
      if (name === 'busy') throw tooManyRequests('too-many-passwords', {}, { retryAfter: 12.3 })
      if (name === 'bug') throw Object.assign(new Error('password=hunter2'), { statusCode: 404 })
      return { name }
    },
  })
  return { lines, send: (options: InjectOptions) => app.inject(options) }
}

const json = { 'content-type': 'application/json' }
const problem = { accept: 'text/html, application/problem+json' }

test('a caller that does not name itself gets a connection for one call, all others keep theirs', async () => {
  const { send } = await things()
  const read = async (agent: string | undefined) =>
    (await send({ url: '/things/one', headers: { 'user-agent': agent } })).headers.connection
  assert.equal(await read(undefined), 'close')
  assert.equal(await read('Mozilla/5.0'), 'keep-alive')
})

test('a refusal is one plain sentence, and a problem document for those who accept it', async () => {
  const { send } = await things()
  const plain = await send({ url: '/things/taken' })
  assert.deepEqual([plain.statusCode, plain.body], [409, 'A role with the name "taken" exists already'])
  assert.match(String(plain.headers['content-type']), /^text\/plain/)
  const document = await send({ url: '/things/taken', headers: problem })
  assert.match(String(document.headers['content-type']), /^application\/problem\+json/)
  const { code, status, reason, parameters } = document.json()
  assert.deepEqual([code, status, reason, parameters], ['conflict', 409, 'role-name-taken', { name: 'taken' }])
})

test('a bad document is refused with the path, the reason and the parameters of each error', async () => {
  const { send } = await things()
  const refuse = async (payload: string) => {
    const answer = await send({ method: 'POST', url: '/things', headers: { ...json, ...problem }, payload })
    assert.equal(answer.statusCode, 400)
    return answer.json()
  }
  const missing = { path: 'name', message: 'is missing', reason: 'required', parameters: {} }
  const bad = await refuse('{"size":"large"}')
  assert.deepEqual(bad.issues, [
    missing,
    { path: 'size', message: 'must be a number', reason: 'must-be-number', parameters: {} },
  ])
  assert.deepEqual([bad.reason, bad.parameters], ['invalid-document', { count: 2 }])
  assert.equal(bad.detail, 'name: is missing; size: must be a number')
  const long = {
    path: 'name',
    message: 'must have 100 characters or fewer',
    reason: 'too-long',
    parameters: { max: 100 },
  }
  assert.deepEqual((await refuse(JSON.stringify({ name: 'a'.repeat(101) }))).issues, [long])
  assert.deepEqual(reasons(await refuse('{"name":""}')), ['name empty'])
  assert.deepEqual(reasons(await refuse('[]')), [' must-be-object'])
  assert.deepEqual((await refuse('')).issues, [missing])
  for (const text of ['{"name":', '{"name":"a","__proto__":{"admin":true}}']) {
    const { reason, detail } = await refuse(text)
    assert.deepEqual([reason, detail], ['not-json', 'The body is not valid JSON'])
  }
})

const reasons = ({ issues }: Problem) => issues?.map(({ path, reason }) => `${path} ${reason}`)

test('a form is read; a body of any other type is refused where a document is needed, and ignored elsewhere', async () => {
  const { send } = await things()
  const post = (type: string, payload: string, url = '/things') =>
    send({ method: 'POST', url, headers: { 'content-type': type }, payload })
  assert.deepEqual((await post('application/x-www-form-urlencoded', 'name=a+b')).json(), { name: 'a b' })
  for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x']) {
    const answer = await post(type, '{"name":"a"}')
    assert.equal(answer.statusCode, 415)
    assert.ok(answer.body.includes(type), answer.body)
    assert.equal((await post(type, 'x', '/free')).body, 'made')
  }
})

test('a body over the limit is refused with 413', async () => {
  const { send } = await things()
  const payload = JSON.stringify({ name: 'a'.repeat(2000) })
  assert.equal((await send({ method: 'POST', url: '/things', headers: json, payload })).statusCode, 413)
})

test('paths are matched in any case and with a slash at the end; parameters are decoded once', async () => {
  const { send } = await things()
  assert.deepEqual((await send({ url: '/Things/A%2520b%2Fc' })).json(), { name: 'A%20b/c' })
  assert.equal((await send({ url: '/things/a/' })).statusCode, 200)
  assert.equal((await send({ method: 'HEAD', url: '/things/a' })).statusCode, 200)
  assert.equal((await send({ url: '/things/a/b' })).statusCode, 404)
  assert.equal((await send({ method: 'PATCH', url: '/things/a' })).statusCode, 404)
  const malformed = await send({ url: '/things/%zz', headers: problem })
  assert.deepEqual([malformed.statusCode, malformed.json().code], [400, 'invalid-request'])
  assert.equal(malformed.headers['x-content-type-options'], 'nosniff')
})

test('a bug is told by an id, and in full to the log only', async () => {
  const { send, lines } = await things()
  const answer = await send({ url: '/things/bug' })
  assert.equal(answer.statusCode, 500)
  const id = /under (\w+)$/.exec(answer.body)?.[1] ?? 'none'
  assert.ok(!answer.body.includes('hunter2'))
  assert.ok(lines.some((line) => line.includes(id) && line.includes('hunter2')))
})

test('who must wait is told how long', async () => {
  const { send } = await things()
  const answer = await send({ url: '/things/busy' })
  assert.deepEqual([answer.statusCode, answer.headers['retry-after']], [429, '13'])
})

test('every answer says how browsers must treat it', async () => {
  const { send } = await things()
  for (const url of ['/things/a', '/things/taken', '/none']) {
    const { headers } = await send({ url })
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['x-frame-options'], 'DENY')
    assert.equal(headers['referrer-policy'], 'no-referrer')
    assert.equal(headers['cache-control'], 'no-store')
    assert.match(String(headers['content-security-policy']), /^default-src 'none'/)
    assert.equal(headers['strict-transport-security'], undefined)
  }
})

test('over TLS browsers are told to come back over TLS', async () => {
  const app = await httpApp({
    log: pino({ level: 'silent' }),
    settings: Settings.parse({}).api,
    tls: await issue({ subject: 'CN=localhost' }),
  })
  const { headers } = await app.inject('/none')
  assert.equal(headers['strict-transport-security'], 'max-age=31536000')
})

test('only named origins may call from other sites', async () => {
  const allowed = 'https://console.example.org'
  const { send } = await things({ allowedOrigins: [allowed] })
  const preflight = (origin: string) =>
    send({ method: 'OPTIONS', url: '/things', headers: { origin, 'access-control-request-method': 'POST' } })
  const { statusCode, headers } = await preflight(allowed)
  assert.equal(statusCode, 204)
  assert.equal(headers['access-control-allow-origin'], allowed)
  assert.equal(headers['access-control-allow-credentials'], 'true')
  assert.equal(headers['access-control-allow-methods'], 'GET,HEAD,PUT,POST,DELETE')
  assert.equal(headers['access-control-allow-headers'], 'content-type')
  assert.equal(headers.vary, 'Origin')
  for (const origin of ['https://evil.example.org', 'null', `${allowed}.evil.org`, 'http://console.example.org']) {
    const answer = await preflight(origin)
    assert.equal(answer.headers['access-control-allow-origin'], undefined)
    assert.equal(answer.headers.vary, 'Origin')
  }
  const refused = await send({ url: '/things/taken', headers: { origin: allowed } })
  assert.equal(refused.headers['access-control-allow-origin'], allowed)
})

test('the log names the route, and no query, parameter or body', async () => {
  const { send, lines } = await things()
  await send({ url: '/things/patient-4711?token=hunter2' })
  await send({ method: 'POST', url: '/things', headers: json, payload: '{"name":"patient-4711"}' })
  const entries = lines.map((line) => JSON.parse(line))
  assert.deepEqual(
    entries.map(({ method, route, status }) => [method, route, status]),
    [
      ['GET', '/things/:name', 200],
      ['POST', '/things', 200],
    ],
  )
  assert.ok(entries.every(({ ms, request }) => Number.isInteger(ms) && /^\w{12}$/.test(request)))
  assert.doesNotMatch(lines.join(''), /hunter2|4711/)
})
