import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { type TestContext, test } from 'node:test'
import { createServer as createTlsServer } from 'node:tls'
import { issue } from '../../testing/certificates.ts'
import { freePort } from '../../testing/ports.ts'
import { connectionChecks } from './connection.ts'

const check = connectionChecks()

async function listening(context: TestContext, server: Server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => server.close())
  return (server.address() as AddressInfo).port
}

test('a host that listens is reached, and is sent not a byte', async (context) => {
  const received: Buffer[] = []
  const closed = Promise.withResolvers<void>()
  const server = createServer((socket) => {
    socket.on('data', (bytes) => received.push(bytes)).on('error', () => undefined)
    socket.on('close', () => closed.resolve())
  })
  const port = await listening(context, server)
  const connection = await check({ host: '127.0.0.1', port, secured: false, ca: undefined })
  assert.deepEqual([connection.outcome, connection.address], ['connected', '127.0.0.1'])
  await closed.promise
  assert.deepEqual(received, [])
})

test('a port where nobody listens is refused; a name that does not exist is unknown', async () => {
  const closed = await check({ host: '127.0.0.1', port: await freePort(), secured: false, ca: undefined })
  assert.equal(closed.outcome, 'refused')
  const nowhere = await check({ host: 'no-such-host.invalid', port: 80, secured: false, ca: undefined })
  assert.equal(nowhere.outcome, 'unknown-name')
})

test('a peer that speaks no TLS is told apart', async (context) => {
  const port = await listening(
    context,
    createServer((socket) => socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n')),
  )
  assert.equal((await check({ host: '127.0.0.1', port, secured: true, ca: undefined })).outcome, 'not-tls')
})

test('TLS is told with what the certificate shows; without the right authority, or for another name, it is not trusted', async (context) => {
  const authority = await issue({ subject: 'CN=authority' })
  const lab = await issue({ subject: 'CN=lab', issuer: authority, names: ['localhost'] })
  const server = createTlsServer({ key: lab.key, cert: lab.cert }, (socket) => socket.on('error', () => undefined))
  const port = await listening(context, server)
  const asked = { port, secured: true }
  const right = await check({ ...asked, host: 'localhost', ca: authority.cert })
  assert.deepEqual([right.outcome, right.tls?.trusted, right.tls?.names], ['connected', true, ['localhost']])
  assert.ok(Date.parse(right.tls?.ends ?? '') > Date.now())
  const unknown = await check({ ...asked, host: 'localhost', ca: undefined })
  assert.deepEqual([unknown.outcome, unknown.tls?.commonName, unknown.tls?.issuer], ['untrusted', 'lab', 'authority'])
  const otherName = await check({ ...asked, host: '127.0.0.1', ca: authority.cert })
  assert.deepEqual([otherName.outcome, otherName.tls?.problem], ['untrusted', 'ERR_TLS_CERT_ALTNAME_INVALID'])
})

test('only a few are tested at once', async (context) => {
  const port = await listening(
    context,
    createServer((socket) => socket.on('error', () => undefined)),
  )
  // Nobody shakes hands there, so each of these is still waiting when the last one asks.
  const waiting = Array.from({ length: 5 }, () => check({ host: '127.0.0.1', port, secured: true, ca: undefined }))
  const last = await waiting.at(-1)?.catch((error: unknown) => error)
  assert.match(String(last), /try again in a moment/)
  for (const one of waiting) one.catch(() => undefined)
})
