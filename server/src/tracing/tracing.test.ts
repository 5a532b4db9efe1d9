import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { pino } from 'pino'
import { until } from '../../../e2e/until.ts'
import { contextFrom, tracer, withTraceparent } from './index.ts'

const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
const place = '00f067aa0ba902b7'

for (const [why, headers, expected] of [
  ['one that is sampled', ['Traceparent', `00-${trace}-${place}-01`], { traceId: trace, spanId: place, sampled: true }],
  ['one that is not', ['traceparent', `00-${trace}-${place}-00`], { traceId: trace, spanId: place, sampled: false }],
  [
    'one of a version to come',
    ['traceparent', `cc-${trace}-${place}-03-more`],
    { traceId: trace, spanId: place, sampled: true },
  ],
  ['none', ['accept', '*/*'], undefined],
  ['two', ['traceparent', `00-${trace}-${place}-01`, 'traceparent', `00-${trace}-${place}-01`], undefined],
  ['version ff', ['traceparent', `ff-${trace}-${place}-01`], undefined],
  ['one with more than its version has', ['traceparent', `00-${trace}-${place}-01-more`], undefined],
  ['capitals', ['traceparent', `00-${trace.toUpperCase()}-${place}-01`], undefined],
  ['a trace of zeros', ['traceparent', `00-${'0'.repeat(32)}-${place}-01`], undefined],
  ['a place of zeros', ['traceparent', `00-${trace}-${'0'.repeat(16)}-01`], undefined],
  ['rubbish', ['traceparent', `x'; drop table`], undefined],
] as const)
  test(`a traceparent: ${why}`, () => assert.deepEqual(contextFrom(headers), expected))

test('what another system said beside its place goes on only with its trace', () => {
  const context = { traceId: trace, spanId: place, sampled: true }
  const headers = ['Accept', '*/*', 'TraceParent', 'old', 'TraceState', 'a=1']
  const mine = ['traceparent', `00-${trace}-${place}-01`]
  assert.deepEqual(withTraceparent(headers, { context, continued: true }), [
    'Accept',
    '*/*',
    'TraceState',
    'a=1',
    ...mine,
  ])
  assert.deepEqual(withTraceparent(headers, { context, continued: false }), ['Accept', '*/*', ...mine])
})

test('without a collector there is no tracer', () =>
  assert.equal(tracer({ endpoint: undefined, serviceName: 'mediary' }, pino({ level: 'silent' })), undefined))

/** A collector that answers with what it is told, and a tracer that sends to it. */
async function collecting(context: { after: (cleanUp: () => unknown) => void }, answers: { status: number }) {
  const asked = { times: 0 }
  const lines: string[] = []
  const spans: string[] = []
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    asked.times++
    if (answers.status === 200) {
      const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString())
      spans.push(...resourceSpans[0].scopeSpans[0].spans.map((one: { name: string }) => one.name))
    }
    response.writeHead(answers.status).end()
  }
  const server = createServer((request, response) => void take(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const made = tracer({ endpoint, serviceName: 'here' }, pino({}, { write: (line) => lines.push(line) }))
  assert.ok(made)
  return { tracer: made, spans, lines, asked }
}

test('a collector that is away gets, once it is back, what waited for it; the log says each once', async (context) => {
  const answers = { status: 503 }
  const { tracer, spans, lines, asked } = await collecting(context, answers)
  for (let n = 0; n < 600; n++) tracer.start('server', `span ${n}`, undefined).end()
  await until('it was tried again', () => asked.times >= 2)
  answers.status = 200
  await until('all are delivered', () => spans.length >= 600)
  assert.equal(new Set(spans).size, 600)
  assert.equal(lines.filter((line) => line.includes('cannot be delivered')).length, 1)
  assert.equal(lines.filter((line) => line.includes('delivered again')).length, 1)
})

test('what waits is bounded, and what is too much is lost', async (context) => {
  const answers = { status: 503 }
  const { tracer, spans } = await collecting(context, answers)
  for (let n = 0; n < 5_000; n++) tracer.start('server', `span ${n}`, undefined).end()
  answers.status = 200
  await tracer.close()
  await until('what waited is delivered', () => spans.length >= 2_048)
  assert.equal(spans.length, 2_048)
})

test('what is not sampled is told to nobody', async (context) => {
  const { tracer, spans } = await collecting(context, { status: 200 })
  const parent = tracer.start('server', 'unseen', { traceId: trace, spanId: place, sampled: false })
  parent.child('client', 'unseen too').end()
  parent.end()
  tracer.start('server', 'seen', undefined).end()
  await tracer.close()
  assert.deepEqual(spans, ['seen'])
})

test('whoever ends does not wait for a collector that never answers', async (context) => {
  const held: Socket[] = []
  const state = { closed: 0 }
  const server = createTcpServer((socket) => void held.push(socket.on('close', () => state.closed++).resume())).listen(
    0,
    '127.0.0.1',
  )
  await once(server, 'listening')
  context.after(() => {
    for (const socket of held) socket.destroy()
    server.close()
  })
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const made = tracer({ endpoint, serviceName: 'here' }, pino({ level: 'silent' }))
  made?.start('server', 'never taken', undefined).end()
  await made?.close()
  assert.deepEqual([held.length, state.closed], [1, 0], 'it was asked, and has not been given up yet')
})
