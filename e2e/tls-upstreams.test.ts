// Upstreams that speak TLS: which certificates the gateway believes, and which it shows.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { createServer as createTlsServer } from 'node:tls'
import { type Issued, issue } from '../server/src/testing/certificates.ts'
import type { Transaction } from './api.ts'
import { acknowledged, frame, hl7, readControl } from './mllp.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'

type Named = { _id: string; commonName: string }

let program: Program
const closing: (() => void)[] = []
const seen: { url: string; client: string | undefined }[] = []
const trusted = new Map<string, string>()

const listen = async (server: Server | ReturnType<typeof createTlsServer>) => {
  server.listen(0, '127.0.0.1').unref()
  await once(server, 'listening')
  closing.push(() => server.close())
  return (server.address() as AddressInfo).port
}

/** Starts a server with a certificate. It asks its clients for one, and takes any. */
const startServer = ({ key, cert }: Issued) =>
  listen(
    createServer({ key, cert, requestCert: true, rejectUnauthorized: false }, (request, response) => {
      const { subject } = 'getPeerCertificate' in request.socket ? Object(request.socket).getPeerCertificate() : {}
      seen.push({ url: request.url ?? '', client: subject?.CN })
      response.end('answered')
    }),
  )

before(async () => {
  program = await startProgram({ workers: 1, env: { MEDIARY_CERTIFICATES_APPLY: 'immediately' } })
  const [own, other] = [await issue({ subject: 'CN=Own CA' }), await issue({ subject: 'CN=Other CA' })]
  for (const { cert } of [own, other])
    assert.equal((await program.call('POST', '/keystore/ca/cert', { cert })).status, 201)
  for (const { _id, commonName } of await program.get<Named[]>('/keystore/ca')) trusted.set(commonName, _id)
  const right = await startServer(await issue({ subject: 'CN=lab', issuer: own, names: ['localhost'] }))
  const misnamed = await startServer(await issue({ subject: 'CN=lab', issuer: own, names: ['lab.example'] }))
  const days = { from: -30, to: -1 }
  const expired = await startServer(await issue({ subject: 'CN=lab', issuer: own, names: ['localhost'], days }))
  const open = async (name: string, port: number, over: object = {}) => {
    const route = { name: 'lab', host: 'localhost', port, primary: true, secured: true, ...over }
    await program.makeChannel({ name, authType: 'public', routes: [route] }, 0)
  }
  const cert = trusted.get('Own CA')
  await open('right', right, { cert })
  await open('public-authorities', right)
  await open('other-authority', right, { cert: trusted.get('Other CA') })
  await open('misnamed', misnamed, { cert })
  await open('expired', expired, { cert })
  const identity = await issue({ subject: 'CN=exchange', issuer: own })
  const { cert: ownCert, key } = identity
  const added = await program.call('POST', '/keystore/identities', { cert: ownCert, key })
  assert.equal(added.status, 201, added.text)
  const [{ _id: clientCert } = { _id: '' }] = await program.get<Named[]>('/keystore/identities')
  await open('known-by-certificate', right, { cert, clientCert })
  const hl7Server = await listen(
    createTlsServer(await issue({ subject: 'CN=lis', issuer: own, names: ['localhost'] }), (socket) => {
      socket.on('error', () => undefined)
      let message = ''
      socket.on('data', (bytes) => {
        message += bytes
        if (!message.endsWith('\x1c\r')) return
        seen.push({ url: 'mllp', client: undefined })
        socket.write(frame(acknowledged(message)))
      })
    }),
  )
  await open('lis', hl7Server, { type: 'mllp', cert })
  await open('untrusted-lis', hl7Server, { type: 'mllp' })
})
after(async () => {
  await program.end()
  for (const close of closing) close()
})

const ask = (name: string) => fetch(`${program.http}/${name}`, { method: 'POST', body: hl7('one') })

test('an upstream is believed whose certificate comes from the authority of its route', async () => {
  const answer = await until('the authority is trusted', async () => {
    const one = await ask('right')
    return one.status === 200 ? one : undefined
  })
  assert.equal(await answer.text(), 'answered')
  assert.deepEqual(seen.at(-1), { url: '/right', client: undefined })
})

for (const [name, what, error] of [
  ['public-authorities', 'a certificate of an authority that the route does not name', /not trusted$/],
  ['other-authority', 'a certificate of another authority than that of its route', /not trusted$/],
  ['misnamed', 'a certificate for another host', /for another name$/],
  ['expired', 'an expired certificate', /has expired$/],
  ['untrusted-lis', 'a certificate that is not trusted, for messages in MLLP,', /not trusted$/],
] as const)
  test(`an upstream with ${what} is sent nothing, and the record says why`, async () => {
    const before = seen.length
    const answer = await ask(name)
    assert.equal(answer.status, 502)
    assert.equal(seen.length, before)
    const id = answer.headers.get('x-openhim-transactionid')
    const transaction = await program.get<Transaction>(`/transactions/${id}`)
    assert.equal(transaction.status, 'Failed')
    assert.match(transaction.error?.message ?? '', error)
  })

test('a message in MLLP goes over TLS to a system that the route trusts', async () => {
  const answer = await ask('lis')
  assert.equal(answer.status, 200)
  assert.deepEqual(readControl(await answer.text()), ['AA', 'one'])
})

test('the gateway shows the certificate that the route names, and no other', async () => {
  assert.equal((await ask('known-by-certificate')).status, 200)
  assert.equal(seen.at(-1)?.client, 'exchange')
})
