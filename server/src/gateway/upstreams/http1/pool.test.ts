import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { collectAnswer } from '../../../testing/http1/answers.ts'
import { answerWith, ask, createPool, get, startUpstream, until } from '../../../testing/http1/upstreams.ts'

test('no more connections are opened than the limit, and calls that wait are answered in their order', async (t) => {
  const held: { socket: Socket; path: string }[] = []
  const upstream = await startUpstream(t, (socket, { path }) => void held.push({ socket, path }))
  const pool = createPool(t, upstream.port, { limits: { connections: 2 } })
  const answers = Promise.all(['/1', '/2', '/3', '/4', '/5'].map((path) => ask(pool, path)))
  for (let answered = 0; answered < 5; answered++) {
    await until(() => held.length > 0)
    const [{ socket, path } = assert.fail()] = held.splice(0, 1)
    answerWith(socket, path)
  }
  assert.deepEqual(await answers, ['/1', '/2', '/3', '/4', '/5'])
  assert.deepEqual(upstream.paths.toSorted(), ['/1', '/2', '/3', '/4', '/5'])
  assert.deepEqual(upstream.paths.slice(2), ['/3', '/4', '/5'])
  assert.equal(upstream.connections, 2)
})

test('a call that has waited for a connection longer than the timeout fails, and the one before it goes on', async (t) => {
  const held: Socket[] = []
  const upstream = await startUpstream(t, (socket, { number }) => {
    if (number > 1) return answerWith(socket, 'later')
    held.push(socket)
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n')
  })
  const pool = createPool(t, upstream.port, { timeout: 300, limits: { connections: 1 } })
  const first = ask(pool, '/first')
  await until(() => held.length > 0)
  const sending = setInterval(() => held[0]?.write('x'), 50)
  await assert.rejects(ask(pool, '/second'), { name: 'CallError', kind: 'timeout' })
  clearInterval(sending)
  held[0]?.write('x'.repeat(1000))
  assert.equal((await first).length, 1000)
  assert.equal(upstream.paths.includes('/second'), false)
})

test('calls that wait get a new connection when the one before them is lost', async (t) => {
  const upstream = await startUpstream(t, (socket, { path }) =>
    path === '/lost' ? void socket.destroy() : answerWith(socket, path),
  )
  const pool = createPool(t, upstream.port, { limits: { connections: 1 } })
  const lost = assert.rejects(ask(pool, '/lost'), { kind: 'lost', lostOnReuse: false })
  assert.deepEqual(await Promise.all([ask(pool, '/a'), ask(pool, '/b')]), ['/a', '/b'])
  await lost
})

test('the connection that was used last is used next', async (t) => {
  const upstream = await startUpstream(t, (socket, { connection }) => answerWith(socket, String(connection)))
  const pool = createPool(t, upstream.port)
  await Promise.all([ask(pool), ask(pool), ask(pool)])
  const [last] = [await ask(pool)]
  for (const _ of [1, 2, 3]) assert.equal(await ask(pool), last)
  assert.equal(upstream.connections, 3)
})

test('a connection without a request is closed after the idle time', async (t) => {
  const upstream = await startUpstream(t, (socket) => answerWith(socket, 'x'))
  const pool = createPool(t, upstream.port, { limits: { idleTime: 150 } })
  await ask(pool)
  assert.equal(upstream.open, 1)
  await until(() => upstream.open === 0)
})

for (const [what, headers, idleTime, connections] of [
  ['is not used again after the idle time', '', 0, 2],
  ['is used again as long as the upstream says', 'Keep-Alive: timeout=100\r\n', 0, 1],
  ['is used again as long as the upstream says, less two seconds', 'Keep-Alive: timeout=2, max=9\r\n', 4_000, 2],
  ['is used again within the idle time', 'Keep-Alive: max=9\r\n', 4_000, 1],
  ['is not used again when the upstream closes it', 'Connection: close\r\n', 4_000, 2],
] as const)
  test(`a connection ${what} (${headers.trim() || 'nothing said'})`, async (t) => {
    const upstream = await startUpstream(t, (socket) => answerWith(socket, 'x', headers))
    const pool = createPool(t, upstream.port, { limits: { idleTime } })
    await ask(pool)
    await ask(pool)
    assert.equal(upstream.connections, connections)
  })

