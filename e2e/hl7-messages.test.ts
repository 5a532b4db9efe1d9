import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { freePort } from '../server/src/testing/ports.ts'
import { rows } from './hl7-rows.ts'
import { type Answer, header, latin, type Row } from './hl7-writing.ts'
import { frame, sender } from './mllp.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

type Transaction = { _id: string; status: string; response: { status: number }; error?: { message: string } }

let program: Program
let upstream: Upstream
const next: { answer: Answer; hold?: Promise<unknown> | undefined } = { answer: { status: 200 } }
const types = ['tcp', 'tls'] as const
const ports = { tcp: 0, tls: 0 }
const searchKeys = [{ name: 'patient', from: 'request', by: 'hl7-field', expression: 'PID-3.1', hashed: false }]

async function answerNext(response: ServerResponse) {
  const { answer, hold } = next
  await hold
  const { status, body = '', type, encoding } = answer
  response.writeHead(status, {
    ...(type && { 'Content-Type': type }),
    ...(encoding && { 'Content-Encoding': encoding }),
  })
  response.end(body)
}

before(async () => {
  program = await startProgram({ workers: 1 })
  upstream = await startUpstream((_seen, response) => {
    void answerNext(response)
  })
  for (const type of types) {
    ports[type] = await freePort()
    const route = { name: 'main', host: '127.0.0.1', port: upstream.port, primary: true }
    const listening = { type, tcpHost: '127.0.0.1', tcpPort: ports[type], authType: 'public', methods: [] }
    await program.makeChannel({ name: type, ...listening, routes: [route], searchKeys }, 0)
  }
})
after(async () => {
  await program.end()
  await upstream.stop()
})

const connectTo = (type: 'tcp' | 'tls') =>
  sender(ports[type], type === 'tls' ? { rejectUnauthorized: false } : undefined)
const search = (filters: object) =>
  program.get<Transaction[]>(`/transactions?filters=${encodeURIComponent(JSON.stringify(filters))}`)
const found = (value: string) => search({ searchKey: { name: 'patient', value } })
const newest = async () => (await program.get<Transaction[]>('/transactions?filterLimit=1'))[0]
const last = header('LAST')

/** Sends a message and, when it is not to be acknowledged, another that is. */
async function exchange(type: 'tcp' | 'tls', { message, answer, acknowledged }: Row) {
  const client = await connectTo(type)
  next.answer = answer
  client.socket.write(frame(message.toString('latin1')))
  if (!acknowledged) {
    await until('the upstream has the message', () => upstream.seen.at(-1)?.body.equals(message))
    client.socket.write(frame(last))
  }
  await until('an acknowledgement has come', () => client.got.length > 0 || client.closed())
  client.end()
  return client.got
}

for (const type of types)
  for (const row of rows)
    test(`over ${type}: ${row.what}`, async () => {
      const before = upstream.seen.length
      const got = await exchange(type, row)
      if (row.acknowledged) {
        assert.equal(got.length, 1)
        assert.match(got[0] ?? '', row.acknowledged)
      } else assert.match(got[0] ?? '', /MSA\|A.\|LAST/)
      assert.deepEqual(upstream.seen[before]?.body, row.message)
      const [transaction] = (await program.get<Transaction[]>('/transactions?filterLimit=2')).slice(
        row.acknowledged ? 0 : 1,
      )
      assert.equal(transaction?.response.status, row.answer.status)
      const body = await program.download(`/transactions/${transaction?._id}/bodies/request`)
      assert.equal(body.size, row.message.length)
    })

// The index takes new transactions in about once a second: the searches come when every row has been sent.
for (const { what, keys } of rows)
  test(`a search by the patient finds it on both channels: ${what}`, async () => {
    for (const key of keys)
      await until(`a search for ${key} finds both`, async () => (await found(key)).length === types.length)
  })

test('an answer in HL7 that came compressed reaches the sender in plain text', async () => {
  const body = 'MSH|^~\\&|HIM|NAT|LAB|FAC|2026||ACK|1|P|2.5.1\rMSA|AA|Z1\r'
  const client = await connectTo('tcp')
  next.answer = { status: 200, body: gzipSync(body), encoding: 'gzip' }
  assert.deepEqual(await client.send([header('Z1')]), [body])
  client.end()
})

test('a sender that ends its half of the connection gets every acknowledgement', async () => {
  for (const type of types) {
    const client = await connectTo(type)
    next.answer = { status: 200 }
    client.socket.end(Buffer.concat([frame(header('H1')), frame(header('H2')), frame(header('H3'))]))
    await until('the connection is closed', client.closed)
    assert.deepEqual(
      client.got.map((answer) => /MSA\|AA\|(\w+)/.exec(answer)?.[1]),
      ['H1', 'H2', 'H3'],
    )
  }
})

for (const [what, stray] of [
  ['spaces and zeros', Buffer.from(' \0\0\t')],
  ['a second end of the frame', Buffer.from('\x1c\r\x1c\r')],
  ['a byte order mark', Buffer.of(0xef, 0xbb, 0xbf)],
  ['a word', Buffer.from('ping')],
  ['padding', Buffer.alloc(500)],
] as const)
  test(`between two messages ${what} may stand`, async () => {
    const client = await connectTo('tcp')
    next.answer = { status: 200 }
    client.socket.write(Buffer.concat([stray, frame(header('G1')), stray, frame(header('G2'))]))
    await until('both are acknowledged', () => client.got.length === 2 || client.closed())
    assert.equal(client.got.length, 2)
    client.end()
  })

test('a sender that speaks no MLLP is cut off', async () => {
  for (const bytes of ['GET /fhir/metadata HTTP/1.1\r\nHost: a\r\n\r\n', '\0'.repeat(1025)]) {
    const client = await connectTo('tcp')
    client.socket.write(bytes)
    await until('the connection is closed', client.closed)
  }
})

test('an empty answer to a message that is no HL7 is no empty frame', async () => {
  const client = await connectTo('tcp')
  next.answer = { status: 200 }
  const before = upstream.seen.length
  client.socket.write(frame('no HL7'))
  await until('the upstream has it', () => upstream.seen.length > before)
  assert.deepEqual((await client.send([header('N1')], 1)).length, 1)
  client.end()
})

test('the record says that an acknowledgement could not be delivered', async () => {
  const { promise: hold, resolve: release } = Promise.withResolvers<void>()
  Object.assign(next, { answer: { status: 200 }, hold })
  const before = upstream.seen.length
  const socket = connect(ports.tcp, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(Buffer.concat([frame(latin(header('U1')).toString('latin1'))]))
  await until('the upstream has it', () => upstream.seen.length > before)
  socket.resetAndDestroy()
  await once(socket, 'close')
  release()
  Object.assign(next, { hold: undefined })
  await until('it is marked', async () => /could not be delivered/.test((await newest())?.error?.message ?? ''))
  assert.equal((await newest())?.status, 'Successful')
})
