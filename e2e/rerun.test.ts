import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { damageBodyFiles } from '../server/src/testing/messages.ts'
import { newDatabaseUrl } from '../server/src/testing/stores.ts'
import type { Transaction } from './api.ts'
import { startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream } from './upstream.ts'

type Row = { tid: string; tstatus: string; rerunID?: string; rerunStatus?: string; error?: string }
type Task = {
  _id: string
  status: string
  totalTransactions: number
  remainingTransactions: number
  transactions: Row[]
}

const rows = 24

for (const engine of ['sqlite', 'postgres'] as const) {
  test(`SIGKILL of the control process in the middle of a task: what was begun is not begun again, the rest follows in order (${engine})`, async (context) => {
    const state = { slow: 0 }
    const upstream = await startUpstream((_seen, response) => void setTimeout(() => response.end('yes'), state.slow))
    const databaseUrl =
      engine === 'postgres' ? await newDatabaseUrl('postgres', (cleanUp) => context.after(cleanUp)) : undefined
    const program = await startProgram({ workers: 1, ...(databaseUrl && { databaseUrl }) })
    context.after(async () => {
      await program.end()
      await upstream.stop()
    })
    await program.makeChannel({ name: 'lab', authType: 'public' }, upstream.port)
    for (let i = 0; i < rows; i++)
      await fetch(`${program.http}/lab/${i}`, { method: 'POST', body: `message ${i}` }).then((answer) => answer.text())
    upstream.seen.length = 0
    state.slow = 20

    const preview = await program.call('POST', '/tasks/preview', { filters: { 'request.path': '/lab' } })
    const { matching, repeatsWrites } = preview.json() as { matching: number; repeatsWrites: number }
    assert.deepEqual([matching, repeatsWrites], [rows, rows])

    const asked = await program.call('POST', '/bulkrerun', { filters: { 'request.path': '/lab' }, batchSize: 1 })
    const { taskID } = asked.json() as { taskID: string }
    const readTask = () => program.get<Task>(`/tasks/${taskID}?filterLimit=100`)
    await until('some were sent', () => upstream.seen.length >= 3)
    const control = () => program.processes().find(({ kind }) => kind === 'control')?.pid
    const killed = control() ?? 0
    process.kill(killed, 'SIGKILL')
    await until('another control process serves', async () => {
      const answer = await fetch(`${program.base}/heartbeat`).catch(() => undefined)
      return answer?.ok && control() !== killed
    })

    const paused = await program.call('PUT', `/tasks/${taskID}`, { status: 'Paused' })
    if (paused.status === 200) {
      const begun = async () => (await readTask()).transactions.filter(({ rerunID }) => rerunID).length
      const held = await begun()
      await until('nothing is under way', async () =>
        (await readTask()).transactions.every(({ tstatus }) => tstatus !== 'Processing'),
      )
      assert.equal(await begun(), held, 'a pause holds at once')
      await program.call('PUT', `/tasks/${taskID}`, { status: 'Queued' })
    }
    const task = await until('the task has ended', async () => {
      const shown = await readTask()
      return shown.status === 'Completed' ? shown : undefined
    })

    assert.deepEqual([task.totalTransactions, task.remainingTransactions, task.transactions.length], [rows, 0, rows])
    const came = upstream.seen.map(({ url }) => Number(url.split('/').at(-1)))
    assert.deepEqual(
      came,
      [...new Set(came)].sort((a, b) => a - b),
      'never twice, and in order',
    )
    for (const [i, row] of task.transactions.entries()) {
      if (came.includes(i) && row.tstatus === 'Completed') continue
      assert.match(row.error ?? '', /^Interrupted/, `row ${i}: lost, or without a reason: ${JSON.stringify(row)}`)
    }
    assert.ok(task.transactions.filter(({ tstatus }) => tstatus === 'Failed').length <= 1, 'only one was under way')
  })
}

test('a rerun is sent as the client, with today’s channel and no stored credential; what is changed in it is kept', async (context) => {
  const upstream = await startUpstream()
  const program = await startProgram({ workers: 1 })
  context.after(async () => {
    await program.end()
    await upstream.stop()
  })
  await program.makeClient({ clientID: 'clinic-1', password: 'a long password' })
  await program.makeChannel({ name: 'lab' }, upstream.port)
  const authorization = `Basic ${Buffer.from('clinic-1:a long password').toString('base64')}`
  const sent = await fetch(`${program.http}/lab/1?token=secret&a=b`, {
    method: 'POST',
    headers: { authorization, cookie: 'session=secret', 'x-kind': 'first', 'content-type': 'text/plain' },
    body: 'hello',
  })
  const original = sent.headers.get('x-openhim-transactionid') ?? ''

  const findRerun = async (body: unknown) => {
    const { taskID } = (await program.call('POST', `/transactions/${original}/rerun`, body)).json() as {
      taskID: string
    }
    const task = await until('the rerun has ended', async () => {
      const shown = await program.get<Task>(`/tasks/${taskID}?filterLimit=10`)
      return shown.status === 'Completed' ? shown : undefined
    })
    return task.transactions[0] as Row
  }
  const plain = await findRerun({})
  const again = upstream.seen[1]
  assert.equal(again?.body.toString(), 'hello')
  assert.equal(again?.url, '/lab/1?a=b')
  assert.deepEqual([again?.headers.authorization, again?.headers.cookie], [undefined, undefined])
  assert.deepEqual(
    [
      again?.headers['x-openhim-clientid'],
      again?.headers['x-openhim-transactionid'],
      again?.headers['x-mediary-rerun-of'],
    ],
    ['clinic-1', plain.rerunID, original],
  )

  const changed = await findRerun({ method: 'PUT', headers: { 'x-kind': 'second' }, body: 'hello again' })
  assert.deepEqual([upstream.seen[2]?.method, upstream.seen[2]?.body.toString()], ['PUT', 'hello again'])
  type Shown = Transaction & {
    parentID?: string
    childIDs: string[]
    wasRerun: boolean
    rerun?: { by: string; changes: { what: string }[] }
  }
  const shown = await program.get<Shown>(`/transactions/${changed.rerunID}`)
  assert.equal(shown.parentID, original)
  assert.equal(shown.rerun?.by, program.admin.email)
  assert.deepEqual(
    shown.rerun?.changes.map(({ what }) => what),
    ['method', 'header x-kind', 'body'],
  )
  const parent = await program.get<Shown>(`/transactions/${original}`)
  assert.deepEqual([parent.wasRerun, parent.childIDs], [true, [plain.rerunID, changed.rerunID]])

  const refused = await program.call('POST', `/transactions/${original}/rerun`, { method: 'OPTIONS' })
  assert.deepEqual([refused.status, /method: .* does not take OPTIONS/.test(refused.text)], [400, true])
  assert.equal(upstream.seen.length, 3)
})

