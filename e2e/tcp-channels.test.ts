import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, test } from 'node:test'
import { freePort } from '../server/src/testing/ports.ts'
import type { Refusal } from './api.ts'
import { authority } from './certificates.ts'
import { acknowledged, frame, hl7, type MllpReceiver, readControl, sender, startReceiver } from './mllp.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

type Channel = { _id: string; name: string }
type Transaction = {
  _id: string
  status: string
  channelID: string
  authentication?: string
  request: { method: string; body?: string; headers: Record<string, string> }
  response: { status: number; body?: string }
  routes: { name: string; response: { status: number; body?: string } }[]
  error?: { message: string }
}

let program: Program
let lab: MllpReceiver
let http: Upstream
const latin = (text: string) => Buffer.from(text, 'latin1')

before(async () => {
  program = await startProgram({ workers: 2, env: { MEDIARY_CERTIFICATES_APPLY: 'immediately' } })
  lab = await startReceiver((message) => {
    if (message.includes('SILENT')) return undefined
    return acknowledged(message, /ERROR/.test(message) ? 'AE' : 'AA')
  })
  http = await startUpstream((seen, response) => {
    if (seen.body.includes('EMPTY')) response.writeHead(204).end()
    else if (seen.body.includes('SPLIT')) response.end(`${acknowledged(hl7('s1'))}\x1c\r\x0btwo`)
    else response.end(`HTTP ${seen.headers['content-type']} ${seen.body.length}`)
  })
})
after(async () => {
  await program.end()
  lab.stop()
  await http.stop()
})

const routeTo = (port: number, over: object = {}) => ({ name: 'main', host: '127.0.0.1', port, primary: true, ...over })
const toLab = (over: object = {}) => routeTo(lab.port, { type: 'mllp', ...over })

/** Its port. */
async function tcpChannel(name: string, over: Record<string, unknown> = {}) {
  const tcpPort = await freePort()
  const tcp = { type: 'tcp', authType: 'public', methods: [], tcpHost: '127.0.0.1', tcpPort, routes: [toLab()] }
  await program.makeChannel({ name, ...tcp, ...over }, 0)
  return tcpPort
}
const findId = async (name: string) => (await program.get<Channel[]>('/channels')).find((one) => one.name === name)?._id
const change = async (name: string, changes: object) => {
  const answer = await program.call('PUT', `/channels/${await findId(name)}`, changes)
  assert.equal(answer.status, 200, answer.text)
}
/** Oldest first. */
async function listTransactions(name: string) {
  const filters = encodeURIComponent(JSON.stringify({ channelID: await findId(name) }))
  const list = await program.get<Transaction[]>(`/transactions?filterRepresentation=full&filters=${filters}`)
  return list.reverse()
}
const findRefusal = (channel: string, code: string) =>
  until(`${channel} has refused something as ${code}`, async () =>
    (await program.get<Refusal[]>('/refusals')).find((one) => one.channel === channel && one.code === code),
  )

test('two hundred messages over one connection are taken, recorded and acknowledged in their order, byte for byte', async () => {
  const client = await sender(await tcpChannel('ordered'))
  const messages = Array.from({ length: 200 }, (_, i) => hl7(`m${i}`, `OBX|1|ED|\xe9\xff${'x'.repeat(i * 37)}`))
  const before = lab.seen.length
  const answers = await client.send(messages)
  assert.deepEqual(
    answers.map(readControl),
    messages.map((_, i) => ['AA', `m${i}`]),
  )
  assert.deepEqual(lab.seen.slice(before), messages)
  assert.ok(lab.connections() <= 2, 'connections to the upstream are kept')
  const recorded = await listTransactions('ordered')
  assert.equal(recorded.length, 200)
  const [first] = recorded
  assert.equal(first?.status, 'Successful')
  assert.equal(first?.request.headers['Content-Type'], 'application/hl7-v2')
  const body = await program.download(`/transactions/${recorded.at(-1)?._id}/bodies/request`)
  assert.equal(body.size, latin(messages.at(-1) ?? '').length)
  assert.equal(first?.response.body, acknowledged(messages[0] ?? ''))
  client.end()
})

