import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { type Seen, startUpstream, type Upstream } from './upstream.ts'

type Call = {
  name: string
  request?: { path?: string; body?: string; timestamp?: string }
  response?: { status: number; body?: string; headers?: Record<string, string>; timestamp?: string }
  error?: { message: string }
  orchestrations?: Call[]
  properties?: Record<string, unknown>
}
type Recorded = Call & { _id: string; status: string; routes: Call[]; orchestrations: Call[] }

let program: Program
/** Answers as the channel's name of the path says. */
const answers = new Map<string, (seen: Seen, response: ServerResponse) => void>()
let primary: Upstream
let second: Upstream
const nobody = 1

before(async () => {
  program = await startProgram({ workers: 1, env: { MEDIARY_ROUTER_EXTERNAL_HOSTNAME: 'gateway.example.org' } })
  const answering = (side: string) => (seen: Seen, response: ServerResponse) => {
    const name = seen.url.split(/[/?]/)[1]
    const answer = answers.get(`${side} ${name}`)
    if (answer) answer(seen, response)
    else response.end(`${side}\n`)
  }
  primary = await startUpstream(answering('primary'))
  second = await startUpstream(answering('second'))
})
after(async () => {
  await program.end()
  await primary.stop()
  await second.stop()
})

const readTransaction = (id: string | null) => program.get<Recorded>(`/transactions/${id}`)
const ended = (id: string | null) =>
  until(`the transaction ${id} ends`, async () => {
    const transaction = await readTransaction(id)
    return transaction.status === 'Processing' ? undefined : transaction
  })

type Scenario = {
  channel?: Record<string, unknown>
  route?: Record<string, unknown> | undefined
  primary?: (seen: Seen, response: ServerResponse) => void
  second?: (seen: Seen, response: ServerResponse) => void
  body?: string
}

/** Makes a channel of this name with a primary and, unless it is told otherwise, a secondary route; sends one request. */
async function run(name: string, scenario: Scenario = {}) {
  if (scenario.primary) answers.set(`primary ${name}`, scenario.primary)
  if (scenario.second) answers.set(`second ${name}`, scenario.second)
  const routes = [
    { name: 'primary', host: '127.0.0.1', port: primary.port, primary: true },
    ...('route' in scenario && scenario.route === undefined
      ? []
      : [{ name: 'second', host: '127.0.0.1', port: second.port, ...scenario.route }]),
  ]
  await program.makeChannel({ name, urlPattern: `^/${name}/`, authType: 'public', routes, ...scenario.channel }, 0)
  const answer = await fetch(`${program.http}/${name}/x?q=1`, {
    method: 'POST',
    body: scenario.body ?? 'the request',
    redirect: 'manual',
  })
  return { answer, text: await answer.text(), id: answer.headers.get('x-openhim-transactionid') }
}

const status =
  (code: number, headers: Record<string, string> = {}) =>
  (_seen: Seen, response: ServerResponse) =>
    void response.writeHead(code, headers).end(`${code}\n`)
const listAsked = (upstream: Upstream, name: string) => upstream.seen.filter(({ url }) => url.startsWith(`/${name}/`))

test('a secondary route gets the same request, and its answer is recorded, not delivered', async () => {
  const { answer, text, id } = await run('both')
  assert.equal(answer.status, 200)
  assert.equal(text, 'primary\n')
  const transaction = await ended(id)
  assert.equal(transaction.status, 'Successful')
  assert.equal(listAsked(second, 'both')[0]?.body.toString(), 'the request')
  assert.equal(listAsked(second, 'both')[0]?.url, '/both/x?q=1')
  const [route] = transaction.routes
  assert.equal(route?.name, 'second')
  assert.equal(route?.request?.path, '/both/x')
  assert.equal(route?.request?.body, 'the request')
  assert.equal(route?.response?.status, 200)
  assert.equal(route?.response?.body, 'second\n')
})

