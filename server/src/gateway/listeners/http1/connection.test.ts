// What a client sees of a connection to our own server, over real sockets.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { until } from '../../../../../e2e/until.ts'
import { startOwnServer } from '../../../testing/http1/requests.ts'
import type { ClientAnswer, ClientRequest } from '../client-request.ts'
import type { ConnectionOptions } from './options.ts'

type Served = { request: ClientRequest; answer: ClientAnswer }

/** Starts a server whose requests the test answers itself, and a client of it. */
async function open(t: TestContext, over: Partial<ConnectionOptions> = {}) {
  const served: Served[] = []
  const server = await startOwnServer({ serve: (request, answer) => void served.push({ request, answer }), ...over })
  const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
  const client = { socket, text: '', ended: false }
  socket.on('data', (bytes) => {
    client.text += bytes.toString('latin1')
  })
  socket
    .on('error', () => undefined)
    .on('end', () => {
      client.ended = true
    })
  t.after(() => {
    socket.destroy()
    server.close()
  })
  await once(socket, 'connect')
  const next = (number: number) => until(`request ${number} is served`, async () => served[number - 1])
  const sees = (pattern: RegExp) => until(`the client sees ${pattern}`, async () => pattern.test(client.text))
  const isEnded = () => until('the connection is ended', async () => client.ended)
  return { client, socket, served, next, sees, isEnded, port: server.port }
}

const get = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${headers}\r\n`

function answerWith({ answer }: Served, text: string, status = 200) {
  answer.writeHead(status, undefined, ['Content-Length', String(text.length)])
  answer.end(Buffer.from(text))
}

async function readAll({ request: { body } }: Served) {
  let text = ''
  while (!body.isEnded && !body.failure) {
    const chunk = body.read()
    if (chunk) text += chunk.toString('latin1')
    else if (!body.isEnded) await new Promise<void>((resolve) => body.listen(resolve))
  }
  return body.failure ?? text
}

test('requests that are sent at once are served one after the other, and answered in order', async (t) => {
  const { socket, served, next, sees, client } = await open(t)
  socket.write(get('/1') + get('/2') + get('/3'))
  const first = await next(1)
  await nextTurn()
  assert.equal(served.length, 1, 'the second one waits')
  answerWith(first, 'one')
  answerWith(await next(2), 'two')
  answerWith(await next(3), 'three')
  await sees(/one.*two.*three$/s)
  assert.equal(client.text.match(/^Connection: keep-alive\r$/gm)?.length, 3)
})

test('bytes that are no request are refused after the request before them is answered', async (t) => {
  const { socket, next, sees, isEnded, client } = await open(t)
  socket.write(`${get('/1')}0\r\n\r\n`)
  answerWith(await next(1), 'one')
  await sees(/400 Refused/)
  await isEnded()
  assert.match(client.text, /^HTTP\/1\.1 200 OK\r\n.*one\n?HTTP\/1\.1 400 Refused/s)
})

test('a client that has ended its half of the connection gets its answer', async (t) => {
  const { socket, next, sees, isEnded } = await open(t)
  socket.end(get('/1'))
  const first = await next(1)
  await nextTurn()
  answerWith(first, 'one')
  await sees(/Connection: close\r\n\r\none$/)
  await isEnded()
})

test('a client that leaves in the middle of a body fails the body', async (t) => {
  const { socket, next } = await open(t)
  socket.end('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab')
  const failure = await readAll(await next(1))
  assert.ok(failure instanceof Error && /closed the connection/.test(failure.message))
})

test('a malformed body fails the body, and the connection ends with the answer', async (t) => {
  const { socket, next, sees, isEnded } = await open(t)
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcX')
  const one = await next(1)
  const failure = await readAll(one)
  assert.ok(failure instanceof Error && /malformed/.test(failure.message))
  answerWith(one, 'no', 400)
  await sees(/400 Bad Request\r\n.*Connection: close\r\n\r\nno$/s)
  await isEnded()
})

for (const [what, bytes, expected] of [
  ['a slow head', 'GET / HT', /^HTTP\/1\.1 408 Refused/],
  ['a head that never begins', '', /^$/],
] as const)
  test(`${what} ends the connection in time`, async (t) => {
    const { socket, isEnded, client } = await open(t, { headTimeout: 150 })
    socket.write(bytes)
    await isEnded()
    assert.match(client.text, expected)
  })

test('a slow body fails in time', async (t) => {
  const { socket, next } = await open(t, { requestTimeout: 150 })
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab')
  const failure = await readAll(await next(1))
  assert.ok(failure instanceof Error && /too slow/.test(failure.message))
})

test('a body that nobody takes stops the client, and comes as a whole once it is taken', async (t) => {
  const { socket, next, sees } = await open(t)
  const size = 16 * 1024 * 1024
  const body = Buffer.alloc(size, 'x')
  socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\n`)
  const written = { all: false }
  socket.write(body, () => {
    written.all = true
  })
  const one = await next(1)
  // The system itself holds a few megabytes at most.
  await until('the client is stopped', async () => one.request.socket.isPaused())
  assert.ok(!written.all)
  const text = await readAll(one)
  assert.ok(typeof text === 'string' && text.length === size)
  answerWith(one, 'done')
  await sees(/keep-alive.*done$/s)
})

