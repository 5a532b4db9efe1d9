import assert from 'node:assert/strict'
import { Agent, request } from 'node:http'
import { after, before, test } from 'node:test'
import type { Refusal } from './api.ts'
import { authority } from './certificates.ts'
import { curl, withCertificate } from './curl.ts'
import { jwt, jwtSettings } from './jwt.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

type Named = { _id: string; clientID: string }

let program: Program
let upstream: Upstream
const trusted = authority('Disabled CA')
before(async () => {
  upstream = await startUpstream()
  program = await startProgram({ workers: 2, env: jwtSettings })
  await program.makeChannel({ name: 'lab' }, upstream.port)
  await program.makeChannel({ name: 'open', authType: 'public' }, upstream.port)
  assert.equal((await program.call('POST', '/keystore/ca/cert', { cert: trusted.pem })).status, 201)
  assert.equal((await program.call('POST', '/restart')).status, 200)
})
after(async () => {
  await program?.end()
  await upstream?.stop()
})

const findClient = async (clientID: string) =>
  (await program.get<Named[]>('/clients')).find((one) => one.clientID === clientID)?._id ?? ''

async function changeStatus(clientID: string, status: 'disable' | 'enable', period: object = {}) {
  const body = { reason: 'a reason', ...period }
  const answer = await program.call('POST', `/clients/${await findClient(clientID)}/${status}`, body)
  assert.equal(answer.status, 200, answer.text)
}

const toBasic = (clientID: string, password: string) =>
  `Basic ${Buffer.from(`${clientID}:${password}`).toString('base64')}`

/** Each request comes on a connection of its own, so that both workers are asked in turn. */
async function statuses(authorization: string, path = '/lab') {
  const requests = Array.from({ length: 4 }, () =>
    fetch(program.http + path, { headers: { authorization, connection: 'close' } }),
  )
  return [...new Set((await Promise.all(requests)).map(({ status }) => status))]
}

/** Sends requests on one connection, and returns the statuses of their answers. */
function keepAlive(authorization: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ports = new Set<number | undefined>()
  const send = () =>
    new Promise<number>((resolve, reject) => {
      const sent = request(`${program.http}/lab`, { agent, headers: { authorization } }, (answer) => {
        ports.add(answer.socket.localPort)
        answer.resume().once('end', () => resolve(answer.statusCode ?? 0))
      })
      sent.once('error', reject).end()
    })
  return { send, ports, close: () => agent.destroy() }
}

test('the next request of a disabled client is refused on every worker, whatever its credential', async () => {
  const password = toBasic('clinic-1', 'correct horse')
  await program.makeClient({ clientID: 'clinic-1', password: 'correct horse', customTokenID: 'tok-1' })
  const credentials = [password, 'Custom tok-1', `Bearer ${jwt({ sub: 'clinic-1' })}`]
  for (const credential of credentials) assert.deepEqual(await statuses(credential), [200])
  for (let i = 0; i < 2; i++) {
    await changeStatus('clinic-1', 'disable')
    for (const credential of credentials) assert.deepEqual(await statuses(credential), [403], credential)
    assert.deepEqual(await statuses(password, '/open'), [403], 'a public channel is no way around it')
    assert.deepEqual(await statuses(password, '/nowhere'), [403], 'it does not learn which paths exist')
    await changeStatus('clinic-1', 'enable')
    for (const credential of credentials) assert.deepEqual(await statuses(credential), [200], credential)
  }
  const refusal = await until('the refusal is recorded', async () =>
    (await program.get<Refusal[]>('/refusals')).find(({ code }) => code === 'disabled-client'),
  )
  assert.deepEqual(
    [refusal.client, refusal.stage, refusal.status, refusal.reason],
    ['clinic-1', 'authorise', 403, 'Client "clinic-1" is disabled'],
  )
})