test('where nothing is traced, the place in a trace that a client sends passes as it is, on every route', async () => {
  const traced = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', tracestate: 'a=1' }
  const places = ({ seen }: Upstream) =>
    seen
      .filter(({ url }) => url.startsWith('/traced/'))
      .map(({ headers: { traceparent, tracestate } }) => ({ traceparent, tracestate }))
  const { id } = await run('traced')
  await ended(id)
  const ask = async (headers: Record<string, string>) => {
    const answer = await fetch(`${program.http}/traced/x`, { headers })
    await ended(answer.headers.get('x-openhim-transactionid'))
  }
  await ask(traced)
  await ask({ traceparent: 'rubbish' })
  const none = { traceparent: undefined, tracestate: undefined }
  for (const upstream of [primary, second])
    assert.deepEqual(places(upstream), [none, traced, { ...none, traceparent: 'rubbish' }])
})

test('the client does not wait for a slow secondary route: until it has answered the transaction is under way', async () => {
  const held = Promise.withResolvers<ServerResponse>()
  const { text, id } = await run('slow', { second: (_seen, response) => held.resolve(response) })
  assert.equal(text, 'primary\n')
  assert.equal((await readTransaction(id)).status, 'Processing')
  assert.equal((await readTransaction(id)).response?.status, 200)
  const response = await held.promise
  response.end('late\n')
  assert.equal((await ended(id)).routes[0]?.response?.body, 'late\n')
})

test('an answer without a Date gets one, and a Date that the upstream gave stays', async () => {
  const given = 'Tue, 03 Mar 2026 10:00:00 GMT'
  const dated = await run('dated', { primary: status(200, { date: given }) })
  assert.equal(dated.answer.headers.get('date'), given)
  const undated = await run('undated', {
    primary: (_seen, response) => {
      response.sendDate = false
      response.end('primary\n')
    },
  })
  assert.ok(!Number.isNaN(Date.parse(undated.answer.headers.get('date') ?? '')))
})

const ends: [name: string, scenario: Scenario, client: number, status: string][] = [
  ['second-redirects', { second: status(302, { location: '/' }) }, 200, 'Completed'],
  ['second-fails', { second: status(500) }, 200, 'Completed with error(s)'],
  ['second-missing', { second: status(404) }, 200, 'Completed'],
  ['second-is-down', { route: { port: nobody } }, 200, 'Completed with error(s)'],
  ['primary-missing', { primary: status(404) }, 404, 'Completed'],
  ['primary-fails', { primary: status(503) }, 503, 'Failed'],
  ['asynchronous', { channel: { isAsynchronousProcess: true }, primary: status(201) }, 202, 'Pending Async'],
  [
    'asynchronous-alone',
    { channel: { isAsynchronousProcess: true }, route: undefined, primary: status(201) },
    202,
    'Pending Async',
  ],
  [
    'asynchronous-refused',
    { channel: { isAsynchronousProcess: true }, route: undefined, primary: status(400) },
    400,
    'Completed',
  ],
]
for (const [name, scenario, client, expected] of ends)
  test(`${name}: the client gets ${client}, the transaction ends as ${expected}`, async () => {
    const { answer, id } = await run(name, scenario)
    assert.equal(answer.status, client)
    const transaction = await ended(id)
    assert.equal(transaction.status, expected)
    assert.equal(transaction.response?.status, client)
  })

test('a secondary route that is down is recorded with its error', async () => {
  const { id } = await run('down', { route: { port: nobody } })
  const [route] = (await ended(id)).routes
  assert.match(route?.error?.message ?? '', /refused the connection/)
  assert.equal(route?.response?.status, 502)
})

test('a disabled route is not called', async () => {
  const { id } = await run('off', { route: { status: 'disabled' } })
  assert.deepEqual((await ended(id)).routes, [])
  assert.equal(listAsked(second, 'off').length, 0)
})

