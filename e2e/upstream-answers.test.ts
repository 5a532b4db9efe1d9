// What the gateway makes of the bytes of an upstream's answer, and which bytes it sends to an upstream.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as ask, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import type { Transaction } from './api.ts'
import { type Behaviour, startClosingUpstream } from './closing-upstream.ts'
import { type Program, startProgram } from './program.ts'

let program: Program
before(async () => {
  program = await startProgram({ workers: 1 })
})
after(() => program.end())

const state = { channels: 0 }

/** Opens a channel to an upstream of this behaviour. */
async function open(behave: Behaviour, settings: Record<string, unknown> = {}) {
  const upstream = await startClosingUpstream(behave)
  const path = `/answers-${state.channels++}`
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE']
  const pattern = { name: path, urlPattern: `^${path}$`, authType: 'public', methods }
  await program.makeChannel({ ...pattern, ...settings }, upstream.port)
  return { ...upstream, path }
}

type Got = { status: number; headers: IncomingMessage['headers']; trailers: IncomingMessage['trailers']; body: string }

async function send(path: string, method = 'GET', body?: string): Promise<Got> {
  const asked = ask(`${program.http}${path}`, { method, agent: false })
  asked.end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  const { statusCode: status = 0, headers, trailers } = answer
  return { status, headers, trailers, body: await text(answer) }
}

const findError = async ({ headers }: Got) =>
  (await program.get<Transaction>(`/transactions/${headers['x-openhim-transactionid']}`)).error?.message ?? ''

/** Sends the bytes one by one, so that each arrives alone or with few others. */
async function trickle(socket: Socket, bytes: string) {
  for (const byte of bytes) {
    await new Promise<void>((resolve) => socket.write(byte, 'latin1', () => setImmediate(resolve)))
  }
}

