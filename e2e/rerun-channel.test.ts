import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

type Task = { status: string; transactions: { tstatus: string; error?: string }[] }
type Named = { _id: string; name?: string; clientID?: string }

let program: Program
let upstream: Upstream
before(async () => {
  program = await startProgram({ workers: 1 })
  upstream = await startUpstream()
  await program.makeChannel(
    { name: 'orders', priority: 1, urlPattern: '^/orders/\\d+$', methods: ['POST', 'PUT'], allow: ['pharmacy'] },
    upstream.port,
  )
  await program.makeChannel(
    {
      name: 'results',
      priority: 1,
      urlPattern: '^/results',
      authType: 'public',
      matchContentTypes: ['application/json'],
      matchContentJson: 'kind',
      matchContentValue: 'result',
    },
    upstream.port,
  )
  // Everything else goes to the same upstream.
  await program.makeChannel({ name: 'rest', urlPattern: '^/', priority: 9, authType: 'public' }, upstream.port)
})
after(async () => {
  await program.end()
  await upstream.stop()
})

async function send(path: string, headers: Record<string, string>, body: string) {
  const answer = await fetch(program.http + path, { method: 'POST', headers, body })
  assert.equal(answer.status, 200)
  return answer.headers.get('x-openhim-transactionid') ?? ''
}

const toPassword = (clientID: string) => `the word of ${clientID}`

async function sendAs(clientID: string) {
  await program.makeClient({ clientID, password: toPassword(clientID), roles: ['pharmacy'] })
  return sendOrder(clientID)
}

function sendOrder(clientID: string) {
  const authorization = `Basic ${Buffer.from(`${clientID}:${toPassword(clientID)}`).toString('base64')}`
  return send('/orders/1', { authorization, 'content-type': 'text/plain' }, 'ten pills')
}

const sendResult = () => send('/results/1', { 'content-type': 'application/json' }, '{"kind":"result"}')

const asProblem = { accept: 'application/problem+json' }

/** Returns the paths of the fields for which a rerun is refused. */
async function refusedFields(id: string, edit: Record<string, unknown>) {
  const before = upstream.seen.length
  const answer = await program.call('POST', `/transactions/${id}/rerun`, edit, asProblem)
  assert.equal(upstream.seen.length, before)
  if (answer.status !== 400) return answer.status
  return (answer.json() as { issues: { path: string }[] }).issues.map(({ path }) => path)
}

test('an edited rerun that its channel does not take is refused, with the field that is wrong', async () => {
  const order = await sendAs('dispensary')
  assert.deepEqual(await refusedFields(order, { path: '/patients/7' }), ['path'])
  assert.deepEqual(await refusedFields(order, { path: '/orders/1/../../patients' }), ['path'])
  assert.deepEqual(await refusedFields(order, { path: '/orders/%2e%2e/1' }), ['path'])
  assert.deepEqual(await refusedFields(order, { path: '/orders/..;a=b/1' }), ['path'])
  assert.deepEqual(await refusedFields(order, { method: 'DELETE' }), ['method'])
  const result = await sendResult()
  assert.deepEqual(await refusedFields(result, { headers: { 'content-type': 'text/plain' } }), ['headers'])
  assert.deepEqual(await refusedFields(result, { headers: { 'content-type': null } }), ['headers'])
  assert.deepEqual(await refusedFields(result, { body: '{"kind":"order"}' }), ['body'])
  assert.deepEqual(await refusedFields(result, { body: null }), ['body'])
})

test('an edited rerun that its channel takes is sent', async () => {
  const result = await sendResult()
  const large = JSON.stringify({ kind: 'result', value: 'x'.repeat(20_000) })
  const before = upstream.seen.length
  const answer = await program.call('POST', `/transactions/${result}/rerun`, { path: '/results/2', body: large })
  assert.equal(answer.status, 201)
  await until('it is sent', async () => upstream.seen.length > before)
  assert.deepEqual([upstream.seen.at(-1)?.url, upstream.seen.at(-1)?.body.toString()], ['/results/2', large])
})

