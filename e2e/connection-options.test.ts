// A Connection header may take other headers away (RFC 9110 §7.6.1). It must not change what the gateway decides.
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { headerKinds } from '../server/src/gateway/listeners/header-kinds.ts'
import type { Refusal, Transaction } from './api.ts'
import { authority } from './certificates.ts'
import { type Program, startProgram } from './program.ts'
import { type RawUpstream, startRawUpstream } from './raw-upstream.ts'
import { until } from './until.ts'

const proxy = '127.0.0.9'
const shared = {} as { program: Program; upstream: RawUpstream; certificate: string; via: string }

before(async () => {
  const upstream = await startRawUpstream()
  const program = await startProgram({
    workers: 1,
    env: {
      MEDIARY_TRUSTED_PROXIES: proxy,
      MEDIARY_ROUTER_CLIENT_CERTIFICATE_HEADER: 'X-Client-Cert',
      MEDIARY_CERTIFICATES_APPLY: 'immediately',
    },
  })
  Object.assign(shared, { upstream, program })
  const open = { authType: 'public' }
  await program.makeChannel({ name: 'open', ...open }, upstream.port)
  await program.makeChannel({ name: 'near', ...open, whitelist: ['192.0.2.0/24'] }, upstream.port)
  await program.makeChannel({ name: 'page', corsOrigins: ['https://app.example'] }, upstream.port)
  await program.makeChannel({ name: 'private' }, upstream.port)
  const content = { matchContentTypes: ['application/json'], matchContentJson: 'kind', matchContentValue: 'result' }
  await program.makeChannel({ name: 'json', ...open, ...content }, upstream.port)
  await program.makeClient({ clientID: 'clinic-1', password: 'correct horse', customTokenID: 'tok-12345' })
  await program.makeClient({ clientID: 'clinic-2', clientDomain: 'clinic.example' })
  const ca = authority('Field CA')
  assert.equal((await program.call('POST', '/keystore/ca/cert', { cert: ca.pem })).status, 201)
  shared.certificate = encodeURIComponent(ca.issue('clinic.example').pem)
  const certificate = request({ path: '/private', lines: [`X-Client-Cert: ${shared.certificate}`] })
  await until('the authority is trusted', async () => (await send(certificate)).status === 200)
  await send(request({}))
  shared.via = upstream.seen.at(-1)?.headers.find((line) => line.startsWith('Via: ')) ?? ''
})
after(async () => {
  await shared.program?.end()
  shared.upstream?.stop()
})

type Request = { method: string; path: string; lines: string[]; body: string; tls: boolean }

const plain = 'one=1&two=2'

const length = (body: string) => `Content-Length: ${body.length}`

/** Builds a request to the channel `open`, unless it is told more. */
function request({ lines = [], body = plain, ...more }: Partial<Request>): Request {
  const framed = lines.some((line) => /^(content-length|transfer-encoding):/i.test(line))
  const all = [...lines, ...(framed ? [] : [length(body)]), 'Host: him.example']
  return { method: 'POST', path: '/open', tls: false, ...more, body, lines: all }
}
const isNamed = (line: string, name: string) => line.toLowerCase().startsWith(`${name}:`)
const drop = (one: Request, name: string) => ({ ...one, lines: one.lines.filter((line) => !isNamed(line, name)) })

const result = '{"kind":"result"}'
const zipped = gzipSync(result).toString('latin1')
const preflight = ['Origin: https://app.example', 'Access-Control-Request-Method: PUT']
/** Requests whose decision, or body at the upstream, is another one without the header. */
const decisive: [name: string, build: () => Partial<Request>][] = [
  ['authorization', () => ({ path: '/private', lines: [`Authorization: Basic ${btoa('clinic-1:correct horse')}`] })],
  ['authorization', () => ({ path: '/private', lines: ['Authorization: Custom tok-12345'] })],
  ['x-client-cert', () => ({ path: '/private', lines: [`X-Client-Cert: ${shared.certificate}`] })],
  ['content-length', () => ({ lines: [length('one=1')], body: 'one=1' })],
  ['transfer-encoding', () => ({ lines: ['Transfer-Encoding: chunked'], body: '5\r\none=1\r\n0\r\n\r\n' })],
  ['transfer-encoding', () => ({ lines: ['Transfer-Encoding: gzip, chunked'], body: '5\r\none=1\r\n0\r\n\r\n' })],
  ['host', () => ({})],
  ['content-type', () => ({ path: '/json', lines: ['Content-Type: application/json'], body: result })],
  [
    'content-encoding',
    () => ({
      path: '/json',
      lines: ['Content-Type: application/json', 'Content-Encoding: gzip'],
      body: zipped,
    }),
  ],
  ['x-forwarded-for', () => ({ path: '/near', lines: ['X-Forwarded-For: 192.0.2.44'] })],
  ['forwarded', () => ({ path: '/near', lines: ['Forwarded: for=192.0.2.44'] })],
  ['origin', () => ({ method: 'OPTIONS', path: '/page', lines: preflight, body: '' })],
  ['access-control-request-method', () => ({ method: 'OPTIONS', path: '/page', lines: preflight, body: '' })],
  ['via', () => ({ lines: [shared.via] })],
  ['expect', () => ({ lines: ['Expect: a-miracle'] })],
  ['upgrade', () => ({ lines: ['Upgrade: websocket'] })],
  ['enrolment-code', () => ({ path: '/.well-known/mediary/enrolment', lines: ['Enrolment-Code: none'], tls: true })],
]

