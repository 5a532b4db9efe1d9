import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { createServer as createTlsServer, type TLSSocket } from 'node:tls'
import { issue } from '../../../testing/certificates.ts'
import { collectAnswer } from '../../../testing/http1/answers.ts'
import { answerWith, ask, createPool, listen, until } from '../../../testing/http1/upstreams.ts'

const authority = await issue({ subject: 'CN=Own CA' })
const server = await issue({ subject: 'CN=lab', issuer: authority, names: ['localhost'] })
const tls = { ca: authority.cert, servername: 'localhost' }
const onLoopback = (port: number) => ({ address: { host: '127.0.0.1', port, tls } })

for (const version of ['TLSv1.2', 'TLSv1.3'] as const)
  test(`a new connection resumes the session of a former one (${version})`, async (t) => {
    const resumed: boolean[] = []
    const names: unknown[] = []
    const upstream = createTlsServer({ ...server, minVersion: version, maxVersion: version }, (socket) => {
      socket.on('error', () => undefined)
      resumed.push(socket.isSessionReused())
      names.push(socket.servername)
      socket.on('data', () => answerWith(socket, 'sealed'))
    })
    const port = await listen(t, upstream)
    const pool = createPool(t, port, { ...onLoopback(port), limits: { age: 0 } })
    for (const _ of [1, 2, 3]) assert.equal(await ask(pool), 'sealed')
    assert.deepEqual(resumed, [false, true, true])
    assert.equal(names[0], 'localhost')
  })

test('nothing is sent to an upstream whose certificate is for another name', async (t) => {
  const seen: Buffer[] = []
  const upstream = createTlsServer(server, (socket: TLSSocket) => {
    socket.on('error', () => undefined).on('data', (bytes) => seen.push(bytes))
  })
  const port = await listen(t, upstream)
  const address = { host: '127.0.0.1', port, tls: { ca: authority.cert, servername: 'lab.example' } }
  const pool = createPool(t, port, { address })
  await assert.rejects(ask(pool), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
  assert.deepEqual(seen, [])
})

test('an upstream that never ends the handshake is late', async (t) => {
  const port = await listen(t, createServer())
  const pool = createPool(t, port, { ...onLoopback(port), timeout: 150 })
  await assert.rejects(ask(pool), { kind: 'timeout' })
})

test('a certificate that cannot be read fails the call, and each one that waits', async (t) => {
  const port = await listen(t, createServer())
  const address = { host: '127.0.0.1', port, tls: { ca: authority.cert, cert: 'none', key: 'none' } }
  const pool = createPool(t, port, { address, limits: { connections: 1 } })
  for (const outcome of await Promise.allSettled([ask(pool), ask(pool)])) assert.equal(outcome.status, 'rejected')
})

test('large bodies pass whole over TLS, both ways', async (t) => {
  const size = 16 * 1024 * 1024
  const chunks = Array.from({ length: 256 }, (_, i) => Buffer.alloc(size / 256, i))
  const whole = createHash('sha256')
  for (const chunk of chunks) whole.update(chunk)
  const expected = whole.digest('hex')
  const hashes = { sent: createHash('sha256'), received: createHash('sha256') }
  const upstream = createTlsServer(server, (socket) => {
    const state = { inBody: false, bytes: 0 }
    socket.on('error', () => undefined)
    socket.on('data', (bytes) => {
      const body = state.inBody ? bytes : bytes.subarray(bytes.indexOf('\r\n\r\n') + 4)
      state.inBody = true
      state.bytes += body.length
      hashes.sent.update(body)
      if (state.bytes < size) return
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`)
      for (const chunk of chunks) socket.write(chunk)
    })
  })
  const port = await listen(t, upstream)
  const pool = createPool(t, port, onLoopback(port))
  const { receiver } = collectAnswer()
  const waits = { count: 0 }
  const body = (async function* () {
    yield* chunks
  })()
  const request = { method: 'PUT', path: '/', headers: ['Content-Length', String(size)], body }
  await pool.send(request, {
    ...receiver,
    data: (chunk) => {
      hashes.received.update(chunk)
      // Every third chunk makes the connection wait.
      return ++waits.count % 3 ? undefined : new Promise((resolve) => setImmediate(resolve))
    },
  })
  assert.equal(hashes.sent.digest('hex'), expected)
  assert.equal(hashes.received.digest('hex'), expected)
  await until(() => waits.count > 3)
})
