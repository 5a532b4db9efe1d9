import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Refusal } from './api.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

type InUse = { limits: object | null; use: { requests: number; refused: number; bytes: number } }

let program: Program
let upstream: Upstream

before(async () => {
  upstream = await startUpstream()
  program = await startProgram({ workers: 2 })
  await program.makeChannel({ name: 'lab' }, upstream.port)
})
after(async () => {
  await program?.end()
  await upstream?.stop()
})

async function makeClient(clientID: string, limits?: object) {
  await program.makeClient({ clientID, password: 'a password', ...(limits && { limits }) })
  const clients = await program.get<{ _id: string; clientID: string }[]>('/clients')
  return clients.find((one) => one.clientID === clientID)?._id ?? ''
}

/** Each request comes on a connection of its own, so that both workers are asked in turn. */
async function send(clientID: string, path = '/lab') {
  const authorization = `Basic ${Buffer.from(`${clientID}:a password`).toString('base64')}`
  const answer = await fetch(program.http + path, { headers: { authorization, connection: 'close' } })
  return { status: answer.status, headers: answer.headers, body: await answer.text() }
}

const findUse = async (id: string, of = 'clients') => (await program.get<InUse>(`/${of}/${id}/limits`)).use

test('a flood over two workers gets what its limit admits, another client is not affected, and the refused read when to come again', async () => {
  const id = await makeClient('flooding', { mode: 'enforce', requestsPerSecond: 2, burst: 3 })
  await makeClient('quiet')
  await send('flooding')
  const began = Date.now()
  const flood = { admitted: 0, refused: [] as Awaited<ReturnType<typeof send>>[] }
  const flooding = Array.from({ length: 6 }, async () => {
    while (Date.now() - began < 2_000) {
      const answer = await send('flooding')
      if (answer.status === 200) flood.admitted++
      else flood.refused.push(answer)
    }
  })
  const others = []
  while (Date.now() - began < 1_500) others.push((await send('quiet')).status)
  await Promise.all(flooding)
  const seconds = (Date.now() - began) / 1_000
  assert.ok(flood.admitted <= 1.05 * (3 + 2 * seconds), `${flood.admitted} in ${seconds} s`)
  assert.deepEqual([...new Set(others)], [200])
  const [refused] = flood.refused
  assert.equal(refused?.status, 429)
  assert.match(refused?.headers.get('retry-after') ?? '', /^[1-9]\d*$/)
  assert.match(refused?.headers.get('ratelimit') ?? '', /^"per-second";r=0;t=\d+$/)
  assert.equal(refused?.headers.get('ratelimit-policy'), '"per-second";q=2;w=1')
  const { code, detail, refusalId } = JSON.parse(refused?.body ?? '{}')
  assert.equal(code, 'over-limit')
  assert.equal(detail, 'The limit of 2 requests a second is reached for "flooding"')
  const [row] = await program.get<Refusal[]>(`/refusals?id=${refusalId}`)
  assert.deepEqual([row?.code, row?.client, row?.channel], ['over-limit', 'flooding', 'lab'])
  const use = await until('the refused are counted', async () => {
    const counted = await findUse(id)
    return counted.refused === flood.refused.length ? counted : undefined
  })
  assert.ok(use.requests >= flood.admitted, `${use.requests} are counted`)
})

test('to observe refuses nothing and counts what it would refuse; to enforce obeys from the next request', async () => {
  const id = await makeClient('observed', { mode: 'observe', requestsPerDay: 3 })
  for (let n = 0; n < 8; n++) assert.equal((await send('observed')).status, 200)
  await until('it is counted', async () => {
    const { requests, refused } = await findUse(id)
    return requests === 3 && refused === 5
  })
  const changed = await program.call('PUT', `/clients/${id}`, { limits: { mode: 'enforce', requestsPerDay: 3 } })
  assert.equal(changed.status, 200, changed.text)
  for (let n = 0; n < 4; n++) assert.equal((await send('observed')).status, 429)
  assert.equal((await program.call('PUT', `/clients/${id}`, { limits: null })).status, 200)
  assert.equal((await send('observed')).status, 200)
  assert.equal((await program.get<InUse>(`/clients/${id}/limits`)).limits, null)
})