test('a connection older than the maximum age answers its call and is not used again', async (t) => {
  const upstream = await startUpstream(t, (socket) => answerWith(socket, 'x'))
  const pool = createPool(t, upstream.port, { limits: { age: 0 } })
  await ask(pool)
  await until(() => upstream.open === 0)
  assert.equal(await ask(pool), 'x')
  assert.equal(upstream.connections, 2)
})

test('bytes that come without a request end the connection', async (t) => {
  const poison = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison'
  const upstream = await startUpstream(t, (socket, { connection }) => {
    answerWith(socket, String(connection))
    setImmediate(() => socket.write(poison))
  })
  const pool = createPool(t, upstream.port)
  assert.equal(await ask(pool), '1')
  await until(() => upstream.open === 0)
  assert.equal(await ask(pool), '2')
})

test('a call that needs a new connection gets one, although the pool is full of idle ones', async (t) => {
  const upstream = await startUpstream(t, (socket, { connection, number }) =>
    answerWith(socket, `${connection}.${number}`),
  )
  const pool = createPool(t, upstream.port, { limits: { connections: 1 } })
  assert.deepEqual([await ask(pool), await ask(pool)], ['1.1', '1.2'])
  const { got, receiver } = collectAnswer()
  await pool.sendOnNewConnection(get('/'), receiver)
  assert.equal(got.body, '2.1')
})

for (const [what, end] of [
  ['closes', (socket: Socket) => void socket.destroy()],
  ['resets', (socket: Socket) => void socket.resetAndDestroy()],
] as const)
  test(`a loss is told apart when the upstream ${what} the connection`, async (t) => {
    const upstream = await startUpstream(t, (socket, { number, path }) => {
      if (path === '/part') socket.write('HTTP/1.1 2', () => end(socket))
      else if (number === 1 && path === '/') answerWith(socket, 'x')
      else end(socket)
    })
    const pool = createPool(t, upstream.port)
    await assert.rejects(ask(pool, '/first'), { kind: 'lost', lostOnReuse: false, message: /before it answered$/ })
    await ask(pool)
    await assert.rejects(ask(pool, '/used'), { kind: 'lost', lostOnReuse: true, message: /before it answered$/ })
    await ask(pool)
    await assert.rejects(ask(pool, '/part'), { kind: 'lost', lostOnReuse: false, message: /before its answer ended$/ })
  })

test('an upstream that does not answer in time fails the call', async (t) => {
  const upstream = await startUpstream(t, () => undefined)
  const pool = createPool(t, upstream.port, { timeout: 150 })
  await assert.rejects(ask(pool), { kind: 'timeout' })
  await until(() => upstream.open === 0)
})

test('a port where nobody listens fails the call at once, and each one that waits', async (t) => {
  const upstream = await startUpstream(t, () => undefined)
  const pool = createPool(t, 1, { limits: { connections: 1 } })
  const outcomes = await Promise.allSettled([ask(pool), ask(pool), ask(pool)])
  for (const outcome of outcomes) assert.equal(outcome.status === 'rejected' && outcome.reason.code, 'ECONNREFUSED')
  assert.equal(upstream.connections, 0)
})

test('a request that cannot be sent opens no connection', async (t) => {
  const upstream = await startUpstream(t, (socket) => answerWith(socket, 'x'))
  const pool = createPool(t, upstream.port)
  const { receiver } = collectAnswer()
  const injected = { ...get('/'), headers: ['X-A', 'b\r\nX-C: d'] }
  await assert.rejects(pool.send(injected, receiver), { kind: 'request' })
  assert.equal(upstream.connections, 0)
})

test('a pool closes once its last call has its answer', async (t) => {
  const held: Socket[] = []
  const upstream = await startUpstream(t, (socket) => void held.push(socket))
  const pool = createPool(t, upstream.port)
  const answer = ask(pool)
  await until(() => held.length === 1)
  const state = { closed: false }
  const closed = pool.close().then(() => {
    state.closed = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(state.closed, false)
  if (held[0]) answerWith(held[0], 'last')
  assert.equal(await answer, 'last')
  await closed
})