const listPreviewReasons = async (tids: string[]) =>
  (
    (await program.call('POST', '/tasks/preview', { tids })).json() as { notRerunnable: { reason: string }[] }
  ).notRerunnable.map(({ reason }) => reason)

/** Asks for a rerun of one transaction, in OpenHIM's way. Returns the issues of the refusal. */
async function refusedTask(id: string) {
  const tasks = (await program.get<unknown[]>('/tasks')).length
  const answer = await program.call('POST', '/tasks', { tids: [id, id] }, asProblem)
  assert.equal(answer.status, 400, answer.text)
  assert.equal((await program.get<unknown[]>('/tasks')).length, tasks, 'no task is made')
  return (answer.json() as { issues: { path: string; message: string }[] }).issues
}

/** Reruns several transactions. Returns the error of the first one. */
async function errorOfTask(tids: string[]) {
  const before = upstream.seen.length
  assert.ok(tids.length > 1)
  const made = await program.call('POST', '/tasks', { tids })
  const task = await until('the task has ended', async () => {
    const shown = await program.get<Task>(`${made.headers.get('location')}?filterLimit=10`)
    return shown.status === 'Completed' ? shown : undefined
  })
  assert.equal(upstream.seen.length, before)
  return task.transactions[0]?.error
}

const findClient = async (clientID: string) =>
  (await program.get<Named[]>('/clients')).find((one) => one.clientID === clientID)?._id ?? ''

test('nothing is sent in the name of a client that is deleted', async () => {
  const order = await sendAs('closed-clinic')
  const next = await sendOrder('closed-clinic')
  await program.call('DELETE', `/clients/${await findClient('closed-clinic')}`)
  assert.deepEqual(await refusedFields(order, {}), ['id'])
  assert.deepEqual(await listPreviewReasons([order]), ['client-deleted'])
  assert.deepEqual(
    (await refusedTask(order)).map(({ path }) => path),
    ['tids'],
  )
  assert.match((await errorOfTask([order, next])) ?? '', /Its client no longer exists/)
})

test('nothing is sent in the name of a client that has lost its role', async () => {
  const order = await sendAs('former-pharmacy')
  const next = await sendOrder('former-pharmacy')
  const id = await findClient('former-pharmacy')
  assert.equal((await program.call('PUT', `/clients/${id}`, { roles: ['visitor'] })).status, 200)
  assert.deepEqual(await refusedFields(order, {}), ['id'])
  assert.deepEqual(await listPreviewReasons([order]), ['client-not-allowed'])
  assert.match((await refusedTask(order))[0]?.message ?? '', /may not use the channel "orders"/)
  assert.match((await errorOfTask([order, next])) ?? '', /may not use the channel "orders"/)
})

test('a rerun is not sent to a channel that does not take its path or content any more', async () => {
  const [result, next] = [await sendResult(), await sendResult()]
  const channel = (await program.get<Named[]>('/channels')).find(({ name }) => name === 'results')?._id
  const change = (changes: Record<string, unknown>) => program.call('PUT', `/channels/${channel}`, changes)
  assert.equal((await change({ matchContentValue: 'report' })).status, 200)
  assert.deepEqual(await refusedFields(result, {}), ['headers'])
  assert.match((await refusedTask(result))[0]?.message ?? '', /does not take this content/)
  assert.match((await errorOfTask([result, next])) ?? '', /does not take this content/)
  assert.equal((await change({ urlPattern: '^/reports' })).status, 200)
  assert.deepEqual(await listPreviewReasons([result]), ['path-not-taken'])
  assert.match((await refusedTask(result))[0]?.message ?? '', /does not take the path \/results\/1/)
  assert.match((await errorOfTask([result, next])) ?? '', /does not take the path \/results\/1/)
})
