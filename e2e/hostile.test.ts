import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import type { Refusal, Transaction } from './api.ts'
import { type Program, startProgram } from './program.ts'
import { sendRaw } from './raw-socket.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

const shared = {} as { program: Program; upstream: Upstream; servers: Server[] }
before(async () => {
  const upstream = await startUpstream()
  const program = await startProgram({
    workers: 1,
    env: { MEDIARY_ROUTER_HEADERS_TIMEOUT: '400', MEDIARY_ROUTER_IDLE_TIMEOUT: '400' },
  })
  Object.assign(shared, { program, upstream, servers: [] })
  await program.makeChannel({ name: 'open', authType: 'public', maxBodyBytes: 1000 }, upstream.port)
})
after(async () => {
  await shared.program?.end()
  await shared.upstream?.stop()
  for (const server of shared.servers ?? []) server.close()
})

const raw = (bytes: string) => sendRaw(shared.program.ports.http, bytes)

const readStatus = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])

async function refusedAs(reason: RegExp) {
  return until(`a refusal says ${reason}`, async () => {
    const refusals = await shared.program.get<Refusal[]>('/refusals?limit=50')
    return refusals.find((refusal) => reason.test(refusal.reason))
  })
}

async function nothingForwarded(work: () => Promise<void>) {
  const before = shared.upstream.seen.length
  await work()
  assert.equal(shared.upstream.seen.length, before)
}

const hostile: { name: string; bytes: string; status: number; reason: RegExp }[] = [
  { name: 'what is not HTTP', bytes: 'HELO there\r\n\r\n', status: 400, reason: /malformed|method/ },
  {
    name: 'a tunnel',
    bytes: 'CONNECT a.example:80 HTTP/1.1\r\nHost: a.example\r\n\r\n',
    status: 405,
    reason: /no tunnels/,
  },
  {
    name: 'two Host headers',
    bytes: 'GET /open HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n',
    status: 400,
    reason: /more than one Host/,
  },
  {
    name: 'two lengths',
    bytes: 'POST /open HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde',
    status: 400,
    reason: /conflicting lengths|malformed|not a length/,
  },
  {
    name: 'a length and chunks',
    bytes: 'POST /open HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    status: 400,
    reason: /conflicting lengths|malformed/,
  },
  {
    name: 'a length that is none',
    bytes: 'POST /open HTTP/1.1\r\nHost: a\r\nContent-Length: 3x\r\n\r\nabc',
    status: 400,
    reason: /not a length|malformed/,
  },
  {
    name: 'huge headers',
    bytes: `GET /open HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`,
    status: 431,
    reason: /headers are too large/,
  },
  {
    name: 'a path that climbs',
    bytes: 'GET /open/../private HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    status: 400,
    reason: /dot segments/,
  },
  {
    name: 'a path that climbs in disguise',
    bytes: 'GET /open/%2e%2E/private HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    status: 400,
    reason: /dot segments/,
  },
  {
    name: 'a body that says it is too large',
    bytes: `POST /open HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n${'x'.repeat(5000)}`,
    status: 413,
    reason: /larger than 1000 bytes/,
  },
  {
    name: 'a body that turns out too large',
    bytes: `POST /open/chunked HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1388\r\n${'x'.repeat(5000)}\r\n0\r\n\r\n`,
    status: 413,
    reason: /larger than 1000 bytes/,
  },
  {
    name: 'a head that never ends',
    bytes: 'GET /open HTTP/1.1\r\nHost: a\r\nX-Slow: ',
    status: 408,
    reason: /too slow/,
  },
  {
    name: 'a body that never ends',
    bytes: 'POST /open HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\nonly this',
    status: 408,
    reason: /stopped sending/,
  },
]

for (const { name, bytes, status, reason } of hostile) {
  test(`${name}: refused with ${status}, recorded, and not forwarded`, () =>
    nothingForwarded(async () => {
      assert.equal(readStatus(await raw(bytes)), status)
      const refusal = await refusedAs(reason)
      assert.equal(refusal.stage, 'receive')
    }))
}

test('what is malformed after a request is refused only after that request is answered', async () => {
  const answer = await raw('GET /open/first HTTP/1.1\r\nHost: a\r\n\r\nnot HTTP\r\n\r\n')
  assert.deepEqual(answer.match(/^HTTP\/1\.1 \d+/gm), ['HTTP/1.1 200', 'HTTP/1.1 400'])
})

test('a request that is refused harms nobody else', async () => {
  const answers = await Promise.all([
    raw(hostile[0]?.bytes ?? ''),
    ...Array.from({ length: 20 }, () => fetch(`${shared.program.http}/open/ok`).then(({ status }) => status)),
  ])
  assert.deepEqual(answers.slice(1), Array(20).fill(200))
})