test('a request whose stored headers or body are damaged is not sent again; its task says why, and goes on with the others', async (context) => {
  const upstream = await startUpstream()
  const program = await startProgram({ workers: 1 })
  context.after(async () => {
    await program.end()
    await upstream.stop()
  })
  await program.makeChannel({ name: 'lab', authType: 'public' }, upstream.port)
  const send = async (mark: string, body: string) => {
    const answer = await fetch(`${program.http}/lab`, { method: 'POST', headers: { 'x-mark': mark }, body })
    const id = answer.headers.get('x-openhim-transactionid') ?? ''
    await until('it is in the record', async () => (await program.call('GET', `/transactions/${id}`)).status === 200)
    return id
  }
  const head = await send('mark-of-a-head', 'small')
  const body = await send('whole', 'mark-of-a-body'.padEnd(1_000_000, '.'))
  const whole = await send('whole', 'small')
  const files = join(program.folder, readdirSync(program.folder).find((name) => name.endsWith('-bodies')) ?? '')
  for (const mark of ['mark-of-a-head', 'mark-of-a-body']) damageBodyFiles(files, mark)
  upstream.seen.length = 0

  for (const [id, reason] of [
    [head, /Its stored headers are damaged/],
    [body, /Its stored body is damaged/],
  ] as const) {
    const refused = await program.call('POST', `/transactions/${id}/rerun`, { headers: { 'x-mark': 'new' } })
    assert.deepEqual([refused.status, reason.test(refused.text)], [400, true], refused.text)
  }
  const { taskID } = (await program.call('POST', '/bulkrerun', { filters: { 'request.path': '/lab' } })).json() as {
    taskID: string
  }
  const task = await until('the task has ended', async () => {
    const shown = await program.get<Task>(`/tasks/${taskID}?filterLimit=10`)
    return shown.status === 'Completed' ? shown : undefined
  })
  assert.deepEqual(
    task.transactions.map(({ tid, tstatus, error }) => [tid, tstatus, error?.slice(0, 27)]),
    [
      [head, 'Failed', 'Its stored headers are dama'],
      [body, 'Failed', 'Its stored body is damaged,'],
      [whole, 'Completed', undefined],
    ],
  )
  assert.equal(upstream.seen.length, 1)
})

/** Resident memory of a process that is its own: MB. */
const memory = (pid: number) =>
  Number(/RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

test('a large body is sent again from the record byte for byte, and is never in memory whole', async (context) => {
  const hash = (body: Buffer) => createHash('sha256').update(body).digest('hex')
  const upstream = await startUpstream()
  const program = await startProgram({ workers: 1 })
  context.after(async () => {
    await program.end()
    await upstream.stop()
  })
  await program.makeChannel({ name: 'large', authType: 'public' }, upstream.port)
  const body = randomBytes(128 * 1024 * 1024)
  const expected = hash(body)
  const sent = await fetch(`${program.http}/large`, { method: 'POST', body })
  const original = sent.headers.get('x-openhim-transactionid') ?? ''
  const control = program.processes().find(({ kind }) => kind === 'control')?.pid ?? 0
  const highest = { before: memory(control), now: 0 }
  const watching = setInterval(() => {
    highest.now = Math.max(highest.now, memory(control))
  }, 25)
  const asked = await program.call('POST', `/transactions/${original}/rerun`, {})
  const { taskID } = asked.json() as { taskID: string }
  const row = await until(
    'the rerun has ended',
    async () => {
      const shown = await program.get<Task>(`/tasks/${taskID}?filterLimit=1`)
      return shown.status === 'Completed' ? shown.transactions[0] : undefined
    },
    90_000,
  )
  clearInterval(watching)
  assert.equal(row.tstatus, 'Completed', row.error)
  assert.deepEqual(
    upstream.seen.map((seen) => hash(seen.body)),
    [expected, expected],
  )
  const growth = highest.now - highest.before
  context.diagnostic(`the control process grew by ${growth.toFixed(1)} MB`)
  assert.ok(growth < 64, `the control process grew by ${growth.toFixed(1)} MB`)
})
