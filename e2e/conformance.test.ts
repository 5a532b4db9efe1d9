import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { request } from 'node:https'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { freePort } from '../server/src/testing/ports.ts'
import { authority } from './certificates.ts'
import { sender } from './mllp.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { type Seen, startUpstream, type Upstream } from './upstream.ts'

/**
 * The scenarios that tell whether a gateway behaves as OpenHIM does, by number, in OpenHIM's mode. Where Mediary has decided
 * otherwise the row says so, and tests what it does instead.
 */

type Orchestration = { name: string; error?: { message: string } }
type Transaction = {
  _id: string
  status: string
  canRerun: boolean
  autoRetry: boolean
  autoRetryAttempt?: number
  childIDs: string[]
  request: { headers: Record<string, string> }
  response: { status: number }
  routes: { name: string }[]
  orchestrations: Orchestration[]
  error?: { message: string }
}

const compat = { MEDIARY_COMPAT_OPENHIM: 'true', MEDIARY_CERTIFICATES_APPLY: 'immediately' }
let program: Program
let upstream: Upstream
let other: Upstream
const basic = `Basic ${Buffer.from('lab:a long password').toString('base64')}`
const nobody = 1

before(async () => {
  program = await startProgram({ workers: 1, env: { ...compat, MEDIARY_TLS_CLIENT_LOOKUP_TYPE: 'in-chain' } })
  upstream = await startUpstream(answer)
  other = await startUpstream((seen, response) => {
    response.writeHead(seen.url.includes('redirects') ? 302 : 200, { location: '/' }).end('other')
  })
  await program.makeClient({ clientID: 'lab', password: 'a long password', roles: ['laboratory'] })
})
after(async () => {
  await program.end()
  await upstream.stop()
  await other.stop()
})

function answer(seen: Seen, response: ServerResponse) {
  const [, name] = seen.url.split('/')
  if (name === 'slow') return
  if (name === 'created') response.writeHead(201).end('created')
  else if (name === 'text') response.writeHead(200, { 'content-type': 'text/plain' }).end('text')
  else if (name === 'zipped') response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('zipped'))
  else if (name === 'mediator') {
    const report = {
      status: 'Successful',
      response: { status: 200, body: 'done' },
      orchestrations: [{ name: 'looked up' }],
    }
    response.writeHead(200, { 'content-type': 'application/json+openhim' }).end(JSON.stringify(report))
  } else response.end('answered')
}

const to = (name: string, port: number, over: object = {}) => ({ name, host: '127.0.0.1', port, ...over })
const main = (port = upstream.port) => to('main', port, { primary: true })
const make = (name: string, over: Record<string, unknown> = {}) =>
  program.makeChannel({ name, urlPattern: `^/${name}$`, authType: 'public', ...over }, upstream.port)
const ask = (name: string, init: RequestInit = {}) =>
  fetch(`${program.http}/${name}`, { method: 'POST', body: 'asked', redirect: 'manual', ...init })
const findTransaction = async (answer: Response) => {
  const id = answer.headers.get('x-openhim-transactionid')
  return until('the transaction has ended', async () => {
    const transaction = await program.get<Transaction>(`/transactions/${id}`)
    return transaction.status === 'Processing' ? undefined : transaction
  })
}

type Row = { n: number; scenario: string; instead?: string; holds: () => Promise<void> }