const values: Record<string, string> = {
  'content-length': '11',
  expect: '100-continue',
  te: 'trailers',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  via: '1.1 edge.example',
  upgrade: 'h2c',
  'keep-alive': 'timeout=5',
  'x-forwarded-proto': 'https',
  'x-forwarded-port': '8443',
  'x-forwarded-prefix': '/him',
  'proxy-authorization': 'Basic eDp5',
}
const unknownHeaders = ['accept', 'date', 'user-agent', 'x-request-id', 'content-language', 'range', 'if-match']
const decided = new Set(decisive.map(([name]) => name))

/** Requests with a header that decides nothing here. */
const harmless = [...Object.keys(headerKinds), ...unknownHeaders]
  .filter((name) => !decided.has(name))
  .map((name): [name: string, build: () => Partial<Request>] => [
    name,
    () => ({ lines: [`${name}: ${values[name] ?? 'front.example'}`] }),
  ])

let sent = 0

/** Sends the request to a path of its own, and returns all that was decided. */
async function send({ method, path, lines, body, tls }: Request) {
  const { program, upstream } = shared
  const from = upstream.seen.length
  const target = path.startsWith('/.') ? path : `${path}/${++sent}`
  const at = { port: tls ? program.ports.https : program.ports.http, host: '127.0.0.1', localAddress: proxy }
  const socket = tls ? connectTls({ ...at, rejectUnauthorized: false }) : connect(at)
  const state = { text: '', closed: false }
  socket.on('error', () => undefined)
  socket.on('data', (bytes) => Object.assign(state, { text: state.text + bytes.toString('latin1') }))
  socket.on('close', () => Object.assign(state, { closed: true }))
  socket.write(`${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1')
  const [, status, head = '', text] = await until('it is answered', () => {
    const found = /HTTP\/1\.1 ([2-5]\d\d) [^\r]*\r\n(.*?)\r\n\r\n(.*)/s.exec(state.text)
    assert.ok(found || !state.closed, `${method} ${target} was not answered`)
    // An enrolment ends its connection. Its answer says what was read.
    return state.closed || !tls ? found : undefined
  })
  socket.destroy()
  const id = /^x-openhim-transactionid: (\w+)/im.exec(head)?.[1]
  return {
    status: Number(status),
    atUpstream: upstream.seen.slice(from).map((seen) => ({ method: seen.method, body: seen.body })),
    recorded: id === undefined ? undefined : await readTransaction(id),
    enrolment: tls ? text : undefined,
  }
}

async function readTransaction(id: string) {
  const shown = await until('the transaction has ended', async () => {
    const one = await shared.program.get<Transaction & { clientIP: string }>(`/transactions/${id}`)
    return one.status === 'Processing' ? undefined : one
  })
  const { clientID, clientIP, channelID, authentication, status, request, response, error } = shown
  const { method, body } = request
  return { clientID, clientIP, channelID, authentication, status, method, body, answered: response?.status, error }
}

const listRefusals = () => shared.program.get<(Refusal & { _id: string })[]>('/refusals?limit=1000')

/** Sends the request. Returns the decision, and the refusal of a request that has no transaction. */
async function decide(asked: Request) {
  // Equal refusals within a second are one, counted.
  const counts = new Map((await listRefusals()).map(({ _id, count }) => [_id, count]))
  const decision = await send(asked)
  if (decision.status < 400 || decision.recorded || asked.tls) return { ...decision, refusal: undefined }
  const refused = await until('the refusal is recorded', async () =>
    (await listRefusals()).find(
      ({ _id, count, status }) => status === decision.status && count > (counts.get(_id) ?? 0),
    ),
  )
  const { client, channel, stage, code, clientIP } = refused
  return { ...decision, refusal: { client, channel, stage, code, clientIP } }
}

const title = (name: string, { path = '/open', lines = [] }: Partial<Request>) =>
  `${name} listed in Connection changes nothing: ${path} ${lines.join(', ').slice(0, 60)}`

for (const [name, build] of [...decisive, ...harmless])
  test(title(name, name === 'via' || name === 'x-client-cert' ? {} : build()), async () => {
    const asked = request(build())
    const expected = await decide(asked)
    if (decided.has(name) && name !== 'host') assert.notDeepEqual(await decide(drop(asked, name)), expected)
    for (const option of [name, `close, ${name.toUpperCase()}`, `keep-alive , ${name},`])
      assert.deepEqual(await decide({ ...asked, lines: [`Connection: ${option}`, ...asked.lines] }), expected, option)
  })
