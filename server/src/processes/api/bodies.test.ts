// Every endpoint that takes a body, called as the contract says it may not be.
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, test } from 'node:test'
import { api } from '@mediary/contract/api'
import { defaultMaxBody, type Endpoint } from '@mediary/contract/api/endpoint'
import { wholeApi } from '../../testing/whole-api.ts'

const { app } = await wholeApi({ api: { maxPayloadSizeMB: 1 } })
const address = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
after(() => app.close())
const ceiling = 1024 * 1024
const endpoints = Object.values(api).flatMap((concept): Endpoint[] => Object.values(concept))
const authorization = `Basic ${Buffer.from('ada@example.org:correct horse battery').toString('base64')}`
const accept = 'application/problem+json'
const toUrl = ({ path }: Endpoint) => path.replace(':mechanism', 'basic-auth').replace(/:\w+/g, 'f'.repeat(24))
const writing = endpoints.filter(({ method }) => method !== 'GET')
const limitSize = ({ maxBody = defaultMaxBody }: Endpoint) => Math.min(maxBody, ceiling)

const send = (endpoint: Endpoint, payload: string, type = 'application/json') =>
  app.inject({
    method: endpoint.method,
    url: toUrl(endpoint),
    headers: { authorization, accept, 'content-type': type },
    payload,
  })

/** Begins a request in chunks, whose length nobody knows before its end. Resolves `answered` with the status and the text. */
function begin({ method, path }: Pick<Endpoint, 'method' | 'path'>, headers: Record<string, string>) {
  const socket = connect(Number(address.port), '127.0.0.1')
  const lines = Object.entries({ Host: 'localhost', accept, 'content-type': 'application/json', ...headers })
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}`)
  socket.write('Transfer-Encoding: chunked\r\n\r\n')
  const state = { text: '' }
  const { promise: answered, resolve } = Promise.withResolvers<{ status: number; text: string }>()
  socket.on('error', () => undefined)
  socket.on('data', (bytes) => {
    state.text += bytes
    const [, status, length, text = ''] =
      /^HTTP\/1\.1 (\d+) .*?\r\ncontent-length: (\d+)\r\n.*?\r\n\r\n(.*)/is.exec(state.text) ?? []
    if (Buffer.byteLength(text) === Number(length)) resolve({ status: Number(status), text })
  })
  return {
    answered,
    isAnswered: () => state.text !== '',
    write: (bytes: string) => socket.write(`${bytes.length.toString(16)}\r\n${bytes}\r\n`),
    end: () => socket.destroy(),
  }
}

const isAlive = async () => (await fetch(new URL('/live', address))).status === 200

for (const endpoint of writing) {
  const size = limitSize(endpoint)
  const target = { ...endpoint, path: toUrl(endpoint) as `/${string}` }

  test(`${endpoint.method} ${endpoint.path} refuses ${size + 1} bytes with 413, and others are answered while they come`, async () => {
    const sending = begin(target, { authorization })
    sending.write('['.repeat(size))
    assert.ok(await isAlive())
    assert.ok(!sending.isAnswered(), 'a body within the limit is read to its end')
    sending.write('[')
    const { status, text } = await sending.answered
    sending.end()
    const { reason, parameters } = JSON.parse(text)
    assert.deepEqual(
      { status, reason, parameters },
      { status: 413, reason: 'body-too-large', parameters: { max: size } },
    )
  })

  if (endpoint.permission === 'public') continue
  test(`${endpoint.method} ${endpoint.path} answers a caller who is not signed in before the body has come`, async () => {
    const sending = begin(target, {})
    sending.write('['.repeat(100))
    assert.equal((await sending.answered).status, 401)
    sending.write('['.repeat(size))
    assert.ok(await isAlive())
    sending.end()
  })
}

test('what nobody has signed in for is small', () => {
  for (const endpoint of writing.filter(({ permission }) => permission === 'public'))
    assert.ok(limitSize(endpoint) <= 25_000, endpoint.path)
})

test('a path that nothing answers reads no body', async () => {
  const answer = await app.inject({
    method: 'POST',
    url: '/nothing',
    headers: { accept },
    payload: '['.repeat(2 * ceiling),
  })
  assert.equal(answer.statusCode, 404)
})

// A mediator that is refused does not start: the answer to a registration names the fields that are not kept. The fields of a
// configuration are those that the mediator defines. An import has a result for each of its documents, which names them.
const withFieldsOfTheirOwn = [
  'POST /mediators',
  'PUT /mediators/:urn/config',
  'POST /metadata',
  'POST /metadata/validate',
]

test('an unknown field is refused with its path at every endpoint that takes a document', async () => {
  const documented = writing.filter(
    ({ body, mediaType, method, path }) => body && !mediaType && !withFieldsOfTheirOwn.includes(`${method} ${path}`),
  )
  for (const endpoint of documented) {
    const answer = await send(endpoint, '{"notAField":1}')
    const name = `${endpoint.method} ${endpoint.path}: ${answer.body}`
    assert.equal(answer.statusCode, 400, name)
    const issues: { path: string; reason: string }[] = answer.json().issues
    assert.ok(
      issues.some(({ path, reason }) => path === 'notAField' && reason === 'unknown-field'),
      name,
    )
  }
})

test('JSON under another Content-Type is refused with 415 that names both', async () => {
  for (const endpoint of writing.filter(({ body, mediaType }) => body && !mediaType))
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'application/xml', 'text/csv']) {
      const answer = await send(endpoint, '{"a":1}', type)
      assert.equal(answer.statusCode, 415, `${endpoint.method} ${endpoint.path} ${answer.body}`)
      assert.match(answer.json().detail, new RegExp(`${type}.*application/json`))
    }
})

test('an endpoint that takes a CSV file refuses every other Content-Type with 415 that names both', async () => {
  for (const endpoint of writing.filter(({ mediaType }) => mediaType))
    for (const type of ['application/json', 'text/plain', 'application/xml']) {
      const answer = await send(endpoint, '{"a":1}', type)
      assert.equal(answer.statusCode, 415, `${endpoint.path} ${answer.body}`)
      assert.match(answer.json().detail, new RegExp(`${type}.*text/csv`))
    }
})

test('an endpoint that takes no body ignores one', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json']) {
    const headers = { authorization, 'content-type': type }
    const answer = await app.inject({ method: 'POST', url: '/clients/new-token', headers, payload: '{"a":1}' })
    assert.equal(answer.statusCode, 200, type)
  }
})
