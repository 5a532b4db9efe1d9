import assert from 'node:assert/strict'
import { Agent, get } from 'node:https'
import { test } from 'node:test'
import type { TLSSocket } from 'node:tls'
import { issue } from '../../testing/certificates.ts'
import { freePort } from '../../testing/ports.ts'
import { wholeApi } from '../../testing/whole-api.ts'

async function secureApi() {
  const port = await freePort()
  const api = await wholeApi({ api: { protocol: 'https', port } })
  await api.app.listen({ host: '127.0.0.1', port })
  return { ...api, port }
}

/** What a connection was shown, and what it speaks. */
const heartbeat = (port: number, agent: Agent) =>
  new Promise<{ name: string; socket: TLSSocket; version: string | null }>((resolve, reject) => {
    // The server keeps the connection of a caller that names itself.
    const headers = { 'user-agent': 'test' }
    get({ port, host: '127.0.0.1', path: '/heartbeat', agent, headers, rejectUnauthorized: false }, (response) => {
      const socket = response.socket as TLSSocket
      const name = String(socket.getPeerCertificate().subject.CN)
      response.resume().on('end', () => resolve({ name, socket, version: socket.getProtocol() }))
    }).on('error', reject)
  })

test('the management port shows a renewed certificate to new connections, and keeps those that are open', async (context) => {
  const api = await secureApi()
  const kept = new Agent({ keepAlive: true, maxSockets: 1, maxCachedSessions: 0 })
  const anew = () => new Agent({ maxCachedSessions: 0 })
  context.after(async () => {
    kept.destroy()
    await api.app.close()
  })
  const before = await heartbeat(api.port, kept)
  assert.equal(before.name, 'localhost')
  const { cert, key } = await issue({ subject: 'CN=renewed.example' })
  await api.stores.keystore.setCertificate({ cert, key })
  assert.equal((await heartbeat(api.port, anew())).name, 'localhost', 'it waits for the restart')
  await api.renewTls()
  assert.equal((await heartbeat(api.port, anew())).name, 'renewed.example')
  assert.equal((await heartbeat(api.port, kept)).socket, before.socket)
})

test('the management port obeys the TLS policy', async (context) => {
  const api = await secureApi()
  context.after(() => api.app.close())
  const weak = new Agent({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' })
  await assert.rejects(heartbeat(api.port, weak))
  const old = new Agent({ maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' })
  await assert.rejects(heartbeat(api.port, old), 'no forward secrecy')
  assert.equal((await heartbeat(api.port, new Agent({ maxCachedSessions: 0 }))).version, 'TLSv1.3')
})
