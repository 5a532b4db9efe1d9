import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { startObjectStore } from '../../testing/object-store.ts'
import { ObjectStoreError, objectStore } from './object-store.ts'

const credentials = { keyId: 'key', secret: 'secret' }

async function startServer(t: TestContext, answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    bucket: 'bodies',
    region: 'us-east-1',
    prefix: 'mediary/',
    credentials,
  }
}

const findKind = (call: Promise<unknown>) =>
  call.then(
    () => 'answered',
    (error: unknown) => (error instanceof ObjectStoreError ? error.kind : error),
  )

test('objects are written, read by ranges, listed and removed', async (t) => {
  const { settings } = await startObjectStore((work) => t.after(work))
  const { keyId, secret, ...address } = settings
  const store = objectStore({ ...address, region: 'us-east-1', prefix: 'some/where/', credentials: { keyId, secret } })
  await store.put('a/b/c.0', Buffer.from('hello world'))
  assert.equal(Buffer.from(await store.get('a/b/c.0', { first: 6, size: 2 })).toString(), 'wo')
  assert.equal(Buffer.from(await store.get('a/b/c.0', { first: 6, size: 100 })).toString(), 'world')
  assert.deepEqual(await store.list('a/b/c.'), [{ name: 'a/b/c.0', size: 11 }])
  assert.deepEqual(await store.list('b'), [])
  await store.remove('a/b/c.0')
  await store.remove('a/b/c.0')
  assert.equal(await findKind(store.get('a/b/c.0', { first: 0, size: 1 })), 'missing')
})

test('a bucket that hangs is given up after the timeout, and is not waited for again at once', async (t) => {
  const state = { calls: 0 }
  const store = objectStore(await startServer(t, () => state.calls++), { small: 50, large: 50 })
  for (let i = 0; i < 3; i++) assert.equal(await findKind(store.get('a', { first: 0, size: 1 })), 'unreachable')
  assert.equal(state.calls, 1)
})

test('answers that are no answer of a bucket are errors: a 404 of a proxy, more bytes than asked for, a redirect', async (t) => {
  const answers: RequestListener[] = [
    (_request, response) => response.writeHead(404).end('<html>not here</html>'),
    (_request, response) => response.end('much more than one byte'),
    (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    (_request, response) => response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>'),
  ]
  const kinds = []
  for (const answer of answers)
    kinds.push(await findKind(objectStore(await startServer(t, answer)).get('a', { first: 0, size: 1 })))
  assert.deepEqual(kinds, ['refused', 'refused', 'unreachable', 'refused'])
})
