import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { freePort } from '../server/src/testing/ports.ts'
import type { Transaction } from './api.ts'
import { type Collector, kinds, type Span, startCollector } from './collector.ts'
import { frame, sender } from './mllp.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

const secrets = {
  password: 'hush-password-4f1a',
  body: 'hush-body-77c2',
  answer: 'hush-answer-0be9',
  query: 'hush-query-d1d0',
  cookie: 'hush-cookie-93aa',
  header: 'hush-header-5b5b',
  routePassword: 'hush-route-e00e',
  state: 'hush=state-1',
}
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

const shared = {} as { program: Program; upstream: Upstream; collector: Collector; tcpPort: number }

before(async () => {
  const upstream = await startUpstream((_seen, response) =>
    response.setHeader('X-Note', secrets.header).end(secrets.answer),
  )
  const collector = await startCollector()
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.endpoint}/`, OTEL_SERVICE_NAME: 'exchange-east' }
  const program = await startProgram({ workers: 1, env })
  const tcpPort = await freePort()
  Object.assign(shared, { program, upstream, collector, tcpPort })
  const route = { name: 'main', host: '127.0.0.1', port: upstream.port, primary: true }
  await program.makeChannel(
    { name: 'lab', routes: [{ ...route, username: 'gateway', password: secrets.routePassword }] },
    0,
  )
  const copy = { ...route, name: 'copy', primary: false }
  await program.makeChannel({ name: 'two', authType: 'public', routes: [route, copy] }, 0)
  await program.makeChannel({ name: 'open', authType: 'public' }, upstream.port)
  await program.makeChannel({ name: 'broken', authType: 'public' }, await freePort())
  const tcp = { type: 'tcp', tcpHost: '127.0.0.1', tcpPort, urlPattern: '/', methods: [], authType: 'public' }
  await program.makeChannel({ name: 'messages', ...tcp }, upstream.port)
  const polling = { type: 'polling', methods: [], urlPattern: '_polling', pollingSchedule: '0 0 1 1 *' }
  await program.makeChannel({ name: 'polled', ...polling }, upstream.port)
  await program.makeClient({ clientID: 'clinic-1', password: secrets.password })
})
after(async () => {
  await shared.program?.end()
  await shared.upstream?.stop()
  shared.collector?.stop()
})

const newTrace = () => ({ trace: randomBytes(16).toString('hex'), place: randomBytes(8).toString('hex') })
const ask = async (path: string, headers: Record<string, string> = {}, body?: string, on = shared.program) => {
  const answer = await fetch(on.http + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers,
    ...(body && { body }),
  })
  return { status: answer.status, id: answer.headers.get('x-openhim-transactionid'), text: await answer.text() }
}
const of = (kind: number, spans: Span[]) => spans.filter((span) => span.kind === kind)
const lastSeen = ({ seen } = shared.upstream) => seen.at(-1)?.headers ?? {}

test('a request is a span below the client’s, the call of the upstream one below it, and the upstream is told so', async () => {
  const { trace, place } = newTrace()
  const answer = await ask(
    `/lab/patients?token=${secrets.query}`,
    {
      authorization: basic('clinic-1', secrets.password),
      cookie: `session=${secrets.cookie}`,
      'x-note': secrets.header,
      traceparent: `00-${trace}-${place}-01`,
      tracestate: secrets.state,
    },
    secrets.body,
  )
  assert.deepEqual([answer.status, answer.text], [200, secrets.answer])
  const spans = await shared.collector.trace(trace, 2)
  const [[request], [call]] = [of(kinds.server, spans), of(kinds.client, spans)]
  assert.ok(request && call && spans.length === 2)
  assert.equal(request.parentSpanId, place)
  assert.equal(call.parentSpanId, request.spanId)
  assert.deepEqual([request.name, request.service, request.status], ['POST lab', 'exchange-east', {}])
  assert.deepEqual(request.attributes, {
    'http.request.method': 'POST',
    'url.path': '/lab/patients',
    'mediary.client': 'clinic-1',
    'mediary.transaction.id': answer.id,
    'mediary.channel': 'lab',
    'http.response.status_code': 200,
  })
  assert.equal(call.attributes['http.response.status_code'], 200)
  assert.equal(call.attributes['mediary.route'], 'main')
  assert.equal(lastSeen().traceparent, `00-${trace}-${call.spanId}-01`)
  assert.equal(lastSeen().tracestate, secrets.state, 'what the client’s system says beside it goes on')
  const [begun, ended] = [BigInt(request.startTimeUnixNano), BigInt(request.endTimeUnixNano)]
  assert.ok(begun <= BigInt(call.startTimeUnixNano) && BigInt(call.endTimeUnixNano) <= ended)
  assert.ok(Math.abs(Number(ended / 1_000_000n) - Date.now()) < 60_000, 'in nanoseconds since 1970')
})

test('a trace that is not sampled is passed on as such, and told to nobody', async () => {
  const { trace, place } = newTrace()
  await ask('/open', { traceparent: `00-${trace}-${place}-00` })
  assert.match(String(lastSeen().traceparent), new RegExp(`^00-${trace}-[0-9a-f]{16}-00$`))
  assert.ok(!String(lastSeen().traceparent).includes(place))
  const next = newTrace()
  await ask('/open', { traceparent: `00-${next.trace}-${next.place}-01` })
  await shared.collector.trace(next.trace, 2)
  assert.ok(!shared.collector.text().includes(trace))
})

test('without a trace that means something one begins here', async () => {
  for (const headers of [{}, { traceparent: 'rubbish', tracestate: 'of=others' }]) {
    await ask('/open', headers)
    const [, trace = ''] = /^00-([0-9a-f]{32})-[0-9a-f]{16}-01$/.exec(String(lastSeen().traceparent)) ?? []
    const [request] = of(kinds.server, await shared.collector.trace(trace, 2))
    assert.equal(request?.parentSpanId, undefined)
    assert.equal(lastSeen().tracestate, undefined)
  }
})

test('every route is a span of its own', async () => {
  const { trace, place } = newTrace()
  await ask('/two', { traceparent: `00-${trace}-${place}-01` })
  const spans = await shared.collector.trace(trace, 3)
  const [request] = of(kinds.server, spans)
  const calls = of(kinds.client, spans)
  assert.deepEqual(calls.map(({ attributes }) => attributes['mediary.route']).sort(), ['copy', 'main'])
  assert.ok(calls.every(({ parentSpanId }) => parentSpanId === request?.spanId))
})

test('a refusal and a failed call are told, and are errors where they should be', async () => {
  const [refused, failed] = [newTrace(), newTrace()]
  const wrong = basic('clinic-1', `${secrets.password}-wrong`)
  await ask('/lab', { traceparent: `00-${refused.trace}-${refused.place}-01`, authorization: wrong })
  await ask('/broken', { traceparent: `00-${failed.trace}-${failed.place}-01` })
  const [turnedAway] = await shared.collector.trace(refused.trace, 1)
  assert.equal(turnedAway?.attributes['http.response.status_code'], 401)
  assert.equal(turnedAway?.attributes['mediary.transaction.id'], undefined)
  assert.equal(turnedAway?.attributes['mediary.client'], undefined, 'nobody was recognised')
  assert.deepEqual(turnedAway?.status, {}, 'the client’s fault is no error of the server')
  const spans = await shared.collector.trace(failed.trace, 2)
  for (const span of spans) assert.deepEqual([span.status.code, span.attributes['error.type']], [2, '502'])
})

test('a message over TCP, a poll and a rerun are traced too', async () => {
  const from = await sender(shared.tcpPort)
  from.socket.write(frame(secrets.body))
  const byName = (name: string) =>
    until(`${name} is traced`, () => shared.collector.spans.find((one) => one.name === name))
  const message = await byName('message messages')
  assert.equal(message.kind, kinds.server)
  from.socket.destroy()

  const polled = await shared.program.get<{ _id: string; name: string }[]>('/channels')
  const poll = polled.find(({ name }) => name === 'polled')?._id
  assert.equal((await shared.program.call('POST', `/channels/${poll}/trigger`)).status, 200)
  const asked = await byName('poll polled')
  assert.equal(asked.kind, kinds.internal)
  const calls = of(kinds.client, await shared.collector.trace(asked.traceId, 2))
  assert.equal(calls[0]?.parentSpanId, asked.spanId)

  const { trace, place } = newTrace()
  const { id } = await ask('/open', { traceparent: `00-${trace}-${place}-01` })
  await shared.collector.trace(trace, 2)
  assert.equal((await shared.program.call('POST', '/tasks', { tids: [id] })).status, 201)
  const again = (await shared.collector.trace(trace, 4)).find(({ kind }) => kind === kinds.internal)
  assert.equal(again?.name, 'rerun open')
  const rerun = await shared.program.get<Transaction>(`/transactions/${again?.attributes['mediary.transaction.id']}`)
  assert.equal(rerun.status, 'Successful')
})

test('a collector that is down changes nothing, which is said once, and gets what waited for it when it is back', async () => {
  const { program, collector } = shared
  const said = (what: string) =>
    program
      .output()
      .split('\n')
      .filter((line) => line.includes(what))
  assert.deepEqual(said('traces'), [])
  collector.stop()
  const { trace, place } = newTrace()
  const traced = () => ask('/open', { traceparent: `00-${trace}-${place}-01` })
  assert.equal((await traced()).status, 200)
  await until('it is said', () => said('traces cannot be delivered').length)
  for (let n = 0; n < 3; n++) assert.equal((await traced()).status, 200)
  assert.match(String(lastSeen().traceparent), new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`))
  await collector.startAgain()
  assert.equal((await collector.trace(trace, 8)).length, 8)
  assert.match(said('traces cannot be delivered')[0] ?? '', /"why":"E[A-Z]+"/)
  assert.equal(said('traces cannot be delivered').length, 1)
  await until('it is said that it is over', () => said('traces are delivered again').length === 1)
})

test('what was ended just before the program stops is delivered, and in all that was, there is nothing secret', async () => {
  const { trace, place } = newTrace()
  await ask('/open', { traceparent: `00-${trace}-${place}-01` })
  await shared.program.stop()
  const found = shared.collector.spans.filter((span) => span.traceId === trace)
  assert.equal(found.length, 2)
  const text = shared.collector.text()
  assert.ok(text.includes('clinic-1'))
  for (const [name, secret] of Object.entries(secrets))
    for (const form of [secret, Buffer.from(secret).toString('base64').slice(0, -4)])
      assert.ok(!text.includes(form), `${name} was exported`)
  assert.ok(!text.includes('Basic'))
})
