import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

type Transaction = {
  _id: string
  status: string
  canRerun: boolean
  bodyTruncated?: { request: boolean; response: boolean }
  bodySize?: { request?: number; response?: number }
  routes: { error?: { message: string } }[]
}

let program: Program
let upstream: Upstream
const limit = 1_000

before(async () => {
  program = await startProgram({ workers: 1 })
  upstream = await startUpstream((seen, response) => {
    const size = Number(/size=(\d+)/.exec(seen.url)?.[1])
    response.end(Buffer.alloc(size, 'a'))
  })
  const over = { authType: 'public', maxBodyBytes: limit }
  await program.makeChannel({ name: 'refuses', ...over }, upstream.port)
  await program.makeChannel({ name: 'passes', whenTooLarge: 'pass', ...over }, upstream.port)
  const at = (name: string, primary: boolean) => ({ name, host: '127.0.0.1', port: upstream.port, primary })
  const routes = [at('main', true), at('second', false)]
  await program.makeChannel({ name: 'both', whenTooLarge: 'pass', ...over, routes }, 0)
})
after(async () => {
  await program.end()
  await upstream.stop()
})

const send = async (path: string, body: string | ReadableStream, answer = 10) => {
  const init = { method: 'POST', body, duplex: 'half' } as RequestInit
  const response = await fetch(`${program.http}${path}?size=${answer}`, init)
  const size = (await response.arrayBuffer()).byteLength
  const id = response.headers.get('x-openhim-transactionid')
  return { status: response.status, size, id }
}
const shown = (id: string | null) =>
  until('it has ended', async () => {
    const one = await program.get<Transaction>(`/transactions/${id}`)
    return one.status === 'Processing' ? undefined : one
  })
const readStored = async (id: string | null, part: string) =>
  (await program.download(`/transactions/${id}/bodies/${part}`)).size
const streamed = (text: string) => new Blob([text]).stream()

test('a channel refuses what is larger than it takes, unless it says otherwise', async () => {
  assert.equal((await send('/refuses', 'x'.repeat(limit))).status, 200)
  assert.equal((await send('/refuses', 'x'.repeat(limit + 1))).status, 413)
})

for (const size of [limit + 1, 64 * 1024 + 1, 700_000])
  for (const [how, body] of [
    ['announced', 'x'.repeat(size)],
    ['in chunks', undefined],
  ] as const)
    test(`a request of ${size} bytes, ${how}, passes whole; its first ${limit} bytes are kept and it says so`, async () => {
      const { status, id } = await send('/passes', body ?? streamed('x'.repeat(size)))
      assert.equal(status, 200)
      assert.equal(upstream.seen.at(-1)?.body.length, size)
      const transaction = await shown(id)
      assert.deepEqual(transaction.bodyTruncated, { request: true, response: false })
      assert.equal(transaction.bodySize?.request, size)
      assert.equal(transaction.canRerun, false)
      assert.equal(await readStored(id, 'request'), limit)
    })

test('an answer that is larger reaches the client whole, and is kept and marked alike', async () => {
  const { size, id } = await send('/passes', 'small', 300_000)
  assert.equal(size, 300_000)
  const transaction = await shown(id)
  assert.deepEqual(transaction.bodyTruncated, { request: false, response: true })
  assert.equal(transaction.bodySize?.response, 300_000)
  assert.equal(transaction.canRerun, true)
  assert.equal(await readStored(id, 'response'), limit)
})

test('what is within the bound is kept whole and says nothing', async () => {
  const { id } = await send('/passes', 'x'.repeat(limit), limit)
  const transaction = await shown(id)
  assert.equal(transaction.bodyTruncated, undefined)
  assert.equal(transaction.canRerun, true)
  assert.equal(await readStored(id, 'request'), limit)
})

test('a secondary route never gets a part of a body for the whole of it', async () => {
  const before = upstream.seen.length
  const { id } = await send('/both', 'x'.repeat(200_000))
  assert.match((await shown(id)).routes[0]?.error?.message ?? '', /not recorded/)
  assert.equal(upstream.seen.length, before + 1)
})
