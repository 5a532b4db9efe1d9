import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { test } from 'node:test'
import { startProgram } from './program.ts'
import { until } from './until.ts'

const gigabyte = 1_000_000_000
const block = Buffer.alloc(100_000, 'Mediary ')

function* blocks() {
  for (let sent = 0; sent < gigabyte; sent += block.length) yield block
}
const hashOfAll = () => {
  const hash = createHash('sha256')
  for (const one of blocks()) hash.update(one)
  return hash.digest('hex')
}

/** Resident memory of a process that is its own, not shared with others or with files: bytes. */
const memory = (pid: number) =>
  Number(/RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024

/** An upstream that hashes what it is sent, and answers with a gigabyte, or a little when it is asked first. */
async function hashingUpstream() {
  const seen = { hash: '' }
  const server = createServer((request, response) => {
    const hash = createHash('sha256')
    request.on('data', (chunk) => hash.update(chunk))
    request.on('end', () => {
      seen.hash = hash.digest('hex')
      if (request.url?.endsWith('first')) return response.end(Buffer.alloc(5_000_000))
      response.setHeader('Content-Length', gigabyte)
      return Readable.from(blocks()).pipe(response)
    })
  })
  server.listen(0, '127.0.0.1')
  server.unref()
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, seen, close: () => server.close() }
}

test('a gigabyte goes up and a gigabyte comes down, recorded byte for byte and sent again from the record, and no process grows by 64 MB', async (context) => {
  const upstream = await hashingUpstream()
  const program = await startProgram({ workers: 1 })
  context.after(async () => {
    await program.end()
    upstream.close()
  })
  await program.makeChannel({ name: 'large', authType: 'public' }, upstream.port)
  const [worker = 0] = program.workers()
  // What it needs once for any request is not growth.
  await fetch(`${program.http}/large/first`, { method: 'POST', body: Buffer.alloc(5_000_000) }).then((answer) =>
    answer.arrayBuffer(),
  )
  const before = memory(worker)
  const highest = { bytes: before }
  const watching = setInterval(() => {
    highest.bytes = Math.max(highest.bytes, memory(worker))
  }, 25)

  const outgoing = httpRequest(`${program.http}/large`, { method: 'POST', headers: { 'Content-Length': gigabyte } })
  const answering = once(outgoing, 'response')
  await pipeline(Readable.from(blocks()), outgoing)
  const [response] = await answering
  const down = createHash('sha256')
  for await (const chunk of response) down.update(chunk)
  clearInterval(watching)

  const expected = hashOfAll()
  assert.equal(upstream.seen.hash, expected, 'what the upstream was sent')
  assert.equal(down.digest('hex'), expected, 'what the client got')
  const growth = (highest.bytes - before) / 1_000_000
  context.diagnostic(`the worker grew by ${growth.toFixed(1)} MB`)
  assert.ok(growth < 64, `the worker grew by ${growth.toFixed(1)} MB`)
  for (const part of ['request', 'response'])
    assert.equal(recordedHash(program.folder, part), expected, `what is recorded of the ${part}`)

  upstream.seen.hash = ''
  const again = await rerun(program, String(response.headers['x-openhim-transactionid']))
  assert.equal(upstream.seen.hash, expected, 'what the upstream was sent from the record')
  context.diagnostic(`the control process grew by ${again.toFixed(1)} MB`)
  assert.ok(again < 64, `the control process grew by ${again.toFixed(1)} MB`)
})

/** How much the process that reruns has grown, in MB. */
async function rerun(program: Awaited<ReturnType<typeof startProgram>>, id: string) {
  const control = program.processes().find(({ command }) => command.includes('control.ts'))?.pid ?? 0
  const first = await program.get<{ _id: string }[]>('/transactions?filterLimit=1&filterPage=1')
  const small = await program.call('POST', `/transactions/${first[0]?._id}/rerun`, {})
  await ended(program, small.json())
  const before = memory(control)
  const highest = { bytes: before }
  const watching = setInterval(() => {
    highest.bytes = Math.max(highest.bytes, memory(control))
  }, 25)
  const asked = await program.call('POST', `/transactions/${id}/rerun`, {})
  await ended(program, asked.json())
  clearInterval(watching)
  return (highest.bytes - before) / 1_000_000
}

type Task = { status: string; transactions: { tstatus: string; error?: string }[] }

async function ended(program: Awaited<ReturnType<typeof startProgram>>, asked: unknown) {
  const { taskID } = asked as { taskID: string }
  const task = await until(
    'the rerun has ended',
    async () => {
      const shown = await program.get<Task>(`/tasks/${taskID}?filterLimit=1`)
      return shown.status === 'Completed' ? shown : undefined
    },
    150_000,
  )
  assert.deepEqual(
    task.transactions.map(({ tstatus, error }) => [tstatus, error]),
    [['Completed', undefined]],
  )
}

function recordedHash(folder: string, part: string) {
  const store = new DatabaseSync(join(folder, 'mediary.db'), { readOnly: true })
  const hash = createHash('sha256')
  for (const row of store
    .prepare(
      'select bytes from body_chunks where part = ? and transaction_id = (select max(id) from transactions) order by n',
    )
    .iterate(part))
    hash.update(row.bytes as Uint8Array)
  store.close()
  return hash.digest('hex')
}
