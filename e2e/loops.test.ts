import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

type Row = { _id: string; status: string; response?: { status: number } }
type Refused = { code: string; channel?: string; status: number; stage: string }

let program: Program
let upstream: Upstream

before(async () => {
  program = await startProgram({ workers: 1 })
  upstream = await startUpstream()
})
after(async () => {
  await program.end()
  await upstream.stop()
})

const open = (name: string, port: number, more: object = {}) =>
  program.makeChannel({ name, authType: 'public', ...more }, port)
const ask = (path: string, headers: Record<string, string> = {}) => fetch(program.http + path, { headers })
const routeTo = (name: string, path: string) => ({
  routes: [{ name: 'next', host: '127.0.0.1', port: program.ports.http, path, primary: true }],
  urlPattern: `^/${name}`,
})
const channelId = async (name: string) =>
  (await program.get<{ _id: string; name: string }[]>('/channels')).find((channel) => channel.name === name)?._id ?? ''
const listTransactions = async (name: string) =>
  program.get<Row[]>(
    `/transactions?filters=${encodeURIComponent(JSON.stringify({ channelID: await channelId(name) }))}`,
  )
const listRefusals = async (name: string) =>
  (await program.get<Refused[]>('/refusals')).filter(({ channel }) => channel === name)

async function loopIsRefused(name: string) {
  await until('the refusal is recorded', async () => (await listRefusals(name)).length > 0)
  const [{ code, status, stage } = {}] = await listRefusals(name)
  assert.deepEqual({ code, status, stage }, { code: 'loop', status: 508, stage: 'match' })
}

test('every upstream learns by Via that this gateway forwarded the request, after those before it', async () => {
  await open('plain', upstream.port)
  await ask('/plain')
  const own = String(upstream.seen.at(-1)?.headers.via)
  assert.match(own, /^1\.1 mediary-[0-9a-f]{12}\.[0-9a-f]{24}$/)
  await ask('/plain', { Via: '1.0 fred, 1.1 edge.example (nginx)', Connection: 'close, via' })
  assert.equal(upstream.seen.at(-1)?.headers.via, `1.0 fred, 1.1 edge.example (nginx), ${own}`)
})

test('a route that leads back to its channel is refused at the first return', async () => {
  await open('self', program.ports.http)
  assert.equal((await ask('/self/x')).status, 508)
  assert.equal((await listTransactions('self')).length, 1)
  await loopIsRefused('self')
})

test('a ring of two channels is refused when it comes to the first one again', async () => {
  await open('east', 1, routeTo('east', '/west'))
  await open('west', 1, routeTo('west', '/east'))
  assert.equal((await ask('/east')).status, 508)
  assert.deepEqual([(await listTransactions('east')).length, (await listTransactions('west')).length], [1, 1])
  await loopIsRefused('east')
})

test('one channel may call another', async () => {
  await open('inner', upstream.port)
  await open('outer', 1, routeTo('outer', '/inner'))
  assert.equal((await ask('/outer')).status, 200)
  assert.match(String(upstream.seen.at(-1)?.headers.via), /^1\.1 mediary-\S+, 1\.1 mediary-\S+$/)
})

test('no request passes more than ten channels, whatever their names are', async () => {
  await ask('/plain')
  const via = String(upstream.seen.at(-1)?.headers.via)
  const others = (count: number) =>
    Array.from({ length: 11 }, (_, i) => via.replace(/.{2}$/, `a${i.toString(16)}`))
      .filter((other) => other !== via)
      .slice(0, count)
      .join(', ')
  assert.equal((await ask('/plain', { Via: others(9) })).status, 200)
  assert.equal((await ask('/plain', { Via: others(10) })).status, 508)
})

test('a secondary route that leads back is refused too, and the client has its answer', async () => {
  const routes = [
    { name: 'first', host: '127.0.0.1', port: upstream.port, primary: true },
    { name: 'back', host: '127.0.0.1', port: program.ports.http },
  ]
  await open('aside', 1, { routes })
  assert.equal((await ask('/aside')).status, 200)
  await loopIsRefused('aside')
  assert.equal((await listTransactions('aside')).length, 1)
})

test('a rerun of a request that would loop is refused at its first return', async () => {
  const [{ _id } = { _id: '' }] = await listTransactions('self')
  const answer = await program.call('POST', '/tasks', { tids: [_id], batchSize: 1, paused: false })
  assert.equal(answer.status, 201, answer.text)
  await until('the rerun has ended with 508', async () => {
    const rows = await listTransactions('self')
    return rows.length === 2 && rows.every(({ status }) => status === 'Failed')
  })
})