const rows: Row[] = [
  {
    n: 1,
    scenario: 'a private channel without credentials: 401 and WWW-Authenticate: Basic',
    async holds() {
      await make('private', { authType: 'private' })
      const { status, headers } = await ask('private')
      assert.equal(status, 401)
      assert.match(headers.get('www-authenticate') ?? '', /^Basic/)
    },
  },
  {
    n: 2,
    scenario: 'an unknown path, or a method that the channel does not take: 404',
    async holds() {
      await make('only-get', { methods: ['GET'] })
      assert.equal((await ask('nothing-here')).status, 404)
      assert.equal((await ask('only-get')).status, 404)
    },
  },
  {
    n: 3,
    scenario: 'a public channel without credentials: the status of the upstream',
    async holds() {
      await make('created')
      assert.equal((await ask('created')).status, 201)
    },
  },
  {
    n: 4,
    scenario: 'an address that is named, a role that is not: 401',
    async holds() {
      await make('named', { authType: 'private', allow: ['pharmacy'], whitelist: ['127.0.0.1'] })
      assert.equal((await ask('named', { headers: { authorization: basic } })).status, 401)
    },
  },
  {
    n: 5,
    scenario: 'the channel of higher priority denies, a lower one would allow: 401',
    async holds() {
      await make('denies', { urlPattern: '^/two$', authType: 'private', allow: ['pharmacy'], priority: 1 })
      await make('allows', { urlPattern: '^/two$', priority: 2 })
      assert.equal((await ask('two', { headers: { authorization: basic } })).status, 401)
    },
  },
  {
    n: 6,
    scenario: 'no priority and priority 3 both match: 3 wins',
    async holds() {
      await make('a-none', { urlPattern: '^/three$', routes: [main(nobody)] })
      await make('b-third', { urlPattern: '^/three$', priority: 3 })
      assert.equal((await ask('three')).status, 200)
    },
  },
  {
    n: 7,
    scenario: 'the upstream answers text/plain: the client sees text/plain; charset=utf-8',
    instead: 'the type passes as it came',
    async holds() {
      await make('text')
      assert.equal((await ask('text')).headers.get('content-type'), 'text/plain')
    },
  },
  ...['identity', 'gzip'].map((encoding, i) => ({
    n: 8 + i,
    scenario: `the upstream answers in gzip, the client asks for ${encoding}: the gateway ${i ? 'compresses' : 'decompresses'}`,
    instead: 'bytes pass as they came; the upstream is told what the client asks for',
    async holds() {
      if (i === 0) await make('zipped')
      const answer = await ask('zipped', { headers: { 'accept-encoding': encoding } })
      assert.equal(answer.headers.get('content-encoding'), 'gzip')
      assert.equal(await answer.text(), 'zipped')
      assert.equal(upstream.seen.at(-1)?.headers['accept-encoding'], encoding)
    },
  })),
  {
    n: 10,
    scenario: 'an asynchronous channel, the upstream answers 201: 202, Pending Async',
    async holds() {
      await make('async', { isAsynchronousProcess: true, routes: [{ ...main(), path: '/created' }] })
      const answer = await ask('async')
      assert.equal(answer.status, 202)
      assert.equal((await findTransaction(answer)).status, 'Pending Async')
    },
  },
  {
    n: 11,
    scenario:
      'the connection is refused: 500, the fixed body, one orchestration with the error, autoRetry, an entry in the queue',
    async holds() {
      await make('down', { routes: [main(nobody)], autoRetryEnabled: true })
      const answer = await ask('down')
      assert.equal(answer.status, 500)
      assert.equal(await answer.text(), 'An internal server error occurred')
      const { orchestrations, autoRetry, status } = await findTransaction(answer)
      assert.equal(orchestrations.length, 1)
      assert.match(orchestrations[0]?.error?.message ?? '', /refused/)
      assert.deepEqual([autoRetry, status], [true, 'Failed'])
    },
  },
  {
    n: 12,
    scenario: 'a timeout of 20 ms: 500, an error with "20ms"',
    async holds() {
      await make('slow', { timeout: 20 })
      const answer = await ask('slow')
      assert.equal(answer.status, 500)
      assert.match((await findTransaction(answer)).error?.message ?? '', /20ms/)
    },
  },
  {
    n: 13,
    scenario: 'a secondary route that is disabled: not called, no routes',
    async holds() {
      await make('off', { routes: [main(), to('second', other.port, { status: 'disabled' })] })
      assert.deepEqual((await findTransaction(await ask('off'))).routes, [])
      assert.equal(
        other.seen.some(({ url }) => url === '/off'),
        false,
      )
    },
  },
  {
    n: 14,
    scenario: 'a mediator answers with an orchestration: two are kept, the mediator’s first',
    async holds() {
      await make('mediator')
      const { orchestrations } = await findTransaction(await ask('mediator'))
      assert.deepEqual(
        orchestrations.map(({ name }) => name),
        ['looked up', 'upstream'],
      )
    },
  },
  {
    n: 15,
    scenario: 'headers dot.header and dollar$header: kept with full-width characters',
    instead: 'kept as they came',
    async holds() {
      await make('headers')
      const answer = await ask('headers', { headers: { 'dot.header': '1', dollar$header: '2' } })
      const { headers } = (await findTransaction(answer)).request
      assert.deepEqual([headers['dot.header'], headers.dollar$header], ['1', '2'])
    },
  },
  {
    n: 16,
    scenario: 'a body of 20 MB: 15 MiB are kept, canRerun is false',
    instead: 'all of it is kept, and can be sent again',
    async holds() {
      await make('large')
      const answer = await ask('large', { body: Buffer.alloc(20_000_000, 'x') })
      const { _id, canRerun } = await findTransaction(answer)
      assert.equal(canRerun, true)
      assert.equal((await program.download(`/transactions/${_id}/bodies/request`)).size, 20_000_000)
    },
  },
  {
    n: 17,
    scenario:
      'looked up in the chain, an authority that is a client lets in whom it has issued; strictly it does not: 401',
    async holds() {
      const strict = await startProgram({ workers: 1, env: { ...compat, MEDIARY_TLS_CLIENT_LOOKUP_TYPE: 'strict' } })
      try {
        assert.deepEqual([await asIssued(program), await asIssued(strict)], [200, 401])
      } finally {
        await strict.end()
      }
    },
  },
  {
    n: 18,
    scenario: 'a TCP channel whose upstream is too slow: the socket gets the fixed text',
    instead: 'in a frame; a message of HL7 v2 gets an acknowledgement (AE) that holds it',
    async holds() {
      const tcpPort = await freePort()
      const tcp = { type: 'tcp', methods: [], tcpPort, timeout: 50 }
      await make('tcp', { ...tcp, routes: [{ ...main(), path: '/slow' }] })
      const client = await sender(tcpPort)
      assert.deepEqual(await client.send(['no HL7']), ['An internal server error occurred'])
      client.end()
    },
  },
  {
    n: 19,
    scenario: 'a retry limit of 1: the second transaction has autoRetryAttempt 1 and autoRetry false',
    async holds() {
      await make('limited', { routes: [main(nobody)], autoRetryEnabled: true, autoRetryMaxAttempts: 1 })
      const first = await findTransaction(await ask('limited'))
      comeDue(first._id)
      const second = await until('it was repeated', async () => {
        const [id] = (await program.get<Transaction>(`/transactions/${first._id}`)).childIDs
        const child = id && (await program.get<Transaction>(`/transactions/${id}`))
        return child && child.status !== 'Processing' ? child : undefined
      })
      assert.deepEqual([second.autoRetryAttempt, second.autoRetry], [1, false])
    },
  },
  {
    n: 20,
    scenario: 'the secondary answers 302, the primary 200: Completed',
    async holds() {
      await make('redirects', { routes: [main(), to('second', other.port)] })
      assert.equal((await findTransaction(await ask('redirects'))).status, 'Completed')
    },
  },
]

