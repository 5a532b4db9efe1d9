import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDatabase } from '../server/src/platform/database/database.ts'
import { idGenerator } from '../server/src/platform/ids.ts'
import { addFinishedHours, start } from '../server/src/testing/cold-installation.ts'
import { startObjectStore, toEnvironment } from '../server/src/testing/object-store.ts'
import { newDatabaseUrl } from '../server/src/testing/stores.ts'
import { begun, outcome } from '../server/src/testing/transactions.ts'
import { recorder } from '../server/src/transactions/index.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream } from './upstream.ts'

const body = Buffer.from('{"patient":"Amina Otieno"}'.repeat(2_000))

/** Records two transactions of a finished hour, as a worker would have then. */
async function recordOld(databaseUrl: string, channel: string): Promise<string[]> {
  const database = openDatabase(databaseUrl)
  await addFinishedHours(database)
  const write = recorder(database)
  const newId = idGenerator()
  const ids = [newId(start + 60_000), newId(start + 61_000)]
  const requestHeaders = JSON.stringify(['Content-Type', 'application/json'])
  const request = { method: 'POST', path: '/lab', requestHeaders, requestBody: body, requestSize: body.length }
  for (const id of ids) {
    await write.begin(begun({ id, channel, client: null, requestedAt: start, ...request }))
    await write.complete(outcome(id, { requestSize: body.length }))
  }
  await database.close()
  return ids
}

/** Lists the metrics of the bucket that the dashboard and the alert rules ask for. */
function namesInMonitoring(): string[] {
  const folder = join(import.meta.dirname, '../deploy/monitoring')
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  const names = texts.join('\n').match(/\bmediary_bucket_\w+/g) ?? []
  assert.ok(names.length > 4)
  return names
}

const isInBucket = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('_object'))
    .some((name) => readFileSync(join(folder, name)).includes('Amina'))

type Task = { status: string; transactions: { tid: string; tstatus: string; rerunID?: string; error?: string }[] }

async function rerun(program: Program, tid: string) {
  const asked = await program.call('POST', '/bulkrerun', { filters: { _id: tid }, batchSize: 1 })
  assert.equal(asked.status, 200, asked.text)
  const { taskID } = asked.json() as { taskID: string }
  return until('the task has ended', async () => {
    const task = await program.get<Task>(`/tasks/${taskID}?filterLimit=10`)
    return task.status === 'Completed' ? task.transactions[0] : undefined
  })
}

test('a body of a finished hour is moved to a bucket, shown, sent again and forgotten; without the bucket all else goes on', async (t) => {
  const databaseUrl = await newDatabaseUrl('postgres', (cleanUp) => t.after(cleanUp))
  const objects = await startObjectStore((cleanUp) => t.after(cleanUp))
  const upstream = await startUpstream()
  const env = toEnvironment(objects.settings)
  const program = await startProgram({ workers: 1, databaseUrl, env })
  t.after(async () => {
    await program.end()
    await upstream.stop()
  })
  await program.makeChannel({ name: 'lab', authType: 'public' }, upstream.port)
  const [channel] = await program.get<{ _id: string }[]>('/channels')
  await program.stop()
  const [old = '', other = ''] = await recordOld(databaseUrl, channel?._id ?? '')
  await program.startAgain()
  await until('the hour is in the bucket', () => isInBucket(objects.folder))
  const usage = () => program.get<{ cold?: { transactions: number; answers: boolean } }>('/retention')
  await until('the partition is dropped', async () => (await usage()).cold?.transactions === 2)

  const metrics = async () => (await program.call('GET', '/metrics', undefined, { accept: 'text/plain' })).text
  await until('the metrics show what was moved', async () => /^mediary_bucket_transactions 2$/m.test(await metrics()))
  const served = await metrics()
  assert.match(served, /^mediary_bucket_answers 1$/m)
  for (const name of namesInMonitoring()) assert.match(served, new RegExp(`^${name} \\d+`, 'm'))

  const shown = await program.call('GET', `/transactions/${old}/bodies/request`)
  assert.deepEqual([shown.status, shown.text === body.toString()], [200, true])
  const first = await rerun(program, old)
  assert.equal(first?.tstatus, 'Completed', first?.error)
  assert.ok(upstream.seen.at(-1)?.body.equals(body), 'the upstream got the whole body')

  await objects.stop()
  const doctor = () =>
    spawnSync(process.execPath, ['server/bin/mediary.js', 'doctor'], {
      encoding: 'utf8',
      env: { ...env, PATH: process.env.PATH, MEDIARY_DATA: program.folder, DATABASE_URL: databaseUrl },
    }).stdout
  assert.match(doctor(), /The bucket of old bodies cannot be used/)
  await until('the metrics show that it is gone', async () => /^mediary_bucket_answers 0$/m.test(await metrics()))
  const received = upstream.seen.length
  // What was read a moment ago is still in memory, and what was not is not.
  const single = await program.call('POST', '/tasks', { tids: [other] })
  assert.deepEqual([single.status, single.text.includes('cannot be read from the bucket')], [400, true])
  const second = await rerun(program, other)
  assert.match(second?.error ?? '', /cannot be read from the bucket/)
  assert.equal(upstream.seen.length, received, 'nothing was sent')
  const problem = { accept: 'application/problem+json' }
  const refused = await program.call('GET', `/transactions/${other}/bodies/request`, undefined, problem)
  assert.deepEqual([refused.status, (refused.json() as { reason: string }).reason], [503, 'bucket-unavailable'])
  const live = await fetch(`${program.http}/lab/new`, { method: 'POST', body: 'new message' })
  assert.deepEqual([live.status, upstream.seen.at(-1)?.body.toString()], [200, 'new message'])
  const [newest] = await program.get<{ _id: string }[]>('/transactions?filterLimit=1')
  assert.equal((await program.call('GET', `/transactions/${newest?._id}/bodies/request`)).text, 'new message')

  await objects.start()
  assert.match(doctor(), /The bucket of old bodies answers; bodies of 2 transactions/)
  assert.equal((await rerun(program, other))?.tstatus, 'Completed')
  for (const id of [old, other]) assert.equal((await program.call('DELETE', `/transactions/${id}`)).status, 200)
  // Every node looks for what is to be removed at its start.
  await program.stop()
  await program.startAgain()
  await until('no object has the removed bodies', () => !isInBucket(objects.folder))
  assert.equal(
    program.output().includes(objects.settings.secret),
    false,
    'the secret of the bucket is in no line of the log',
  )
})
