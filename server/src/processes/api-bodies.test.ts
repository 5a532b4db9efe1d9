// Every endpoint that takes a body, called as the contract says it may not be.
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, test } from 'node:test'
import { api } from '@mediary/contract/api'
import { defaultMaxBody, type Endpoint } from '@mediary/contract/api/endpoint'
import { wholeApi } from '../testing/whole-api.ts'

const { app } = await wholeApi({ api: { maxPayloadSizeMB: 1 } })
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

test('a body of one byte too many is refused with 413 at every endpoint, and the process answers others meanwhile', async () => {
  for (const endpoint of writing) {
    const name = `${endpoint.method} ${endpoint.path}`
    const size = limitSize(endpoint)
    const sending = send(endpoint, '['.repeat(size + 1))
    assert.equal((await app.inject({ url: '/live' })).statusCode, 200)
    const answer = await sending
    assert.deepEqual([answer.statusCode, answer.json().reason], [413, 'body-too-large'], name)
    assert.deepEqual(answer.json().parameters, { max: size }, name)
  }
})

test('what nobody has signed in for is small', () => {
  for (const endpoint of writing.filter(({ permission }) => permission === 'public'))
    assert.ok(limitSize(endpoint) <= 25_000, endpoint.path)
})

test('a large body without its length is refused after a few kilobytes, before all of it has come', async () => {
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const socket = connect(Number(new URL(address).port), '127.0.0.1')
  const head = 'POST /authenticate/local HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
  socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n8000\r\n${'['.repeat(0x8000)}\r\n`)
  const answered = Promise.withResolvers<string>()
  socket.on('data', (bytes) => answered.resolve(String(bytes)))
  assert.match(await answered.promise, /^HTTP\/1.1 413 /)
  socket.destroy()
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
    ({ body, method, path }) => body && !withFieldsOfTheirOwn.includes(`${method} ${path}`),
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
  for (const endpoint of writing.filter(({ body }) => body))
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'application/xml']) {
      const answer = await send(endpoint, '{"a":1}', type)
      assert.equal(answer.statusCode, 415, `${endpoint.method} ${endpoint.path} ${answer.body}`)
      assert.match(answer.json().detail, new RegExp(`${type}.*application/json`))
    }
})

test('an endpoint that takes no body ignores one', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json']) {
    const headers = { authorization, 'content-type': type }
    const answer = await app.inject({ method: 'POST', url: '/clients/new-token', headers, payload: '{"a":1}' })
    assert.equal(answer.statusCode, 200, type)
  }
})