test('a channel and a credential have limits of their own', async () => {
  const id = await makeClient('limited')
  const [credential] = await program.get<{ _id: string }[]>(`/clients/${id}/credentials`)
  const path = `/clients/${id}/credentials/${credential?._id}/limits`
  const limits = { mode: 'enforce', requestsPerDay: 2 }
  assert.equal((await program.call('PUT', path, { limits })).status, 200)
  assert.deepEqual([(await send('limited')).status, (await send('limited')).status], [200, 200])
  assert.equal((await send('limited')).status, 429)
  assert.equal((await program.call('PUT', path, { limits: null })).status, 200)

  await program.makeChannel({ name: 'narrow', limits: { mode: 'enforce', requestsPerDay: 1 } }, upstream.port)
  assert.equal((await send('limited', '/narrow')).status, 200)
  assert.equal((await send('limited', '/narrow')).status, 429)
  assert.equal((await send('limited')).status, 200)
})

test('the bytes of both bodies are counted, also of an answer that is compressed', async () => {
  const text = 'a line of a long answer\n'.repeat(1_000)
  const talkative = await startUpstream((_seen, response) => response.setHeader('content-type', 'text/plain').end(text))
  await program.makeChannel({ name: 'long', compressResponses: true }, talkative.port)
  const id = await makeClient('counted', { mode: 'enforce', bytesPerDay: 1e9 })
  const authorization = `Basic ${Buffer.from('counted:a password').toString('base64')}`
  const body = 'x'.repeat(7_000)
  const answer = await fetch(`${program.http}/long`, { method: 'POST', body, headers: { authorization } })
  assert.equal(answer.headers.get('content-encoding'), 'gzip')
  assert.equal(await answer.text(), text)
  await until('its bytes are counted', async () => (await findUse(id)).bytes === body.length + text.length)
  await talkative.stop()
})

test('the use of a day outlives a restart', async () => {
  const id = await makeClient('lasting', { mode: 'enforce', requestsPerDay: 5 })
  for (let n = 0; n < 3; n++) assert.equal((await send('lasting')).status, 200)
  await until('it is counted', async () => (await findUse(id)).requests === 3)
  await program.stop()
  await program.startAgain()
  assert.equal((await findUse(id)).requests, 3)
  const statuses = []
  for (let n = 0; n < 4; n++) statuses.push((await send('lasting')).status)
  assert.deepEqual(statuses, [200, 200, 429, 429])
})

test('limits are recommended from the record', async () => {
  const id = await makeClient('recorded')
  for (let n = 0; n < 5; n++) await send('recorded')
  const { requests, recommended, exact } = await program.get<Record<string, unknown>>(
    `/clients/${id}/limits/recommendation?days=7`,
  )
  assert.deepEqual({ requests, exact }, { requests: 5, exact: true })
  assert.ok(recommended)
})

test('limits that say nothing, or a burst without a rate, are refused', async () => {
  for (const [limits, path] of [
    [{ mode: 'enforce' }, 'limits'],
    [{ mode: 'enforce', burst: 3, requestsPerDay: 5 }, 'limits.burst'],
    [{ mode: 'enforce', requestsPerHour: 3, requestsPerDay: 5 }, 'limits.requestsPerHour'],
  ] as const) {
    const body = { clientID: 'wrong', name: 'wrong', roles: ['clinic'], password: 'a password', limits }
    const answer = await program.call('POST', '/clients', body)
    assert.equal(answer.status, 400)
    assert.ok(answer.text.startsWith(`${path}: `), answer.text)
  }
})