const understood: [what: string, bytes: string, status: number, body: string][] = [
  ['a body of a stated length', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', 200, 'hello'],
  ['an empty body', 'HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n', 201, ''],
  ['a status without a reason phrase', 'HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello', 200, 'hello'],
  [
    'chunks with extensions and trailers',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nhe\r\n3;c="d;e"\r\nllo\r\n00\r\nX-Sum: 7\r\n\r\n',
    200,
    'hello',
  ],
  ['chunked in capitals', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: CHUNKED\r\n\r\n5\r\nhello\r\n0\r\n\r\n', 200, 'hello'],
  ['no body with 204', 'HTTP/1.1 204 No Content\r\n\r\n', 204, ''],
  [
    'informational answers before the final one',
    'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
    200,
    'hello',
  ],
  ['white space around a value', 'HTTP/1.1 200 OK\r\nX: \t 5 \t\r\nContent-Length: 5\r\n\r\nhello', 200, 'hello'],
  ['an empty line before the answer', '\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', 200, 'hello'],
]

for (const [what, bytes, status, body] of understood)
  test(`${what}: the client gets it, and the connection is used again`, async (t) => {
    const { path, stop, state: upstream } = await open((_request, socket) => void trickle(socket, bytes))
    t.after(stop)
    for (const _ of [1, 2]) {
      const got = await send(path)
      assert.deepEqual([got.status, got.body], [status, body])
      assert.deepEqual(got.trailers, bytes.includes('X-Sum') ? { 'x-sum': '7' } : {})
    }
    assert.equal(upstream.connections, 1)
  })

const lastOfItsConnection: [what: string, bytes: string][] = [
  ['an answer that ends with the connection', 'HTTP/1.1 200 OK\r\n\r\nhello'],
  ['an answer of HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello'],
  ['an answer that closes', 'HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 5\r\n\r\nhello'],
]
for (const [what, bytes] of lastOfItsConnection)
  test(`${what}: the client gets it, and the next request has a new connection`, async (t) => {
    const { path, stop, state: upstream } = await open((_request, socket) => void socket.end(bytes))
    t.after(stop)
    for (const _ of [1, 2]) assert.deepEqual((await send(path)).body, 'hello')
    assert.equal(upstream.connections, 2)
  })

// An upstream that sends the body all the same would have it read as the answer to the next request.
for (const [method, status] of [
  ['HEAD', 200],
  ['GET', 304],
] as const)
  test(`an answer ${status} to ${method} has a length and no body, and its connection is not used again`, async (t) => {
    const head = `HTTP/1.1 ${status} Fine\r\nContent-Length: 5\r\n\r\n`
    const upstream = await open((_request, socket) => void socket.write(head))
    t.after(upstream.stop)
    for (const _ of [1, 2]) {
      const got = await send(upstream.path, method)
      assert.deepEqual([got.status, got.headers['content-length'], got.body], [status, '5', ''])
    }
    assert.equal(upstream.state.connections, 2)
  })

const refused: [what: string, bytes: string][] = [
  ['two different lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!'],
  ['a length said twice', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello'],
  ['a length that is a list', 'HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello'],
  ['a length with a sign', 'HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello'],
  ['a length and chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['a chunk size that is no number', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5g\r\nhello\r\n0\r\n\r\n'],
  [
    'a chunk that is longer than it says',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n',
  ],
  ['NUL in a value', 'HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 5\r\n\r\nhello'],
  ['a bare CR in a value', 'HTTP/1.1 200 OK\r\nX: a\rb\r\nContent-Length: 5\r\n\r\nhello'],
  ['a name with a space in it', 'HTTP/1.1 200 OK\r\nX Y: a\r\nContent-Length: 5\r\n\r\nhello'],
  ['a line without a colon', 'HTTP/1.1 200 OK\r\nX\r\nContent-Length: 5\r\n\r\nhello'],
  ['a header without a name', 'HTTP/1.1 200 OK\r\n: a\r\nContent-Length: 5\r\n\r\nhello'],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\nContent-Length: 5\r\n\r\nhello'],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\nContent-Length: 5\r\n\r\nhello'],
  ['a version that is not HTTP/1', 'HTTP/3.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'],
  ['an upgrade that nobody asked for', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'],
  ['an end in the head', 'HTTP/1.1 200 OK\r\nContent-Len'],
  ['an end in the body', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel'],
  ['an end in a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel'],
  ['an end before the last chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n'],
]
for (const [what, bytes] of refused)
  test(`an answer with ${what} never reaches the client as a whole, and the record says why`, async (t) => {
    const { path, stop } = await open((_request, socket) => void socket.end(bytes, 'latin1'))
    t.after(stop)
    const got = await send(path).catch(() => undefined)
    assert.ok(got === undefined || got.status === 502, String(got?.status))
    if (got) assert.match(await findError(got), /^127\.0\.0\.1:\d+ [a-z]/)
  })

const poison = 'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\npoisoned'
for (const [how, pause] of [
  ['at once', false],
  ['while the connection is idle', true],
] as const)
  test(`bytes that nobody asked for, ${how}, are never an answer`, async (t) => {
    const { path, stop } = await open(({ number }, socket) => {
      const answer = `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n${number}.`
      if (!pause) return void socket.write(answer + poison)
      socket.write(answer, () => setImmediate(() => socket.write(poison)))
    })
    t.after(stop)
    assert.equal((await send(path)).body, '1.')
    // The upstream has written by then, and the gateway has read.
    await program.get('/heartbeat')
    assert.equal((await send(path)).body, '1.')
  })

for (const [method, body, expected] of [
  ['GET', undefined, undefined],
  ['DELETE', undefined, undefined],
  ['POST', undefined, '0'],
  ['PUT', '', '0'],
  ['POST', 'hello', '5'],
] as const)
  test(`a ${method} of ${body?.length ?? 'no'} bytes is framed by a length, and asks to keep the connection`, async (t) => {
    const upstream = await open((_request, socket) => void socket.write('HTTP/1.1 204 None\r\n\r\n'))
    t.after(upstream.stop)
    await send(upstream.path, method, body)
    const [{ head = '' } = {}] = upstream.requests
    const [line, ...fields] = head.split('\r\n')
    const list = (name: string) =>
      fields.filter((one) => one.toLowerCase().startsWith(`${name}:`)).map((one) => one.slice(name.length + 1).trim())
    assert.equal(line, `${method} ${upstream.path} HTTP/1.1`)
    assert.deepEqual(list('host'), [`127.0.0.1:${upstream.port}`])
    assert.deepEqual(list('connection'), ['keep-alive'])
    assert.deepEqual(list('transfer-encoding'), [])
    assert.deepEqual(list('content-length'), expected === undefined ? [] : [expected])
  })

test('an upstream that falls silent in the middle of its answer is late', async (t) => {
  const { path, stop } = await open(
    (_request, socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nhello'),
    { timeout: 300 },
  )
  t.after(stop)
  const got = await send(path)
  assert.equal(got.status, 504)
  assert.match(await findError(got), /^Request took longer than 300ms$/)
})

test('an upstream is not late while it sends, however long its answer takes', async (t) => {
  const { path, stop } = await open(
    (_request, socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n')
      const bytes = [...'in time.']
      const timer = setInterval(() => {
        socket.write(bytes.shift() ?? '')
        if (bytes.length === 0) clearInterval(timer)
      }, 150)
    },
    { timeout: 1_000 },
  )
  t.after(stop)
  assert.equal((await send(path)).body, 'in time.')
})

test('an upstream is not late while a client takes its time to send', async (t) => {
  const { path, stop } = await open(
    ({ body }, socket) => void socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n${body.length}`),
    { timeout: 1_000 },
  )
  t.after(stop)
  const asked = ask(`${program.http}${path}`, { method: 'POST', agent: false, headers: { 'Content-Length': 300_000 } })
  const answered = once(asked, 'response')
  for (const _ of [1, 2, 3]) {
    asked.write('x'.repeat(100_000))
    await new Promise((resolve) => setTimeout(resolve, 700))
  }
  asked.end()
  const [answer] = (await answered) as [IncomingMessage]
  assert.equal(await text(answer), '300000')
})
