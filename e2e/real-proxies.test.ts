// Clients, HAProxy and nginx have addresses of their own here: everything in 127.0.0.0/8 is this machine.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { freePort } from '../server/src/testing/ports.ts'
import { acknowledged, frame, hl7, type MllpReceiver, readControl, startReceiver } from './mllp.ts'
import { type Program, startProgram } from './program.ts'
import { type RealProxy, startHaproxy, startNginx } from './real-proxies.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

const proxyAddress = '127.0.0.9'
const clinic = '127.0.0.21'
const stranger = '127.0.0.22'
const haproxy = { http: await freePort(), tls: await freePort(), mllp: await freePort() }
const nginx = await freePort()
const tcpPort = await freePort()
let program: Program
let upstream: Upstream
let lab: MllpReceiver
const proxies: RealProxy[] = []

before(async () => {
  const trust = { MEDIARY_TRUSTED_PROXIES: proxyAddress, MEDIARY_ROUTER_HTTPS_PROXY_PROTOCOL: 'true' }
  program = await startProgram({ workers: 1, env: { ...trust, MEDIARY_ROUTER_HSTS_SECONDS: '3600' } })
  upstream = await startUpstream()
  lab = await startReceiver((message) => acknowledged(message))
  const { http, https, api } = program.ports
  const haproxyConfig = `
frontend http
 mode http
 bind 127.0.0.1:${haproxy.http}
 option forwardfor
 default_backend http
backend http
 mode http
 server gateway 127.0.0.1:${http} source ${proxyAddress}
listen tls
 mode tcp
 bind 127.0.0.1:${haproxy.tls}
 server gateway 127.0.0.1:${https} send-proxy-v2 source ${proxyAddress}
listen mllp
 mode tcp
 bind 127.0.0.1:${haproxy.mllp}
 server gateway 127.0.0.1:${tcpPort} send-proxy source ${proxyAddress}`
  const told = `proxy_bind ${proxyAddress}; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
   proxy_set_header X-Forwarded-Proto https; proxy_set_header X-Forwarded-Host him.example;`
  const nginxConfig = `
  listen 127.0.0.1:${nginx};
  location /him/ { ${told} proxy_set_header X-Forwarded-Prefix /him; proxy_pass http://127.0.0.1:${api}/; }
  location / { ${told} proxy_pass http://127.0.0.1:${http}; }`
  proxies.push(await startHaproxy(haproxyConfig, haproxy.http), await startNginx(nginxConfig, nginx))

  await program.makeChannel({ name: 'open', authType: 'public' }, upstream.port)
  await program.makeChannel({ name: 'listed', authType: 'public', whitelist: [clinic] }, upstream.port)
  await program.makeChannel(
    {
      name: 'messages',
      type: 'tcp',
      methods: [],
      authType: 'public',
      whitelist: [clinic],
      tcpHost: '127.0.0.1',
      tcpPort,
      tcpProxyProtocol: true,
      routes: [{ name: 'lab', type: 'mllp', host: '127.0.0.1', port: lab.port, primary: true }],
    },
    0,
  )
})
after(async () => {
  await Promise.all(proxies.map((proxy) => proxy.end()))
  await program.end()
  await upstream.stop()
  lab.stop()
})

type Sent = { from?: string; headers?: Record<string, string>; method?: string; body?: string }

async function read(asked: ClientRequest, body?: string) {
  asked.end(body)
  const [answer]: IncomingMessage[] = await once(asked, 'response')
  assert.ok(answer)
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk)
  const { statusCode: status = 0, headers } = answer
  return { status, headers, text: Buffer.concat(chunks).toString(), id: String(headers['x-openhim-transactionid']) }
}

const through = (port: number, path: string, { from = clinic, headers = {}, method = 'GET', body }: Sent = {}) =>
  read(
    httpRequest({
      host: '127.0.0.1',
      port,
      localAddress: from,
      path,
      method,
      headers: { Host: 'him.example', ...headers },
      agent: false,
    }),
    body,
  )
const throughTls = (path: string, from = clinic) =>
  read(
    httpsRequest({
      host: '127.0.0.1',
      port: haproxy.tls,
      localAddress: from,
      path,
      rejectUnauthorized: false,
      agent: false,
    }),
  )

async function recordedAddress(id: string) {
  const { clientIP } = await program.get<{ clientIP: string }>(`/transactions/${id}`)
  return clientIP
}

const forged = { 'X-Forwarded-For': clinic, Forwarded: `for=${clinic}` }

for (const [proxy, port] of [
  ['HAProxy', haproxy.http],
  ['nginx', nginx],
] as const)
  test(`behind ${proxy} the record and the allow list know the client`, async () => {
    const { status, id } = await through(port, '/listed')
    assert.equal(status, 200)
    assert.equal(await recordedAddress(id), clinic)
    assert.equal((await through(port, '/listed', { from: stranger })).status, 403)
    const headers = { 'X-Forwarded-For': clinic }
    assert.equal((await through(port, '/listed', { from: stranger, headers })).status, 403, 'a client that lies')
  })