test('a disabled client is refused on a connection that is open, and served there again', async () => {
  await program.makeClient({ clientID: 'connected', password: 'correct horse' })
  const connection = keepAlive(toBasic('connected', 'correct horse'))
  assert.equal(await connection.send(), 200)
  await changeStatus('connected', 'disable')
  assert.equal(await connection.send(), 403)
  await changeStatus('connected', 'enable')
  assert.equal(await connection.send(), 200)
  assert.equal(connection.ports.size, 1)
  connection.close()
})

test('a disabled client is refused with its certificate', async () => {
  const pair = trusted.issue('certified.example')
  await program.makeClient({ clientID: 'certified', clientDomain: 'certified.example' })
  const ask = async () => (await curl(...withCertificate(pair), `${program.https}/lab`)).status
  assert.equal(await ask(), 200)
  await changeStatus('certified', 'disable')
  assert.equal(await ask(), 403)
})

test('whoever does not prove to be the client learns nothing of its status', async () => {
  await program.makeClient({ clientID: 'secretive', password: 'correct horse' })
  const ask = async () => {
    const answer = await fetch(`${program.http}/lab`, { headers: { authorization: toBasic('secretive', 'a guess') } })
    const { refusalId, ...rest } = JSON.parse(await answer.text())
    assert.equal(refusalId, answer.headers.get('x-mediary-refusal-id'))
    return [answer.status, answer.headers.get('www-authenticate'), rest]
  }
  const enabled = await ask()
  await changeStatus('secretive', 'disable')
  assert.deepEqual(await ask(), enabled)
  assert.equal(enabled[0], 401)
})

test('a period is obeyed by the clock, without a further change', async () => {
  await program.makeClient({ clientID: 'seasonal', password: 'correct horse' })
  const authorization = toBasic('seasonal', 'correct horse')
  const [from, end] = [Date.now() + 1_500, Date.now() + 3_000].map((time) => new Date(time).toISOString())
  await changeStatus('seasonal', 'disable', { from, until: end })
  assert.deepEqual(await statuses(authorization), [200])
  await until('it is disabled', async () => (await statuses(authorization)).every((status) => status === 403))
  await until('it is enabled', async () => (await statuses(authorization)).every((status) => status === 200))
})

test('a role for a time opens a channel within its time, on every worker and on an open connection', async () => {
  const [from, end] = [Date.now() + 1_500, Date.now() + 3_000]
  const timedRoles = [{ role: 'clinic', from: new Date(from).toISOString(), until: new Date(end).toISOString() }]
  await program.makeClient({ clientID: 'visiting', password: 'correct horse', roles: ['visitor'], timedRoles })
  const authorization = toBasic('visiting', 'correct horse')
  const connection = keepAlive(authorization)
  assert.deepEqual([await connection.send(), await statuses(authorization)], [403, [403]])
  await until('it is let in', async () => (await statuses(authorization)).every((status) => status === 200))
  assert.equal(await connection.send(), 200)
  await until('the last request was refused', async () => {
    const sent = Date.now()
    const [status] = [await connection.send()]
    if (status === 200) assert.ok(sent < end, 'a request was let in after the end')
    return status === 403
  })
  assert.deepEqual(await statuses(authorization), [403])
  assert.equal(connection.ports.size, 1)
  connection.close()
})

test('nothing is sent again in the name of a disabled client', async () => {
  await program.makeClient({ clientID: 'repeated', password: 'correct horse' })
  const answer = await fetch(`${program.http}/lab`, {
    headers: { authorization: toBasic('repeated', 'correct horse') },
  })
  const id = answer.headers.get('x-openhim-transactionid') ?? ''
  await changeStatus('repeated', 'disable')
  const before = upstream.seen.length
  const refused = await program.call('POST', `/transactions/${id}/rerun`, {}, { accept: 'application/problem+json' })
  assert.deepEqual([refused.status, /Its client is disabled/.test(refused.text)], [400, true])
  const preview = await program.call('POST', '/tasks/preview', { tids: [id] })
  const { notRerunnable } = preview.json() as { notRerunnable: { reason: string }[] }
  assert.deepEqual(
    notRerunnable.map(({ reason }) => reason),
    ['client-disabled'],
  )
  assert.equal(upstream.seen.length, before)
})
