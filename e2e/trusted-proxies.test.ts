// Clients and proxies have addresses of their own here: everything in 127.0.0.0/8 is this machine.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingHttpHeaders, request } from 'node:http'
import { after, before, test } from 'node:test'
import { authority } from './certificates.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

const proxy = '127.0.0.9'
const client = '192.0.2.44'
let program: Program
let upstream: Upstream

before(async () => {
  program = await startProgram({
    workers: 1,
    env: {
      MEDIARY_TRUSTED_PROXIES: '127.0.0.9, 127.0.1.0/24',
      MEDIARY_ROUTER_CLIENT_CERTIFICATE_HEADER: 'X-Client-Cert',
      MEDIARY_CERTIFICATES_APPLY: 'immediately',
    },
  })
  upstream = await startUpstream()
  const routes = [{ name: 'up', host: '127.0.0.1', port: upstream.port, primary: true, pathTransform: 's/^\\/lab//' }]
  await program.makeChannel({ name: 'lab', authType: 'public', routes }, upstream.port)
  await program.makeChannel({ name: 'clinic', authType: 'public', whitelist: ['192.0.2.0/24'] }, upstream.port)
})
after(async () => {
  await program.end()
  await upstream.stop()
})

type Sent = {
  from?: string
  headers?: Record<string, string | string[]>
  method?: string
  body?: string
  port?: number
}

async function send(path: string, { from = proxy, headers = {}, method = 'GET', body, port }: Sent) {
  const asked = request({
    host: '127.0.0.1',
    port: port ?? program.ports.http,
    localAddress: from,
    path,
    method,
    headers: { Host: 'him.example', ...headers },
    agent: false,
  })
  asked.end(body)
  const [answer] = await once(asked, 'response')
  answer.resume()
  await once(answer, 'end')
  return { status: answer.statusCode as number, id: String(answer.headers['x-openhim-transactionid']) }
}

async function recordedAddress(id: string) {
  const { clientIP } = await program.get<{ clientIP: string }>(`/transactions/${id}`)
  return clientIP
}

/** Sends a request and returns the X-Forwarded-* headers that the upstream got. */
async function forwardedBy(sent: Sent, path = '/clinic/x') {
  const { status } = await send(path, sent)
  assert.equal(status, 200)
  return Object.fromEntries(
    Object.entries(upstream.seen.at(-1)?.headers ?? ({} as IncomingHttpHeaders)).filter(([name]) =>
      /^(x-)?forwarded/.test(name),
    ),
  )
}

const spoken: [how: string, headers: Record<string, string | string[]>][] = [
  ['X-Forwarded-For', { 'X-Forwarded-For': client }],
  ['several lines of X-Forwarded-For', { 'X-Forwarded-For': ['203.0.113.1', client, '127.0.1.77'] }],
  ['Forwarded', { Forwarded: `for=203.0.113.1, for="${client}:4711";proto=https, for=127.0.1.5` }],
]
for (const [how, headers] of spoken)
  test(`behind a trusted proxy that sends ${how} the client's address is recorded, and the allow list uses it`, async () => {
    const { status, id } = await send('/clinic/x', { headers })
    assert.equal(status, 200)
    assert.equal(await recordedAddress(id), client)
    const stranger = JSON.parse(JSON.stringify(headers).replaceAll(client, '198.51.100.3'))
    assert.equal((await send('/clinic/x', { headers: stranger })).status, 403)
    await until('the refusal names the client', async () => {
      const refusals = await program.get<{ clientIP: string }[]>('/refusals')
      return refusals.some(({ clientIP }) => clientIP === '198.51.100.3')
    })
  })

test('from another address such headers change nothing', async () => {
  for (const [, headers] of spoken) {
    assert.equal((await send('/clinic/x', { from: '127.0.0.10', headers })).status, 403)
    const { id } = await send('/lab/x', { from: '127.0.0.10', headers })
    assert.equal(await recordedAddress(id), '127.0.0.10')
  }
})

test('headers that name two clients are refused', async () => {
  const headers = { 'X-Forwarded-For': client, Forwarded: 'for=203.0.113.5' }
  assert.equal((await send('/clinic/x', { headers })).status, 400)
})

