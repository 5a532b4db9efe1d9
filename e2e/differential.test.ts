import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { type Exchange, exchanges } from './exchanges.ts'
import { type Program, startProgram } from './program.ts'
import { ask, type Got, type PlannedUpstream, type Plans, startPlannedUpstream } from './raw-exchange.ts'
import { type Field, listValues, type Message } from './wire.ts'

type Recorded = {
  request: { method: string; path: string; querystring: string; headers: Record<string, string | string[]> }
  response: { status: number; headers: Record<string, string | string[]> }
  trailers?: { request: Record<string, string | string[]>; response: Record<string, string | string[]> }
}

let program: Program
let straight: PlannedUpstream
let viaGateway: PlannedUpstream
const plans: Plans = new Map()

const hop = /^(connection|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade|expect)$/i
const said = /^(x-forwarded-(for|host|proto|port|prefix)|forwarded|via|x-openhim-transactionid)$/i
const credential = /^(cookie|set-cookie|x-api-key)$/i

/** Less what concerns one connection only, and what tells of the length alone. */
function endToEnd(headers: readonly Field[]): Field[] {
  const listed = listValues(headers, 'connection').join().toLowerCase().split(/[ ,]+/)
  return headers.filter(([name]) => !hop.test(name) && !listed.includes(name.toLowerCase()))
}
const less = (pattern: RegExp, headers: readonly Field[]) => headers.filter(([name]) => !pattern.test(name))

/** As the API shows headers: one that came more than once is a list. */
function shown(headers: readonly Field[]) {
  const grouped = Object.groupBy(headers, ([name]) => name)
  return Object.entries(grouped).map(([name, fields = []]) => {
    const values = fields.map(([, value]) => (credential.test(name) ? '[not recorded]' : value))
    return [name, values.length === 1 ? values[0] : values]
  })
}
const byName = (headers: Record<string, unknown> = {}) => Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1))
const sorted = (headers: readonly Field[]) => byName(Object.fromEntries(shown(headers)))

function compareRequests(number: string) {
  const own = straight.seen.get(number)
  const via = viaGateway.seen.get(number)
  assert.ok(own && via, 'both were asked')
  assert.equal(via.line, own.line)
  assert.deepEqual(via.body, own.body, 'the body that the upstream saw')
  const apart = /^(host|content-length)$/i
  assert.deepEqual(
    less(said, less(apart, endToEnd(via.headers))),
    less(said, less(apart, endToEnd(own.headers))),
    'the headers that the upstream saw',
  )
  const told = (name: string) => listValues(via.headers, name)
  assert.deepEqual(told('x-forwarded-for'), ['127.0.0.1'], 'nobody believes what a client says of itself')
  assert.deepEqual(told('x-forwarded-host'), listValues(own.headers, 'host'))
  assert.deepEqual(told('x-forwarded-port'), [String(program.ports.http)])
  if (listValues(own.headers, 'forwarded').length)
    assert.deepEqual(told('forwarded'), [`for=127.0.0.1;host="${told('x-forwarded-host')}";proto=http`])
  return own
}

function compareAnswers(own: Got, via: Got) {
  const textAfterVersion = (line: string) => line.replace(/^HTTP\/1\.[01] /, '')
  assert.equal(textAfterVersion(via.line), textAfterVersion(own.line))
  assert.deepEqual(via.interim, own.interim, 'informational answers')
  // The gateway adds a Date where the upstream gave none (RFC 9110 §6.6.1).
  const added = listValues(own.headers, 'date').length
    ? /^x-openhim-transactionid$/i
    : /^(x-openhim-transactionid|date)$/i
  assert.deepEqual(less(added, endToEnd(via.headers)), endToEnd(own.headers), 'the headers that the client got')
  assert.deepEqual(via.body, own.body, 'the body that the client got')
  assert.deepEqual(via.trailers, own.trailers, 'the trailers that the client got')
}

async function compareRecord(id: string, asked: Message, answered: Got) {
  const record = await program.get<Recorded>(`/transactions/${id}`)
  const [method = '', target = ''] = asked.line.split(' ')
  assert.equal(record.request.method, method)
  const { path, querystring } = record.request
  assert.equal(querystring ? `${path}?${querystring}` : path, target.replace(/^([^?]*)\?$/, '$1'))
  assert.deepEqual(byName(record.request.headers), sorted(endToEnd(asked.headers)), 'the headers of the request')
  assert.equal(record.response.status, Number(answered.line.split(' ')[1]))
  assert.deepEqual(byName(record.response.headers), sorted(endToEnd(answered.headers)), 'the headers of the answer')
  assert.deepEqual(byName(record.trailers?.request), sorted(asked.trailers))
  assert.deepEqual(byName(record.trailers?.response), sorted(answered.trailers))
  await compareBody(id, 'request', asked)
  await compareBody(id, 'response', answered)
}