const waits: [name: string, codes: string, primary: number, called: boolean][] = [
  ['waits-for-any', '', 404, true],
  ['waits-for-classes', '2**,3**', 302, true],
  ['waits-in-vain', '2**,3**', 404, false],
  ['waits-for-a-code', '2**,404', 404, true],
]
for (const [name, statusCodesCheck, code, called] of waits)
  test(`a route that waits for "${statusCodesCheck}" is ${called ? '' : 'not '}called after ${code}`, async () => {
    const route = { waitPrimaryResponse: true, statusCodesCheck }
    const { id } = await run(name, { route, primary: status(code) })
    const transaction = await ended(id)
    assert.equal(transaction.routes.length, called ? 1 : 0)
    assert.equal(listAsked(second, name).length, called ? 1 : 0)
  })

test('a large body reaches the secondary route byte for byte, read back from the record', async () => {
  const body = Array.from({ length: 200_000 }, (_, i) => String(i)).join(' ')
  const { id } = await run('large', { body })
  await ended(id)
  assert.equal(listAsked(second, 'large')[0]?.body.toString(), body)
  assert.equal(listAsked(primary, 'large')[0]?.body.toString(), body)
})

test('a large body that is not recorded is not sent to a secondary route, and the record says why', async () => {
  const { id } = await run('unkept', { body: 'x'.repeat(200_000), channel: { requestBody: false } })
  const transaction = await ended(id)
  assert.equal(transaction.status, 'Completed with error(s)')
  assert.match(transaction.routes[0]?.error?.message ?? '', /not recorded/)
})

test('bodies that a channel does not store stand nowhere: not with its routes either', async () => {
  const { id } = await run('private', { channel: { requestBody: false, responseBody: false } })
  const transaction = await ended(id)
  assert.equal(transaction.routes[0]?.request?.body, undefined)
  assert.equal(transaction.routes[0]?.response?.body, undefined)
  assert.doesNotMatch(JSON.stringify(transaction), /the request|second\\n/)
})

const mediated =
  (document: unknown, encode: (text: string) => string | Buffer = (text) => text, headers = {}) =>
  (_seen: Seen, response: ServerResponse) =>
    void response
      .writeHead(200, { 'content-type': 'application/json+openhim', ...headers })
      .end(encode(typeof document === 'string' ? document : JSON.stringify(document)))

const report = {
  'x-mediator-urn': 'urn:mediator:lab',
  status: 'Completed',
  response: { status: 201, headers: { 'content-type': 'text/plain', 'X-From': 'lab' }, body: 'made by the mediator' },
  orchestrations: [
    {
      name: 'look up the patient',
      request: { host: 'mpi', port: '80', path: '/patient', method: 'GET', timestamp: '2026-01-01T00:00:00.000Z' },
      response: { status: 200, body: 'the patient', timestamp: 1_700_000_000_000 },
    },
    {
      name: 'send on',
      request: { method: 'POST', body: 'the request' },
      response: { status: '200', body: 'the patient' },
    },
  ],
  properties: { facility: 'clinic-1' },
}

for (const [name, encode, headers] of [
  ['mediator', (text: string) => text, {}],
  ['mediator-gzip', (text: string) => gzipSync(text), { 'content-encoding': 'gzip' }],
] as const)
  test(`${name}: its answer becomes the client's, and what it reports is recorded before the gateway's own call`, async () => {
    const { answer, text, id } = await run(name, { route: undefined, primary: mediated(report, encode, headers) })
    assert.equal(answer.status, 201)
    assert.equal(text, 'made by the mediator')
    assert.equal(answer.headers.get('x-from'), 'lab')
    const transaction = await ended(id)
    assert.equal(transaction.status, 'Completed')
    assert.deepEqual(transaction.properties, { facility: 'clinic-1' })
    assert.deepEqual(
      transaction.orchestrations.map((call) => call.name),
      ['look up the patient', 'send on', 'primary'],
    )
    const [lookUp, sendOn] = transaction.orchestrations
    assert.equal(lookUp?.request?.timestamp, '2026-01-01T00:00:00.000Z')
    assert.equal(lookUp?.response?.body, 'the patient')
    // Both repeat a body that stands elsewhere: they refer to it.
    assert.equal(sendOn?.request?.body, 'the request')
    assert.equal(sendOn?.response?.body, 'the patient')
    assert.ok(sendOn?.response?.timestamp, 'stamped on receipt')
  })

