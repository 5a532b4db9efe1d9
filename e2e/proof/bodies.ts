// Sends a large body through a program and back, then again from the record, and watches the memory of its processes.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Program, startProgram } from '../program.ts'
import { until } from '../until.ts'
import { bodyReader, chunkColumns, type StoredChunk } from './body-file.ts'
import { watchMemory } from './memory.ts'

const block = Buffer.alloc(100_000, 'Mediary ')

function* blocks(size: number) {
  for (let sent = 0; sent < size; sent += block.length) yield block
}
const hashBlocks = (size: number) => {
  const hash = createHash('sha256')
  for (const one of blocks(size)) hash.update(one)
  return hash.digest('hex')
}

/** An upstream that hashes what it is sent, and answers with a body of this size, or a little when it is asked first. */
async function startHashingUpstream(size: number) {
  const seen = { hash: '' }
  const server = createServer((request, response) => {
    const hash = createHash('sha256')
    request.on('data', (chunk) => hash.update(chunk))
    request.on('end', () => {
      seen.hash = hash.digest('hex')
      if (request.url?.endsWith('first')) return response.end(Buffer.alloc(5_000_000))
      response.setHeader('Content-Length', size)
      return Readable.from(blocks(size)).pipe(response)
    })
  })
  server.listen(0, '127.0.0.1')
  server.unref()
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, seen, close: () => server.close() }
}

/** Returns the MB by which each process grew. Fails unless every byte arrived, is recorded, and is sent again. */
export async function transferBody(size: number): Promise<{ worker: number; control: number }> {
  const upstream = await startHashingUpstream(size)
  const program = await startProgram({ workers: 1 })
  try {
    await program.makeChannel({ name: 'large', authType: 'public' }, upstream.port)
    const expected = hashBlocks(size)
    const { growth: worker, hash, transaction } = await roundTrip(program, size)
    assert.equal(upstream.seen.hash, expected, 'what the upstream was sent')
    assert.equal(hash, expected, 'what the client got')
    // A call of the API takes over what the worker has recorded.
    await program.get('/transactions?filterLimit=1&filterPage=1')
    for (const part of ['request', 'response'])
      assert.equal(recordedHash(program.folder, part), expected, `what is recorded of the ${part}`)
    upstream.seen.hash = ''
    const control = await rerun(program, transaction)
    assert.equal(upstream.seen.hash, expected, 'what the upstream was sent from the record')
    return { worker, control }
  } finally {
    await program.end()
    upstream.close()
  }
}

async function roundTrip(program: Program, size: number) {
  const [worker = 0] = program.workers()
  // What it needs once for any request is not growth.
  await fetch(`${program.http}/large/first`, { method: 'POST', body: Buffer.alloc(5_000_000) }).then((answer) =>
    answer.arrayBuffer(),
  )
  const growth = watchMemory(worker)
  const outgoing = httpRequest(`${program.http}/large`, { method: 'POST', headers: { 'Content-Length': size } })
  const answering = once(outgoing, 'response')
  await pipeline(Readable.from(blocks(size)), outgoing)
  const [response] = await answering
  const down = createHash('sha256')
  for await (const chunk of response) down.update(chunk)
  return {
    growth: growth(),
    hash: down.digest('hex'),
    transaction: String(response.headers['x-openhim-transactionid']),
  }
}

/** How much the process that reruns has grown, in MB. */
async function rerun(program: Program, id: string) {
  const control = program.processes().find(({ kind }) => kind === 'control')?.pid ?? 0
  const first = await program.get<{ _id: string }[]>('/transactions?filterLimit=1&filterPage=1')
  const small = await program.call('POST', `/transactions/${first[0]?._id}/rerun`, {})
  await ended(program, small.json())
  const growth = watchMemory(control)
  const asked = await program.call('POST', `/transactions/${id}/rerun`, {})
  await ended(program, asked.json())
  return growth()
}

type Task = { status: string; transactions: { tstatus: string; error?: string }[] }

async function ended(program: Program, asked: unknown) {
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
  const { readChunk } = bodyReader(join(folder, 'mediary.db'))
  const chunks = store
    .prepare(
      `select ${chunkColumns} from body_chunks
       where part = ? and transaction_id = (select max(id) from transactions) order by n`,
    )
    .all(part) as StoredChunk[]
  for (const chunk of chunks) hash.update(readChunk(chunk))
  store.close()
  return hash.digest('hex')
}
