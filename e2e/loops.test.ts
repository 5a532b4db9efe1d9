import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { freePort } from '../server/src/testing/ports.ts'
import { hl7, readControl, sender } from './mllp.ts'
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

const mllp = (name: string, port: number) => ({ name, type: 'mllp', host: '127.0.0.1', port, primary: true })

/** Makes a TCP channel. Returns its port. */
async function openTcp(name: string, route: (port: number) => object) {
  const tcpPort = await freePort()
  await open(name, 0, { type: 'tcp', methods: [], tcpHost: '127.0.0.1', tcpPort, routes: [route(tcpPort)] })
  return tcpPort
}
async function sendMessage(port: number) {
  const clinic = await until('the port is open', () => sender(port).catch(() => undefined))
  const [acknowledgement = ''] = await clinic.send([hl7('ring')])
  clinic.end()
  return readControl(acknowledgement)[0]
}

test('a TCP channel whose route is its own port is refused before anything is sent', async () => {
  const port = await openTcp('echoing', (own) => mllp('self', own))
  assert.equal(await sendMessage(port), 'AE')
  assert.deepEqual(
    (await listTransactions('echoing')).map(({ response }) => response?.status),
    [508],
  )
  await loopIsRefused('echoing')
})

test('a ring of TCP channels, or of a TCP and an HTTP channel, is refused where it would reach TCP again', async () => {
  const back = await freePort()
  const first = await openTcp('first', () => mllp('second', back))
  await open('second', 0, { type: 'tcp', methods: [], tcpPort: back, routes: [mllp('first', first)] })
  assert.equal(await sendMessage(first), 'AE')
  await loopIsRefused('first')
  assert.equal((await listTransactions('second')).length, 0)

  const toWeb = { name: 'web', host: '127.0.0.1', port: program.ports.http, path: '/web', primary: true }
  const down = await openTcp('down', () => toWeb)
  await open('web', 0, { routes: [mllp('down', down)] })
  assert.equal(await sendMessage(down), 'AE')
  await loopIsRefused('web')
  assert.equal((await listTransactions('down')).length, 1)
})

test('a secondary route of a TCP channel that leads to TCP again fails, and the sender has its acknowledgement', async () => {
  const main = { name: 'main', host: '127.0.0.1', port: upstream.port, primary: true }
  const port = await openTcp('copying', () => main)
  const routes = [main, { ...mllp('copy', port), primary: false }]
  const changed = await program.call('PUT', `/channels/${await channelId('copying')}`, { routes })
  assert.equal(changed.status, 200, changed.text)
  assert.equal(await sendMessage(port), 'AA')
  const [{ _id } = { _id: '' }] = await listTransactions('copying')
  const copy = await until('the route has ended', async () => {
    const shown = await program.get<{ routes?: { error?: { message: string } }[] }>(`/transactions/${_id}`)
    return shown.routes?.[0]
  })
  assert.match(copy.error?.message ?? '', /a route leads to the TCP channel "copying"/)
  assert.equal((await listTransactions('copying')).length, 1)
})

test('an HTTP channel may call a TCP channel of the same gateway', async () => {
  const port = await openTcp('ward', () => ({ name: 'up', host: '127.0.0.1', port: upstream.port, primary: true }))
  await open('over-http', 0, { routes: [mllp('ward', port)] })
  const answer = await until('the port is open', async () => {
    const sent = await fetch(`${program.http}/over-http`, { method: 'POST', body: hl7('one') })
    return sent.status === 200 ? sent : undefined
  })
  assert.equal(readControl(await answer.text())[0], 'AA')
})