test('an answer that nobody takes is not written on', async (t) => {
  const { socket, next } = await open(t)
  socket.pause()
  socket.write(get('/'))
  const { answer } = await next(1)
  answer.writeHead(200, undefined, [])
  // The system itself holds a few megabytes at most.
  assert.equal(answer.write(Buffer.alloc(64 * 1024 * 1024)), false)
  const drained = answer.drained()
  const state = { isDrained: false }
  void drained.then(() => {
    state.isDrained = true
  })
  await nextTurn()
  await nextTurn()
  assert.ok(!state.isDrained)
  socket.resume()
  await drained
})

test('an answer to a request that is still coming ends the connection, and a client that reads it late has all of it', async (t) => {
  const { socket, next, sees, isEnded } = await open(t)
  socket.pause()
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50000000\r\n\r\nab')
  answerWith(await next(1), 'too large', 413)
  // Were the connection closed at once, the system would reset it now, and drop what the client has not read.
  for (let i = 0; i < 20; i++) await new Promise((resolve) => socket.write(Buffer.alloc(500_000), resolve))
  socket.resume()
  await sees(/413 .*Connection: close\r\n\r\ntoo large$/s)
  await isEnded()
})

for (const [what, request, answer, expected] of [
  [
    'HEAD has no body',
    'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n',
    [200, ['Content-Length', '3'], 'abc'],
    /Content-Length: 3\r\n.*\r\n\r\n$/s,
  ],
  ['a 204 has no body', get('/'), [204, [], 'abc'], /204 No Content\r\n(?!.*(?:abc|chunked)).*\r\n\r\n$/s],
  [
    'a 304 keeps the length it names',
    get('/'),
    [304, ['Content-Length', '9'], ''],
    /Content-Length: 9\r\n.*keep-alive/s,
  ],
  ['without a length there are chunks', get('/'), [200, [], 'abc'], /chunked\r\n.*\r\n\r\n3\r\nabc\r\n0\r\n\r\n$/s],
  [
    'HTTP/1.0 gets no chunks',
    'GET / HTTP/1.0\r\n\r\n',
    [200, [], 'abc'],
    /^(?!.*chunked).*Connection: close\r\n\r\nabc$/s,
  ],
  [
    'HTTP/1.0 can keep its connection',
    'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n',
    [200, ['Content-Length', '3'], 'abc'],
    /Connection: keep-alive\r\n.*\r\n\r\nabc$/s,
  ],
  [
    'a Date of the answer stays',
    get('/'),
    [200, ['date', 'then', 'Content-Length', '0'], ''],
    /^(?!.*Date).*date: then\r\n/s,
  ],
] as const)
  test(`an answer: ${what}`, async (t) => {
    const { socket, next, sees } = await open(t)
    socket.write(request)
    const one = await next(1)
    const [status, headers, body] = answer
    one.answer.writeHead(status, undefined, headers)
    one.answer.end(Buffer.from(body))
    await sees(expected)
  })