test('an error that a mediator reports stands in the transaction, also when other routes follow', async () => {
  const failing = { ...report, status: undefined, error: { message: 'no such patient', stack: 'at lab' } }
  const { id } = await run('mediator-error', { primary: mediated(failing), second: mediated(report) })
  const transaction = await ended(id)
  assert.deepEqual(transaction.error, { message: 'no such patient', stack: 'at lab' })
  assert.equal(transaction.status, 'Successful')
  assert.equal(transaction.routes[0]?.response?.status, 201)
  assert.equal(transaction.routes[0]?.response?.body, 'made by the mediator')
  assert.equal(transaction.routes[0]?.orchestrations?.length, 2)
  assert.deepEqual(transaction.routes[0]?.properties, { facility: 'clinic-1' })
})

const malformed: [what: string, document: unknown, why: RegExp][] = [
  ['not-json', '{"response":', /not JSON/],
  ['no-response', { status: 'Successful' }, /response/],
  ['no-status', { response: { body: 'x' } }, /response\.status/],
  ['splitting', { response: { status: 200, headers: { 'x-a': 'b\r\nx-c: d' } } }, /not a header/],
]
for (const [name, document, why] of malformed)
  test(`a mediator's answer that cannot be used (${name}) is a 502, and the record says why`, async () => {
    const { answer, id } = await run(name, { route: undefined, primary: mediated(document) })
    assert.equal(answer.status, 502)
    const transaction = await ended(id)
    assert.equal(transaction.status, 'Failed')
    assert.match(transaction.error?.message ?? '', why)
  })

test('addresses of the upstream in an answer become those of the gateway; binary answers stay as they are', async () => {
  const answering = (_seen: Seen, response: ServerResponse) => {
    const base = `http://127.0.0.1:${primary.port}`
    response.setHeader('Content-Type', 'application/fhir+json')
    response.end(`{"fullUrl": "${base}/rewritten/1", "other": "${base}/2", "href":"http://elsewhere.example.org/3"}`)
  }
  const { text, id } = await run('rewritten', { route: undefined, channel: { rewriteUrls: true }, primary: answering })
  const expected = `{"fullUrl": "http://gateway.example.org:${program.ports.http}/rewritten/1", "other": "http://gateway.example.org:${program.ports.http}/2", "href":"http://elsewhere.example.org/3"}`
  assert.equal(text, expected)
  assert.equal((await ended(id)).response?.body, expected)

  const binary = (_seen: Seen, response: ServerResponse) => {
    response.setHeader('Content-Type', 'application/octet-stream')
    response.end(`href="http://127.0.0.1:${primary.port}/"`)
  }
  const other = await run('untouched', { route: undefined, channel: { rewriteUrls: true }, primary: binary })
  assert.equal(other.text, `href="http://127.0.0.1:${primary.port}/"`)
})

test('a route with a user name and an empty password sends both', async () => {
  await run('empty-password', { route: { username: 'svc', password: '' } })
  const [asked] = await until('the secondary route is asked', () => {
    const found = listAsked(second, 'empty-password')
    return found.length ? found : undefined
  })
  assert.equal(asked?.headers.authorization, `Basic ${Buffer.from('svc:').toString('base64')}`)
})

test('a worker that dies while a secondary route is under way leaves only its own transactions marked', async () => {
  const held = Promise.withResolvers<ServerResponse>()
  const { id } = await run('dies', { second: (_seen, response) => held.resolve(response) })
  const response = await held.promise
  const closed = once(response, 'close')
  const [worker = 0] = program.workers()
  process.kill(worker, 'SIGKILL')
  await closed
  const transaction = await ended(id)
  assert.equal(transaction.status, 'Completed with error(s)')
  assert.equal(transaction.response?.status, 200)
  assert.match(transaction.error?.message ?? '', /^Interrupted/)
})