async function compareBody(id: string, part: string, { body }: Message) {
  const answer = await program.download(`/transactions/${id}/bodies/${part}`)
  if (body.size === 0) assert.equal(answer.status, 404, `no ${part} is kept`)
  else assert.deepEqual({ size: answer.size, hash: answer.hash }, body, `the recorded ${part}`)
}

before(async () => {
  program = await startProgram({ workers: 1 })
  straight = await startPlannedUpstream(plans)
  viaGateway = await startPlannedUpstream(plans)
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']
  await program.makeChannel({ name: 'any', urlPattern: '^/d/', authType: 'public', methods }, viaGateway.port)
})
after(async () => {
  await program.end()
  straight.stop()
  viaGateway.stop()
})

const plain: Exchange = {
  method: 'POST',
  target: '/',
  headers: [],
  framing: 'length',
  content: { size: 10, seed: 1, encoding: undefined },
  trailers: [],
  answer: {
    version: '1.1',
    status: 200,
    reason: 'OK',
    interim: [],
    headers: [],
    framing: 'length',
    content: { size: 10, seed: 2, encoding: undefined },
    trailers: [],
  },
}
const runs = Number(process.env.MEDIARY_DIFFERENTIAL_RUNS ?? 250)
/** `bodies.test.ts` sends larger ones. */
const megabytes = Number(process.env.MEDIARY_DIFFERENTIAL_MEGABYTES ?? 16)
const maxContent = { size: megabytes * 1024 * 1024, seed: 3, encoding: undefined }
const maxBothWays: Exchange = { ...plain, content: maxContent, answer: { ...plain.answer, content: maxContent } }
const next = { number: 0 }

/** Sends it both ways and compares. */
async function isTheSame(exchange: Exchange) {
  const number = String(next.number++)
  plans.set(number, exchange)
  const own = await ask(straight.port, number, exchange)
  const via = await ask(program.ports.http, number, exchange)
  const asked = compareRequests(number)
  compareAnswers(own, via)
  await compareRecord(listValues(via.headers, 'x-openhim-transactionid').join(), asked, own)
  for (const { seen } of [straight, viaGateway]) seen.delete(number)
  plans.delete(number)
}

test('what goes through the gateway is what would have gone straight: for the upstream, the client and the record', () =>
  fc.assert(fc.asyncProperty(exchanges, isTheSame), { numRuns: runs, examples: [[maxBothWays]] }))

const answering = (answer: Partial<Exchange['answer']>) => ({ ...plain, answer: { ...plain.answer, ...answer } })
const hints: Field[] = [
  ['link', '</a.css>; rel=preload'],
  ['X-Progress', '50%'],
]
const faults: [fault: string, exchange: Exchange][] = [
  [
    'informational answers reach the client with every header as it came',
    answering({
      interim: [
        { status: 103, headers: hints },
        { status: 199, headers: [] },
      ],
    }),
  ],
  ['a reason phrase that is empty stays empty', answering({ reason: '' })],
  ['a reason phrase in UTF-8 stays as it is', answering({ reason: Buffer.from('Não').toString('latin1') })],
  ['a question mark without a query stays where it is', { ...plain, target: '/?' }],
  [
    'what proxies before the gateway said of the client is recorded too',
    {
      ...plain,
      headers: [
        ['X-Forwarded-For', '192.0.2.1'],
        ['Forwarded', 'for=192.0.2.1'],
      ],
    },
  ],
]
for (const [fault, exchange] of faults) test(fault, () => isTheSame(exchange))

test('a reason phrase that is no text is replaced, and the worker that met it goes on', async () => {
  plans.set('spoilt', answering({ status: 404, reason: '\xbdM\xbd' }))
  const workers = program.workers()
  const { line } = await ask(program.ports.http, 'spoilt', plain)
  assert.equal(line, 'HTTP/1.1 404 Not Found')
  await isTheSame(plain)
  assert.deepEqual(program.workers(), workers)
})