test('an upstream that speaks HTTP gets the message as HL7; its answer, which is none, comes back as an acknowledgement', async () => {
  const client = await sender(await tcpChannel('to-http', { routes: [routeTo(http.port, { path: '/hl7' })] }))
  const message = hl7('h1')
  const [answer] = await client.send([message])
  assert.deepEqual(readControl(answer ?? ''), ['AA', 'h1'])
  const [recorded] = await listTransactions('to-http')
  assert.equal(recorded?.response.body, `HTTP application/hl7-v2 ${message.length}`)
  assert.equal(http.seen.at(-1)?.url, '/hl7')
  const [empty] = await client.send([hl7('h2', 'EMPTY')])
  assert.deepEqual(readControl(empty ?? ''), ['AA', 'h2'])
  const other = await client.send(['no HL7 at all'])
  assert.deepEqual(other, ['HTTP application/octet-stream 13'])
  client.end()
})

test('an answer that could be read as two is not delivered', async () => {
  const client = await sender(await tcpChannel('split', { routes: [routeTo(http.port)] }))
  const [answer] = await client.send([hl7('s1', 'SPLIT')])
  assert.deepEqual(readControl(answer ?? ''), ['AE', 's1'])
  const [transaction] = await listTransactions('split')
  assert.equal(transaction?.status, 'Failed')
  assert.match(transaction?.error?.message ?? '', /ends a frame/)
  client.end()
})

const failures: [what: string, channel: () => Record<string, unknown>, message: string, error: RegExp][] = [
  ['is-down', () => ({ routes: [toLab({ port: 1 })] }), hl7('f1'), /refused the connection/],
  ['is-late', () => ({ timeout: 50 }), hl7('f1', 'SILENT'), /Request took longer than 50ms/],
]
for (const [what, channel, message, error] of failures)
  test(`the sender is told when the upstream ${what}, in HL7 or in plain words, and the connection stays`, async () => {
    const client = await sender(await tcpChannel(what, channel()))
    const [answer, plain] = await client.send([message, 'SILENT'])
    assert.deepEqual(readControl(answer ?? ''), ['AE', 'f1'])
    assert.match(plain ?? '', /^The upstream did not answer/)
    const [transaction] = await listTransactions(what)
    assert.equal(transaction?.status, 'Failed')
    assert.match(transaction?.error?.message ?? '', error)
    assert.equal(client.closed(), false)
    client.end()
  })

test('an application error that the upstream acknowledges is a failed transaction, and reaches the sender as it is', async () => {
  const client = await sender(await tcpChannel('application-error'))
  const message = hl7('e1', 'ERROR')
  assert.deepEqual(await client.send([message]), [acknowledged(message, 'AE')])
  const [transaction] = await listTransactions('application-error')
  assert.equal(transaction?.status, 'Failed')
  assert.equal(transaction?.response.status, 500)
  client.end()
})

test('a request over HTTP reaches a route of MLLP, as primary and beside it', async () => {
  const second = { name: 'beside', type: 'mllp', host: '127.0.0.1', port: lab.port }
  await program.makeChannel({ name: 'http-in', authType: 'public', routes: [toLab(), second] }, 0)
  const answer = await fetch(`${program.http}/http-in`, { method: 'POST', body: hl7('p1') })
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('content-type'), 'application/hl7-v2')
  assert.equal(await answer.text(), acknowledged(hl7('p1')))
  const [transaction] = await until('both have answered', async () => {
    const list = await listTransactions('http-in')
    return list[0]?.status === 'Processing' ? undefined : list
  })
  assert.equal(transaction?.status, 'Successful')
  assert.equal(transaction?.routes[0]?.response.body, acknowledged(hl7('p1')))
})

test('what is not framed, and what is larger than the channel takes, ends the connection and is noted', async () => {
  const port = await tcpChannel('bounded', { maxBodyBytes: 1000 })
  const unframed = await sender(port)
  unframed.socket.write('GET / HTTP/1.1\r\n\r\n')
  await until('it is closed', unframed.closed)
  await findRefusal('bounded', 'malformed')
  const large = await sender(port)
  assert.equal((await large.send([hl7('l1', 'x'.repeat(800))])).length, 1)
  large.socket.write(frame(hl7('l2', 'x'.repeat(2000))))
  await until('it is closed', large.closed)
  await findRefusal('bounded', 'too-large')
  assert.equal((await listTransactions('bounded')).length, 1)
})

