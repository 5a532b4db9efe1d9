import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { maxBatch, recordSeparator } from '@mediary/contract/api/batch'
import { sendTogether } from './batch.ts'

const read = (path: string, signal?: AbortSignal) => sendTogether(new Request(`http://console.test${path}`), signal)

type Sent = { pathname: string; gets: string[]; signal: AbortSignal | undefined }

/** Answers what the console sends instead of a server. */
function serve(t: TestContext, answer: (sent: Sent) => Response | Promise<Response>) {
  const sent: Sent[] = []
  t.mock.method(globalThis, 'fetch', async (request: Request | string, init?: RequestInit) => {
    const { pathname, searchParams } = new URL(
      typeof request === 'string' ? request : request.url,
      'http://console.test',
    )
    const one = { pathname, gets: searchParams.getAll('get'), signal: init?.signal ?? undefined }
    sent.push(one)
    return answer(one)
  })
  return sent
}

const toRecord = (index: number, body: string, status = 200) =>
  `${recordSeparator}${JSON.stringify({ index, status, headers: { 'content-type': 'text/plain' }, body })}\n`
const answerAll = ({ gets }: Sent) => new Response(gets.map((get, index) => toRecord(index, get)).join(''))

test('the reads of one turn are one call, and each gets its own answer', async (t) => {
  const sent = serve(t, answerAll)
  const answers = await Promise.all(
    ['/clients', '/tasks?filters=%7B%22a%22%3A%22b%20c%22%7D', '/channels'].map((path) => read(path)),
  )
  assert.deepEqual(
    answers.map(({ text }) => text),
    ['/clients', '/tasks?filters=%7B%22a%22%3A%22b%20c%22%7D', '/channels'],
  )
  assert.deepEqual(
    sent.map(({ pathname }) => pathname),
    ['/batch'],
  )
})

test('one read alone is sent as itself', async (t) => {
  const sent = serve(t, ({ pathname }) => new Response(pathname))
  assert.equal((await read('/clients')).text, '/clients')
  assert.deepEqual(
    sent.map(({ pathname }) => pathname),
    ['/clients'],
  )
})

test('what the server takes in several batches is sent in several', async (t) => {
  const sent = serve(t, answerAll)
  await Promise.all(Array.from({ length: maxBatch + 2 }, (_, n) => read(`/clients/${n}`)))
  await Promise.all(Array.from({ length: 4 }, (_, n) => read(`/tasks?filters=${n}${'x'.repeat(2_000)}`)))
  assert.deepEqual(
    sent.map(({ gets }) => gets.length),
    [maxBatch, 2, 2, 2],
  )
})

test('each read is answered when its record has arrived, in any order and however the bytes are cut', async (t) => {
  const late = Promise.withResolvers<void>()
  const bytes = new TextEncoder().encode(toRecord(1, 'Zoé, first') + toRecord(0, 'last'))
  serve(
    t,
    () =>
      new Response(
        new ReadableStream({
          async start(controller) {
            const cut = bytes.length - 20
            for (let n = 0; n < cut; n += 7) controller.enqueue(bytes.slice(n, Math.min(n + 7, cut)))
            await late.promise
            controller.enqueue(bytes.slice(cut))
            controller.close()
          },
        }),
      ),
  )
  const [slow, fast] = [read('/slow'), read('/fast')]
  assert.equal((await fast).text, 'Zoé, first')
  late.resolve()
  assert.equal((await slow).text, 'last')
})

test('when the whole is refused, each read is made alone', async (t) => {
  const sent = serve(t, ({ pathname }) => new Response(pathname, { status: pathname === '/batch' ? 414 : 200 }))
  const answers = await Promise.all([read('/clients'), read('/channels')])
  assert.deepEqual(
    answers.map(({ text }) => text),
    ['/clients', '/channels'],
  )
  assert.equal(sent.length, 3)
})

test('an answer that breaks off fails what is missing, and nothing else', async (t) => {
  serve(t, () => new Response(toRecord(0, 'here')))
  const [there, missing] = await Promise.allSettled([read('/clients'), read('/channels')])
  assert.equal(there.status, 'fulfilled')
  assert.equal(missing.status, 'rejected')
})

test('a read that is given up ends alone, and the call ends with the last of them', async (t) => {
  const sent = serve(
    t,
    ({ signal }) => new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
  )
  const [first, second] = [new AbortController(), new AbortController()]
  const reads = [read('/clients', first.signal), read('/channels', second.signal)]
  await new Promise((resolve) => setTimeout(resolve))
  first.abort()
  await assert.rejects(reads[0] ?? Promise.resolve())
  assert.equal(sent[0]?.signal?.aborted, false)
  second.abort()
  await assert.rejects(reads[1] ?? Promise.resolve())
  assert.equal(sent[0]?.signal?.aborted, true)
})