/** The status for a client whose certificate is known only by its issuer. */
async function asIssued(on: Program) {
  const ca = authority('An authority that is a client')
  const leaf = ca.issue('somebody')
  assert.equal((await on.call('POST', '/keystore/ca/cert', { cert: ca.pem })).status, 201)
  await on.makeClient({
    clientID: 'issuer',
    certFingerprint: new X509Certificate(ca.pem).fingerprint,
    roles: ['issued'],
  })
  await on.makeChannel({ name: 'issued', authType: 'private', allow: ['issued'] }, upstream.port)
  const tls = { cert: leaf.pem, key: leaf.keyPem, rejectUnauthorized: false, agent: false as const }
  const asking = request(`${on.https}/issued`, tls).end()
  const [response] = await once(asking, 'response')
  response.resume()
  return response.statusCode
}

/** As if the time of the retry had come. */
function comeDue(id: string) {
  const database = new DatabaseSync(join(program.folder, 'mediary.db'))
  database.exec('pragma busy_timeout = 5000')
  database.prepare('update retries set due = 0 where transaction_id = ?').run(id)
  database.close()
}

for (const { n, scenario, instead, holds } of rows)
  test(`${n}. ${scenario}${instead ? ` — decided otherwise: ${instead}` : ''}`, holds)