test('trailers follow the last chunk', async (t) => {
  const { socket, next, sees } = await open(t)
  socket.write(get('/'))
  const { answer } = await next(1)
  answer.writeHead(200, undefined, [])
  answer.write(Buffer.from('ab'))
  answer.end(Buffer.from('c'), ['X-Sum', '7'])
  await sees(/\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\nX-Sum: 7\r\n\r\n$/)
})

for (const [what, sent] of [
  ['longer', 'abcd'],
  ['shorter', 'ab'],
] as const)
  test(`an answer that is ${what} than it says is cut off, with its connection`, async (t) => {
    const { socket, next, client, isEnded } = await open(t)
    socket.write(get('/1') + get('/2'))
    const { answer } = await next(1)
    answer.writeHead(200, undefined, ['Content-Length', '3'])
    answer.end(Buffer.from(sent))
    await isEnded()
    assert.ok(!client.text.includes(sent))
  })

for (const headers of [
  ['X-A', 'a\r\nX-B: b'],
  ['X A', 'a'],
  ['X-A', 'Ċ'],
  ['Transfer-Encoding', 'chunked'],
  ['Content-Length', '+1'],
])
  test(`a head with ${JSON.stringify(headers)} is never sent`, async (t) => {
    const { socket, next, sees } = await open(t)
    socket.write(get('/'))
    const one = await next(1)
    assert.throws(() => one.answer.writeHead(200, undefined, headers), /cannot be sent/)
    assert.ok(!one.answer.isHeadSent)
    answerWith(one, 'other', 500)
    await sees(/^HTTP\/1\.1 500 /)
  })

test('a client that asks first hears when to go on, and informational answers', async (t) => {
  const { socket, next, sees } = await open(t)
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n')
  const one = await next(1)
  assert.equal(one.request.expectation, 'continue')
  one.answer.sendContinue()
  one.answer.inform(103, 'Hints', ['Link', '</a>'])
  await sees(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 103 Hints\r\nLink: <\/a>\r\n\r\n$/)
  socket.write('ab')
  assert.equal(await readAll(one), 'ab')
})

test('a server that takes no new connections ends those that are open with their next answer', async (t) => {
  const accepts = { connections: true }
  const { socket, next, sees, isEnded } = await open(t, { acceptsConnections: () => accepts.connections })
  socket.write(get('/1'))
  answerWith(await next(1), 'one')
  await sees(/keep-alive.*one$/s)
  accepts.connections = false
  socket.write(get('/2'))
  answerWith(await next(2), 'two')
  await sees(/Connection: close\r\n\r\ntwo$/)
  await isEnded()
})

test('what a TLS client sends to a plain port is refused without waiting for more', async (t) => {
  const { socket, isEnded, client } = await open(t)
  socket.write(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]))
  await isEnded()
  assert.match(client.text, /^HTTP\/1\.1 400 /)
})

test('headers that every answer has give way to those of an answer', async (t) => {
  const { socket, next, sees } = await open(t, { defaultHeaders: ['X-All', 'mine', 'X-Other', 'too'] })
  socket.write(get('/'))
  const { answer } = await next(1)
  answer.writeHead(200, undefined, ['x-all', 'own', 'Content-Length', '0'])
  answer.end(Buffer.alloc(0))
  await sees(/^(?!.*X-All)(?=.*x-all: own\r\n).*X-Other: too\r\n/s)
})

test('a listener hears when the answer has left, and when it could not leave', async (t) => {
  const { socket, next } = await open(t)
  const heard: boolean[] = []
  socket.write(get('/1'))
  const first = await next(1)
  first.answer.onClose(() => void heard.push(first.answer.isFinished))
  answerWith(first, 'one')
  await until('the first is heard of', async () => heard.length === 1)
  socket.write(get('/2'))
  const second = await next(2)
  second.answer.onClose(() => void heard.push(second.answer.isFinished))
  socket.resetAndDestroy()
  await until('the second is heard of', async () => heard.length === 2)
  assert.deepEqual(heard, [true, false])
})