test('an address that the channel does not name is refused, and told so', async () => {
  const client = await sender(await tcpChannel('elsewhere', { whitelist: ['192.0.2.0/24'] }))
  const [answer] = await client.send([hl7('a1')])
  assert.deepEqual(readControl(answer ?? ''), ['AR', 'a1'])
  const [, id] = /\(refusal (\w+)\)/.exec(answer ?? '') ?? []
  const [refusal] = await program.get<Refusal[]>(`/refusals?id=${id}`)
  assert.deepEqual([refusal?.channel, refusal?.code], ['elsewhere', 'wrong-address'])
  assert.deepEqual(await listTransactions('elsewhere'), [])
  client.end()
})

test('a port opens and closes with its channel at once, and others are not disturbed', async () => {
  const other = await sender(await tcpChannel('undisturbed'))
  const port = await tcpChannel('opened')
  const client = await sender(port)
  await client.send([hl7('o1')])
  const [refused] = await Promise.all([once(client.socket, 'close'), change('opened', { status: 'disabled' })])
  assert.equal(refused[0], false)
  await assert.rejects(sender(port), /ECONNREFUSED/)
  const moved = await freePort()
  await change('opened', { status: 'enabled', tcpPort: moved })
  const again = await sender(moved)
  assert.deepEqual((await again.send([hl7('o2')])).map(readControl), [['AA', 'o2']])
  assert.deepEqual((await other.send([hl7('u1')])).map(readControl), [['AA', 'u1']])
  assert.equal(other.closed(), false)
  again.end()
  other.end()
})

test('over TLS a certificate says who sends: who shows none is not let in', async () => {
  const ca = authority('TCP CA')
  const pair = ca.issue('sender.example.org')
  assert.equal((await program.call('POST', '/keystore/ca/cert', { cert: ca.pem })).status, 201)
  await program.makeClient({ clientID: 'sender', clientDomain: 'sender.example.org', roles: ['tls-senders'] })
  const port = await tcpChannel('over-tls', { type: 'tls', authType: 'private', allow: ['tls-senders'] })
  const known = await sender(port, { rejectUnauthorized: false, cert: pair.pem, key: pair.keyPem })
  assert.deepEqual((await known.send([hl7('t1')])).map(readControl), [['AA', 't1']])
  const [transaction] = await listTransactions('over-tls')
  assert.match(transaction?.authentication ?? '', /as sender/)
  const unknown = await sender(port, { rejectUnauthorized: false })
  assert.deepEqual((await unknown.send([hl7('t2')])).map(readControl), [['AR', 't2']])
  assert.equal((await listTransactions('over-tls')).length, 1)
  known.end()
  unknown.end()
})

test('a message can be sent again from the record', async () => {
  const client = await sender(await tcpChannel('again'))
  await client.send([hl7('r1', 'PID|\xe9')])
  const [transaction] = await listTransactions('again')
  const before = lab.seen.length
  assert.equal((await program.call('POST', '/tasks', { tids: [transaction?._id] })).status, 201)
  await until('the laboratory has it again', () => lab.seen.length > before)
  assert.equal(lab.seen.at(-1), hl7('r1', 'PID|\xe9'))
  client.end()
})

test('while the workers are replaced no message is lost or acknowledged twice: a sender meets an end between two messages', async () => {
  const port = await tcpChannel('restarted')
  const state = { done: false }
  const restarting = program.call('POST', '/restart').finally(() => Object.assign(state, { done: true }))
  const acknowledgedOnes: string[] = []
  let client = await sender(port)
  for (let i = 0; !state.done || i < 20; i++) {
    const control = `w${i}`
    if (client.closed() || client.socket.destroyed || client.socket.readyState !== 'open') client = await sender(port)
    const [answer] = await client.send([hl7(control)]).catch(() => [])
    if (answer) acknowledgedOnes.push(readControl(answer)[1] ?? '')
  }
  await restarting
  const seen = lab.seen.filter((message) => /\|w\d+\|/.test(message)).map((message) => message.split('|')[9])
  assert.deepEqual(seen, acknowledgedOnes)
  client.end()
})
