import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'

type Recorded = {
  status: string
  canRerun: boolean
  bodyTruncated?: { request: boolean }
  response?: { status: number; body?: string }
}

let program: Program
before(async () => {
  program = await startProgram({ workers: 1 })
})
after(() => program.end())

/** An upstream that answers once `enough` bytes of a request have come. */
async function startEarlyUpstream(enough: number, answer: (socket: Socket) => void) {
  const server = createServer((socket) => {
    let received = 0
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      received += data.length
      if (received < enough) return
      socket.pause().removeAllListeners('data')
      answer(socket)
    })
  })
  server.listen(0, '127.0.0.1')
  server.unref()
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, stop: () => void server.close() }
}

const toAnswer = (status: string, text: string, headers = '') =>
  `HTTP/1.1 ${status}\r\n${headers}Content-Length: ${text.length}\r\n\r\n${text}`

/** Sends all of a body before it reads, as many clients do. Returns what came back until the gateway ended the connection. */
async function upload(path: string, size: number, options: { chunked?: boolean; stall?: boolean } = {}) {
  const socket = connect(program.ports.http, '127.0.0.1')
  let answer = ''
  socket.on('error', () => undefined)
  const framing = options.chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${size}`
  socket.write(`POST ${path} HTTP/1.1\r\nHost: gateway.example.org\r\n${framing}\r\n\r\n`)
  const piece = Buffer.alloc(64 * 1024, 'x')
  const sent = options.stall ? size / 2 : size
  for (let left = sent; left > 0 && !socket.destroyed; left -= piece.length) {
    const bytes = piece.subarray(0, Math.min(left, piece.length))
    if (options.chunked) socket.write(`${bytes.length.toString(16)}\r\n`)
    const ready = socket.write(bytes)
    if (options.chunked) socket.write('\r\n')
    if (!ready) await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined)
  }
  if (options.chunked && !options.stall) socket.write('0\r\n\r\n')
  socket.on('data', (data) => {
    answer += data.toString('latin1')
  })
  if (!socket.destroyed) await once(socket, 'close')
  return answer
}

const recorded = (answer: string) =>
  until('the transaction has ended', async () => {
    const id = /x-openhim-transactionid: (\w+)/i.exec(answer)?.[1]
    const one = await program.get<Recorded>(`/transactions/${id}`)
    return one.status === 'Processing' ? undefined : one
  })

const behaviours: [name: string, status: string, enough: number, answer: (socket: Socket) => void][] = [
  [
    'refuses after 64 KB and closes',
    '413 Content Too Large',
    65_536,
    (socket) => {
      socket.write(toAnswer('413 Content Too Large', 'too much', 'Connection: close\r\n'))
      // Unread bytes make the system send a reset behind the answer.
      socket.destroySoon()
    },
  ],
  [
    'refuses at the head and stays open',
    '401 Unauthorized',
    1,
    (socket) => void socket.write(toAnswer('401 Unauthorized', 'who are you?')),
  ],
  [
    'is content before the end',
    '200 OK',
    100_000,
    (socket) => void socket.end(toAnswer('200 OK', 'enough', 'Connection: close\r\n')),
  ],
  [
    'ends its answer with its connection',
    '507 Insufficient Storage',
    70_000,
    (socket) => void socket.end('HTTP/1.1 507 Insufficient Storage\r\n\r\nfull'),
  ],
]

for (const [name, status, enough, answer] of behaviours)
  for (const how of [{}, { chunked: true }, { stall: true }])
    test(`an upstream that ${name}: the client gets its answer ${JSON.stringify(how)}`, async (t) => {
      const upstream = await startEarlyUpstream(enough, answer)
      t.after(upstream.stop)
      const path = `/early-${upstream.port}`
      await program.makeChannel({ name: path, urlPattern: `^${path}`, authType: 'public' }, upstream.port)
      const got = await upload(path, 3_000_000, how)
      assert.equal(got.split('\r\n', 1)[0], `HTTP/1.1 ${status}`)
      assert.match(got, /\r\nConnection: close\r\n/i)
      const transaction = await recorded(got)
      assert.equal(transaction.response?.status, Number(status.slice(0, 3)))
      assert.deepEqual(transaction.bodyTruncated, { request: true, response: false })
      assert.equal(transaction.canRerun, false)
    })

test('a refusal of the gateway reaches a client that sends all of its body before it reads', async () => {
  const got = await upload('/no-such-channel', 3_000_000)
  assert.match(got, /^HTTP\/1.1 404 /)
})

test('an upload that ends before the answer keeps its connection', async (t) => {
  const upstream = await startEarlyUpstream(200_000, (socket) => void socket.write(toAnswer('200 OK', 'whole')))
  t.after(upstream.stop)
  await program.makeChannel({ name: 'whole', urlPattern: '^/whole', authType: 'public' }, upstream.port)
  const answer = await fetch(`${program.http}/whole`, { method: 'POST', body: 'x'.repeat(200_000) })
  assert.equal(answer.status, 200)
  assert.notEqual(answer.headers.get('connection'), 'close')
})