/** An upstream that treats every connection the same way. */
async function rawUpstream(treat: (socket: Socket) => void) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    treat(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  shared.servers.push(server)
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

const faulty: { name: string; treat: (socket: Socket) => void; status: number; error: RegExp; timeout?: number }[] = [
  {
    name: 'resets',
    treat: (socket) => socket.once('data', () => socket.resetAndDestroy()),
    status: 502,
    error: /closed the connection/,
  },
  {
    name: 'closes',
    treat: (socket) => socket.once('data', () => socket.end()),
    status: 502,
    error: /closed the connection/,
  },
  {
    name: 'sends rubbish',
    treat: (socket) => socket.once('data', () => socket.end('\u0000\u0001 rubbish\r\n\r\n')),
    status: 502,
    error: /did not answer in HTTP$/,
  },
  {
    name: 'writes a space before a colon',
    treat: (socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nX-Lab : 7\r\nContent-Length: 0\r\n\r\n')),
    status: 502,
    error: /sent a header with white space before its colon$/,
  },
  {
    name: 'writes a tab before the colon of its length',
    treat: (socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length\t: 0\r\n\r\n')),
    status: 502,
    error: /sent a header with white space before its colon$/,
  },
  {
    name: 'has a control character in a header',
    treat: (socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nX: \x01\r\nContent-Length: 0\r\n\r\n')),
    status: 502,
    error: /sent a malformed header$/,
  },
  { name: 'stays silent', treat: () => undefined, status: 504, error: /longer than 150ms/, timeout: 150 },
]

for (const { name, treat, status, error, timeout } of faulty) {
  test(`an upstream that ${name} is answered with ${status} and recorded as failed`, async () => {
    const port = await rawUpstream(treat)
    const path = `faulty-${status}-${name.replaceAll(' ', '-')}`
    await shared.program.makeChannel({ name: path, authType: 'public', ...(timeout && { timeout }) }, port)
    const answer = await fetch(`${shared.program.http}/${path}`)
    assert.equal(answer.status, status)
    const transaction = await shared.program.get<Transaction>(
      `/transactions/${answer.headers.get('x-openhim-transactionid')}`,
    )
    assert.equal(transaction.status, 'Failed')
    assert.match(transaction.error?.message ?? '', error)
  })
}

test('an upstream that is down is answered with 502 and recorded as failed', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await shared.program.makeChannel(
    { name: 'down', authType: 'public' },
    typeof address === 'object' && address ? address.port : 0,
  )
  const answer = await fetch(`${shared.program.http}/down`)
  assert.equal(answer.status, 502)
  const transaction = await shared.program.get<Transaction>(
    `/transactions/${answer.headers.get('x-openhim-transactionid')}`,
  )
  assert.match(transaction.error?.message ?? '', /refused the connection/)
})

test('an upstream that breaks off in the middle: the client sees a broken answer, the record a failure', async () => {
  const port = await rawUpstream((socket) =>
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\npart of it')),
  )
  await shared.program.makeChannel({ name: 'half', authType: 'public' }, port)
  const answer = await fetch(`${shared.program.http}/half`).then(
    (response) => response.text().then(() => response.status),
    () => 'broken',
  )
  assert.ok(answer === 502 || answer === 'broken', String(answer))
  const [transaction] = await shared.program.get<Transaction[]>(
    `/transactions?filterLimit=1&filters=${encodeURIComponent('{"request.path":"/half"}')}`,
  )
  assert.equal(transaction?.status, 'Failed')
})

test('the API answers bad documents with the path of each fault, unknown ids with 404, and refuses a regex that would run away', async () => {
  const { program } = shared
  assert.equal((await program.call('POST', '/clients', '{"clientID": ')).status, 400)
  const faults = await program.call(
    'POST',
    '/clients',
    { clientID: '', name: 7, roles: [] },
    { accept: 'application/problem+json' },
  )
  assert.equal(faults.status, 400)
  const { issues } = faults.json() as { issues: { path: string }[] }
  assert.deepEqual(issues.map(({ path }) => path).sort(), ['clientID', 'name', 'roles'])
  assert.equal((await program.call('GET', `/clients/${'0'.repeat(24)}`)).status, 404)
  assert.equal((await program.call('GET', `/transactions/${'0'.repeat(24)}`)).status, 404)
  const runaway = await program.call('POST', '/channels', {
    name: 'runaway',
    urlPattern: '^(a+)+$',
    methods: ['GET'],
    routes: [{ name: 'r', host: 'localhost', port: 1, primary: true }],
  })
  assert.equal(runaway.status, 400)
  assert.match(runaway.text, /urlPattern/)
})

const unsupported: [what: string, header: string, status: number, code: string][] = [
  ['an upgrade to a WebSocket', 'Connection: Upgrade\r\nUpgrade: websocket', 501, 'not-implemented'],
  ['an upgrade to another protocol', 'Connection: Upgrade\r\nUpgrade: IRC/6.9', 501, 'not-implemented'],
  ['a transfer coding other than chunked', 'Transfer-Encoding: gzip, chunked', 501, 'not-implemented'],
  ['an unknown expectation', 'Expect: magic', 417, 'unknown-expectation'],
]
for (const [what, header, status, code] of unsupported)
  test(`${what} is refused with ${status} and a code of its own`, async () => {
    const path = `/unsupported-${header.length}`
    const bytes = `POST ${path} HTTP/1.1\r\nHost: a\r\n${header}\r\n\r\n0\r\n\r\n`
    await nothingForwarded(async () => assert.equal(readStatus(await raw(bytes)), status))
    await until('the refusal is recorded', async () => {
      const refusals = await shared.program.get<Refusal[]>('/refusals?limit=50')
      return refusals.some((refusal) => refusal.path === path && refusal.code === code)
    })
  })