test('an upstream gets one line of each X-Forwarded header, replaced when no trusted proxy wrote them', async () => {
  const port = String(program.ports.http)
  const forged = {
    'X-Forwarded-For': client,
    'X-Forwarded-Host': 'evil.example',
    'X-Forwarded-Proto': ['https', 'https'],
    'X-Forwarded-Port': '443',
    'X-Forwarded-Prefix': '/evil',
    Forwarded: 'for=192.0.2.1;host=evil.example',
  }
  assert.deepEqual(await forwardedBy({ from: '127.0.0.10', headers: forged }, '/lab/results'), {
    'x-forwarded-for': '127.0.0.10',
    'x-forwarded-host': 'him.example',
    'x-forwarded-proto': 'http',
    'x-forwarded-port': port,
    'x-forwarded-prefix': '/lab',
    forwarded: 'for=127.0.0.10;host="him.example";proto=http',
  })
  const told = {
    'X-Forwarded-For': client,
    'X-Forwarded-Host': 'front.example',
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-Port': '443',
    'X-Forwarded-Prefix': '/him',
  }
  assert.deepEqual(await forwardedBy({ headers: told }, '/lab/results'), {
    'x-forwarded-for': `${client}, ${proxy}`,
    'x-forwarded-host': 'front.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-port': '443',
    'x-forwarded-prefix': '/him/lab',
  })
  assert.deepEqual(await forwardedBy({ headers: { 'X-Forwarded-For': client, 'X-Forwarded-Proto': 'gopher' } }), {
    'x-forwarded-for': `${client}, ${proxy}`,
    'x-forwarded-host': 'him.example',
    'x-forwarded-proto': 'http',
    'x-forwarded-port': port,
  })
})

test('the authority of a target in absolute form is the host, whatever the Host header says', async () => {
  const target = 'http://exchange.example:8080/lab/results'
  for (const headers of [{ Host: 'him.example' }, { Host: 'exchange.example:8080' }]) {
    const forwarded = await forwardedBy({ from: '127.0.0.10', headers }, target)
    assert.equal(forwarded['x-forwarded-host'], 'exchange.example:8080')
    assert.equal(upstream.seen.at(-1)?.url, '/results')
  }
})

const signIn = (from: string, forwardedFor: string, password: string, headers: Record<string, string> = {}) =>
  send('/authenticate/local', {
    from,
    port: program.ports.api,
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': forwardedFor, Host: 'localhost', ...headers },
    body: JSON.stringify({ username: program.admin.email, password }),
  }).then(({ status }) => status)

test('wrong passwords count for the address that the proxy names, whatever stands before it', async () => {
  for (let i = 0; i < 10; i++) assert.equal(await signIn(proxy, `203.0.113.${i}, 198.51.100.20`, 'wrong'), 401)
  assert.equal(await signIn(proxy, '203.0.113.99, 198.51.100.20', program.admin.password), 429)
  assert.equal(await signIn(proxy, '198.51.100.21', program.admin.password), 200, 'another client of the proxy')
})

test('wrong passwords from an address that is no proxy count for that address', async () => {
  for (let i = 0; i < 10; i++) assert.equal(await signIn('127.0.0.10', `203.0.113.${i}`, 'wrong'), 401)
  assert.equal(await signIn('127.0.0.10', '203.0.113.99', program.admin.password), 429)
})

test('the console may be called by the name that a trusted proxy tells', async () => {
  const renamed = { 'X-Forwarded-Host': 'him.example', 'X-Forwarded-Proto': 'https', Origin: 'https://him.example' }
  assert.equal(await signIn(proxy, client, program.admin.password, renamed), 200)
  assert.equal(await signIn('127.0.0.11', client, program.admin.password, renamed), 403)
})

test('a client is known by the certificate that a trusted proxy passes on, and by nobody else', async () => {
  const ca = authority('Field CA')
  const pair = ca.issue('clinic.example')
  assert.equal((await program.call('POST', '/keystore/ca/cert', { cert: ca.pem })).status, 201)
  await program.makeClient({ clientID: 'clinic-1', clientDomain: 'clinic.example' })
  await program.makeChannel({ name: 'private' }, upstream.port)
  const ask = (certificate: string, from = proxy, name = 'X-Client-Cert') =>
    send('/private/x', { from, headers: { [name]: certificate } }).then(({ status }) => status)
  const encoded = encodeURIComponent(pair.pem)
  await until('the authority is trusted', async () => (await ask(encoded)) === 200)
  assert.equal(upstream.seen.at(-1)?.headers['x-openhim-clientid'], 'clinic-1')
  assert.equal(upstream.seen.at(-1)?.headers['x-client-cert'], undefined, 'the upstream does not get the header')
  assert.equal(await ask(pair.pem.replace(/-----[A-Z ]+-----|\n/g, '')), 200, 'base64 of DER, as HAProxy sends it')
  assert.equal(await ask(encoded, '127.0.0.10'), 401, 'not from a trusted proxy')
  assert.equal(await ask(encoded, proxy, 'X_Client_Cert'), 200)
  assert.equal(await ask(''), 401)
  assert.equal(await ask('rubbish'), 401)
  assert.equal(await ask(encodeURIComponent(authority('Other CA').issue('clinic.example').pem)), 401)
  assert.equal((await send('/lab/x', { from: '127.0.0.10', headers: { 'X-Client-Cert': encoded } })).status, 200)
  assert.equal(upstream.seen.at(-1)?.headers['x-client-cert'], undefined, 'nor from anybody else')
})
