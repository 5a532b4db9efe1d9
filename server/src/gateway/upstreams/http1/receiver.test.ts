// A receiver that fails, or is slow, never leaves its caller waiting, and holds nothing but its own call up.
import assert from 'node:assert/strict'
import { createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { collectAnswer } from '../../../testing/http1/answers.ts'
import { ask, createPool, get, listen, startUpstream, until } from '../../../testing/http1/upstreams.ts'
import { CallError } from './call-error.ts'

const bytes =
  'HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 7\r\n\r\n'

const broken = () => {
  throw new Error('the receiver is broken')
}

for (const [part, over] of [
  ['an informational answer', { inform: broken }],
  ['the head', { start: broken }],
  ['a chunk', { data: broken }],
  ['a chunk, later', { data: async () => broken() }],
  ['the trailers', { trailers: broken }],
] as const)
  test(`a receiver that fails at ${part} fails the call, and the next call is answered`, async (t) => {
    const upstream = await startUpstream(t, (socket) => void socket.write(bytes))
    const pool = createPool(t, upstream.port)
    const { receiver } = collectAnswer()
    await assert.rejects(pool.send(get('/'), { ...receiver, ...over }), /the receiver is broken/)
    assert.equal(await ask(pool), 'ok')
  })

test('an answer ends only when the receiver has taken its last chunk', async (t) => {
  const upstream = await startUpstream(t, (socket) => void socket.write(bytes))
  const pool = createPool(t, upstream.port)
  const { receiver } = collectAnswer()
  const taking = Promise.withResolvers<void>()
  const state = { asked: false, ended: false }
  const call = pool
    .send(get('/'), {
      ...receiver,
      data: () => {
        state.asked = true
        return taking.promise
      },
    })
    .then(() => {
      state.ended = true
    })
  await until(() => state.asked)
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(state.ended, false)
  taking.resolve()
  await call
  assert.equal(await ask(pool), 'ok')
  assert.equal(upstream.connections, 1)
})

const size = 32 * 1024 * 1024
// What the system and both sockets hold between the two sides.
const maxBuffered = 12 * 1024 * 1024

test('an upstream can send no more than the buffers hold while the receiver waits, and the rest follows', async (t) => {
  const block = Buffer.alloc(64 * 1024, 'x')
  const sent = { bytes: 0, blocked: false }
  const sendAll = (socket: Socket) => {
    while (sent.bytes < size) {
      sent.bytes += block.length
      if (socket.write(block)) continue
      sent.blocked = true
      socket.once('drain', () => sendAll(socket))
      return
    }
  }
  const upstream = await startUpstream(t, (socket) => {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`)
    sendAll(socket)
  })
  const pool = createPool(t, upstream.port)
  const { receiver } = collectAnswer()
  const first = Promise.withResolvers<void>()
  const received = { bytes: 0, chunks: 0 }
  const call = pool.send(get('/'), {
    ...receiver,
    data: (chunk) => {
      received.bytes += chunk.length
      return ++received.chunks === 1 ? first.promise : undefined
    },
  })
  await until(() => received.chunks === 1)
  let before = -1
  while (before !== sent.bytes) {
    before = sent.bytes
    for (const _ of Array(50).keys()) await new Promise((resolve) => setImmediate(resolve))
  }
  assert.equal(received.chunks, 1)
  assert.ok(sent.blocked && sent.bytes < maxBuffered, `${sent.bytes} bytes were sent`)
  first.resolve()
  await call
  assert.equal(received.bytes, size)
})

/** Gives a large body in chunks, and counts them. */
function createSource(given: { bytes: number; returned: boolean }) {
  const block = Buffer.alloc(64 * 1024, 'y')
  return (async function* () {
    try {
      for (; given.bytes < size; given.bytes += block.length) yield block
    } finally {
      given.returned = true
    }
  })()
}

for (const [what, headers] of [
  ['of a stated length', ['Content-Length', String(size)]],
  ['in chunks', []],
] as const)
  test(`a body ${what} is read no further than the upstream reads, and arrives whole`, async (t) => {
    const accepted: Socket[] = []
    const received = { bytes: 0 }
    const server = createServer({ pauseOnConnect: true }, (socket) => void accepted.push(socket))
    const port = await listen(t, server)
    const pool = createPool(t, port)
    const given = { bytes: 0, returned: false }
    const { got, receiver } = collectAnswer()
    const call = pool.send({ method: 'PUT', path: '/', headers, body: createSource(given) }, receiver)
    let before = -1
    while (before !== given.bytes || given.bytes === 0) {
      before = given.bytes
      for (const _ of Array(50).keys()) await new Promise((resolve) => setImmediate(resolve))
    }
    assert.ok(given.bytes < maxBuffered, `${given.bytes} bytes were taken`)
    const [socket = assert.fail()] = accepted
    socket.on('data', (data) => {
      received.bytes += data.toString('latin1').split('y').length - 1
      if (received.bytes === size) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
    })
    socket.resume()
    await call
    assert.equal(got.body, 'ok')
    assert.equal(received.bytes, size)
  })

test('an answer that comes before the body has ended is the answer, and the body is read no further', async (t) => {
  const upstream = await startUpstream(t, (socket) => {
    socket.removeAllListeners('data').pause()
    socket.end('HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig')
    setImmediate(() => socket.destroy())
  })
  const pool = createPool(t, upstream.port)
  const given = { bytes: 0, returned: false }
  const { got, receiver } = collectAnswer()
  await pool.send({ method: 'POST', path: '/', headers: [], body: createSource(given) }, receiver)
  assert.deepEqual([got.status, got.body], [413, 'big'])
  await until(() => given.returned)
  assert.ok(given.bytes < size)
})

test('a body that fails in the middle fails the call with its error', async (t) => {
  const upstream = await startUpstream(t, () => undefined)
  const pool = createPool(t, upstream.port)
  const { receiver } = collectAnswer()
  const failing = (async function* () {
    yield Buffer.from('begun')
    throw new Error('the client has gone')
  })()
  await assert.rejects(
    pool.send({ method: 'POST', path: '/', headers: [], body: failing }, receiver),
    /the client has gone/,
  )
  await until(() => upstream.open === 0)
})

for (const [what, length] of [
  ['shorter', '6'],
  ['longer', '4'],
] as const)
  test(`a body that is ${what} than it says fails the call`, async (t) => {
    const upstream = await startUpstream(t, () => undefined)
    const pool = createPool(t, upstream.port)
    const { receiver } = collectAnswer()
    const body = (async function* () {
      yield Buffer.from('hello')
    })()
    await assert.rejects(
      pool.send({ method: 'POST', path: '/', headers: ['Content-Length', length], body }, receiver),
      (error) => error instanceof CallError && error.kind === 'request',
    )
  })
