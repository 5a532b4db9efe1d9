import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { after, before, test } from 'node:test'
import { createGunzip, gunzipSync } from 'node:zlib'
import { type Program, startProgram } from './program.ts'
import { startUpstream, type Upstream } from './upstream.ts'

let program: Program
let upstream: Upstream
let sendSecond: (() => void) | undefined

const bundle = JSON.stringify({ entry: Array.from({ length: 2000 }, (_, i) => ({ id: i, resourceType: 'Patient' })) })
const large = Buffer.alloc(5_000_000, 'a line of text that repeats itself\n')

before(async () => {
  program = await startProgram({ workers: 1 })
  upstream = await startUpstream((seen, response) => {
    if (seen.url.endsWith('/small'))
      return response.writeHead(200, { 'content-type': 'application/json', 'content-length': 2 }).end('{}')
    if (seen.url.endsWith('/large')) return response.writeHead(200, { 'content-type': 'text/plain' }).end(large)
    if (seen.url.endsWith('/events')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: first\n\n')
      sendSecond = () => void response.end('data: second\n\n')
      return undefined
    }
    const headers = { 'content-type': 'application/fhir+json', etag: '"1"', 'content-length': bundle.length }
    return response.writeHead(200, headers).end(bundle)
  })
  await program.makeChannel({ name: 'gzip', authType: 'public', compressResponses: true }, upstream.port)
  await program.makeChannel({ name: 'plain', authType: 'public' }, upstream.port)
})
after(async () => {
  await program.end()
  await upstream.stop()
})

/** Sends a request, and returns the answer before anything undoes its encoding. */
async function ask(path: string, headers: Record<string, string> = { 'accept-encoding': 'gzip' }) {
  const sent = request(program.http + path, { headers })
  sent.end()
  const [answer] = await once(sent, 'response')
  return answer
}
async function read(answer: AsyncIterable<Buffer>) {
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk)
  return Buffer.concat(chunks)
}

test('gateway §2: an answer is compressed for a client that accepts gzip, and recorded as the upstream sent it', async () => {
  const answer = await ask('/gzip/bundle')
  const bytes = await read(answer)
  assert.deepEqual([answer.headers['content-encoding'], answer.headers.vary], ['gzip', 'Accept-Encoding'])
  assert.deepEqual([answer.headers.etag, answer.headers['content-length']], ['W/"1"', undefined])
  assert.ok(bytes.length * 5 < bundle.length, `${bytes.length} of ${bundle.length}`)
  assert.equal(gunzipSync(bytes).toString(), bundle)
  const id = answer.headers['x-openhim-transactionid']
  const shown = await program.get<{ response: { body: string; headers: Record<string, string> } }>(
    `/transactions/${id}`,
  )
  assert.equal(shown.response.body, bundle)
  assert.equal(shown.response.headers['content-encoding'], undefined)
})

test('a client that does not accept gzip, or another channel, gets the answer as it came', async () => {
  const without = await ask('/gzip/bundle', {})
  assert.deepEqual([without.headers['content-encoding'], without.headers.vary], [undefined, 'Accept-Encoding'])
  assert.equal((await read(without)).toString(), bundle)
  const other = await ask('/plain/bundle')
  assert.deepEqual([other.headers['content-encoding'], other.headers.vary], [undefined, undefined])
  assert.equal((await read(other)).toString(), bundle)
  const small = await ask('/gzip/small')
  assert.deepEqual([small.headers['content-encoding'], (await read(small)).toString()], [undefined, '{}'])
})

test('a large answer is compressed while it passes', async () => {
  const answer = await ask('/gzip/large')
  assert.equal(answer.headers['content-encoding'], 'gzip')
  assert.ok(gunzipSync(await read(answer)).equals(large))
})

test('an event reaches the client before the next one comes', async () => {
  const answer = await ask('/gzip/events')
  const events = answer.pipe(createGunzip())
  const [first] = await once(events, 'data')
  assert.equal(String(first), 'data: first\n\n')
  assert.ok(sendSecond)
  sendSecond()
  assert.equal(String((await once(events, 'data'))[0]), 'data: second\n\n')
})

test('a client that goes away in the middle leaves nothing behind: the next answers are compressed', async () => {
  for (let i = 0; i < 250; i++) {
    const answer = await ask('/gzip/large')
    answer.destroy()
  }
  const answer = await ask('/gzip/bundle')
  assert.equal(answer.headers['content-encoding'], 'gzip')
  await read(answer)
})
