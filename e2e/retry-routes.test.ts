import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { type Seen, startUpstream, type Upstream } from './upstream.ts'

type Transaction = {
  _id: string
  status: string
  autoRetry: boolean
  autoRetryAttempt?: number
  childIDs: string[]
  response?: { status: number }
  routes: { name: string; response: { status: number } }[]
}

let program: Program
let primary: Upstream
let second: Upstream
/** Paths whose next answer is a broken connection. */
const broken = new Set<string>()

before(async () => {
  program = await startProgram({ workers: 1 })
  const answering = (side: string) =>
    startUpstream((seen, response) => {
      if (broken.delete(`${side} ${seen.url}`)) response.destroy()
      else response.end(side)
    })
  primary = await answering('primary')
  second = await answering('second')
  const at = (name: string, port: number, over: object = {}) => ({ name, host: '127.0.0.1', port, ...over })
  const routes = [
    at('primary', primary.port, { primary: true }),
    at('second', second.port),
    at('third', second.port, { path: '/third' }),
  ]
  await program.makeChannel({ name: 'retried', authType: 'public', autoRetryEnabled: true, routes }, 0)
})
after(async () => {
  await program.end()
  await primary.stop()
  await second.stop()
})

const shown = (id: string) => program.get<Transaction>(`/transactions/${id}`)
const listAsked = (upstream: Upstream, path: string): Seen[] => upstream.seen.filter(({ url }) => url === path)

/** As if the time of the retry had come. */
function comeDue(id: string) {
  const database = new DatabaseSync(join(program.folder, 'mediary.db'))
  database.exec('pragma busy_timeout = 5000')
  database.prepare('update retries set due = 0 where transaction_id = ?').run(id)
  database.close()
}

/** Sends a request, some of whose routes break, and waits for its automatic retry. */
async function retried(path: string, sides: string[], body: string) {
  for (const side of sides) broken.add(`${side} ${path}`)
  const answer = await fetch(program.http + path, { method: 'POST', body })
  const id = answer.headers.get('x-openhim-transactionid') ?? ''
  await answer.arrayBuffer()
  await until('it waits to be repeated', async () => {
    const one = await shown(id)
    return one.status !== 'Processing' && one.autoRetry
  })
  comeDue(id)
  const child = await until('it was repeated', async () => {
    const [childId] = (await shown(id)).childIDs
    const one = childId === undefined ? undefined : await shown(childId)
    return one && one.status !== 'Processing' ? one : undefined
  })
  return { answer, child }
}

const sizes = [
  ['small', 'the request'],
  ['large', 'x'.repeat(300_000)],
] as const

// Due retries are looked for every ten seconds: all wait together.
test('an automatic retry', { concurrency: 3 }, async (t) => {
  const ofSecondary = sizes.map(([size, body]) =>
    t.test(`of a ${size} request whose secondary route failed asks that route alone again`, () =>
      secondaryIsAsked(`/retried/${size}`, body),
    ),
  )
  const ofPrimary = t.test('of a failed primary leaves out the routes that have succeeded', primaryIsAsked)
  await Promise.all([...ofSecondary, ofPrimary])
})

async function secondaryIsAsked(path: string, body: string) {
  const { answer, child } = await retried(path, ['second'], body)
  assert.equal(answer.status, 200)
  assert.equal(child.status, 'Successful')
  assert.equal(child.autoRetryAttempt, 1)
  assert.equal(child.response, undefined)
  assert.deepEqual(
    child.routes.map(({ name, response }) => [name, response.status]),
    [['second', 200]],
  )
  assert.equal(listAsked(primary, path).length, 1)
  const asked = listAsked(second, path)
  assert.equal(asked.length, 2)
  assert.equal(asked[1]?.body.toString(), body)
}

async function primaryIsAsked() {
  const path = '/retried/primary'
  const { answer, child } = await retried(path, ['primary'], 'the request')
  assert.equal(answer.status, 502)
  assert.equal(child.status, 'Successful')
  assert.equal(child.response?.status, 200)
  assert.deepEqual(child.routes, [])
  assert.equal(listAsked(primary, path).length, 2)
  assert.equal(listAsked(second, path).length, 1)
}