test('a forged header from an address that is not listed changes nothing', async () => {
  assert.equal((await through(program.ports.http, '/listed', { from: stranger, headers: forged })).status, 403)
  const { id } = await through(program.ports.http, '/open', { from: stranger, headers: forged })
  assert.equal(await recordedAddress(id), stranger)
})

test('TLS passes through HAProxy, and the PROXY protocol names the client', async () => {
  const { status, id, headers } = await throughTls('/listed')
  assert.equal(status, 200)
  assert.equal(await recordedAddress(id), clinic)
  assert.equal(headers['strict-transport-security'], 'max-age=3600')
  assert.equal((await throughTls('/listed', stranger)).status, 403)
})

/** Sends bytes to a port, and returns what came before the connection was closed or a message ended. */
async function exchange(port: number, from: string, bytes: Buffer) {
  const socket = connect({ host: '127.0.0.1', port, localAddress: from })
  let got = ''
  socket.on('error', () => undefined)
  socket.on('data', (data) => {
    got += data.toString('latin1')
    if (got.endsWith('\x1c\r')) socket.destroy()
  })
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.write(bytes)
  await closed
  return got
}

test('messages in MLLP pass through HAProxy, and the PROXY protocol names the sender', async () => {
  assert.deepEqual(readControl(await exchange(haproxy.mllp, clinic, frame(hl7('p1')))), ['AA', 'p1'])
  const [newest] = await program.get<{ _id: string }[]>('/transactions?filterLimit=1')
  assert.equal(await recordedAddress(newest?._id ?? ''), clinic)
  assert.deepEqual(readControl(await exchange(haproxy.mllp, stranger, frame(hl7('p2')))), ['AR', 'p2'])
})

type Refused = { code: string; clientIP: string; channel?: string }
const refusalsBy = async (address: string) =>
  (await program.get<Refused[]>('/refusals')).filter(
    ({ code, clientIP }) => code === 'proxy-protocol' && clientIP === address,
  )

test('a listener with the PROXY protocol refuses connections without it, and those of others', async () => {
  const header = Buffer.from('PROXY TCP4 127.0.0.21 127.0.0.1 1000 2000\r\n')
  const message = frame(hl7('p3'))
  for (const port of [tcpPort, program.ports.https]) {
    assert.equal(await exchange(port, proxyAddress, message), '', 'no header')
    assert.equal(await exchange(port, stranger, Buffer.concat([header, message])), '', 'not a trusted proxy')
  }
  await until('both refusals of both listeners are recorded', async () =>
    (await Promise.all([proxyAddress, stranger].map(refusalsBy))).every(
      (refusals) => refusals.some(({ channel }) => channel === 'messages') && refusals.length >= 2,
    ),
  )
  assert.deepEqual(readControl(await exchange(tcpPort, proxyAddress, Buffer.concat([header, message]))), ['AA', 'p3'])
})

const signIn = (from: string, password: string) =>
  through(nginx, '/him/authenticate/local', {
    from,
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: 'https://him.example' },
    body: JSON.stringify({ username: program.admin.email, password }),
  }).then(({ status }) => status)

test('behind nginx wrong passwords hold back the client that sent them, and no other', async () => {
  for (let i = 0; i < 10; i++) assert.equal(await signIn(stranger, 'wrong'), 401)
  assert.equal(await signIn(stranger, program.admin.password), 429)
  assert.equal(await signIn(clinic, program.admin.password), 200)
})

test('behind HAProxy refusals slow down the client that caused them, and no other', async () => {
  const state = { sent: 0, answered: 0, isEnough: false, waiting: new Set<number>() }
  const guesses = Array.from({ length: 100 }, async () => {
    while (!state.isEnough) {
      const guess = state.sent++
      state.waiting.add(guess)
      assert.equal((await through(haproxy.http, '/no-channel', { from: stranger })).status, 404)
      state.waiting.delete(guess)
      state.answered++
    }
  })
  await until('the first fifty are answered', () => state.answered >= 50)
  const sentBefore = [...state.waiting]
  assert.equal((await through(haproxy.http, '/no-channel', { from: clinic })).status, 404)
  assert.ok(
    sentBefore.some((guess) => state.waiting.has(guess)),
    'some of what was sent before still waits',
  )
  state.isEnough = true
  await Promise.all(guesses)
})

test('the console below a path of nginx names its own parts below this path', async () => {
  const page = await through(nginx, '/him/console/clients')
  assert.equal(page.status, 200)
  const addresses = [...page.text.matchAll(/(?:href|src|content)="(\/[^"]*)"/g)].map(([, address]) => address ?? '')
  assert.ok(addresses.includes('/him/console/'), page.text)
  for (const address of addresses) {
    assert.ok(address.startsWith('/him/console/'), address)
    assert.equal((await through(nginx, address)).status, 200, address)
  }
  assert.equal((await through(nginx, '/him/')).headers.location, '/him/console/')
})
