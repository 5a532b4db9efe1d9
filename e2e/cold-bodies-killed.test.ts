import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { test } from 'node:test'
import { sql } from 'kysely'
import { openDatabase } from '../server/src/platform/database/database.ts'
import { idGenerator } from '../server/src/platform/ids.ts'
import { addFinishedHours, listFiles, start } from '../server/src/testing/cold-installation.ts'
import { startObjectStore, toEnvironment } from '../server/src/testing/object-store.ts'
import { newDatabaseUrl } from '../server/src/testing/stores.ts'
import { begun, outcome } from '../server/src/testing/transactions.ts'
import { recorder } from '../server/src/transactions/index.ts'
import { startProgram } from './program.ts'
import { until } from './until.ts'

const count = 5
const toBody = (i: number) => Buffer.from(`{"patient":"number ${i}"}`.repeat(500))

/** Stands before an object store. While it holds, an upload reaches the store, and nobody learns that it can be read back. */
async function startHolder(endpoint: string, cleanUp: (work: () => void) => void) {
  const state = { holds: true, held: 0 }
  const server = createServer((asked, answer) => {
    if (state.holds && asked.method === 'GET' && asked.headers.range !== undefined) {
      state.held++
      return
    }
    const { method, url, headers } = asked
    const passed = request(`${endpoint}${url}`, { method, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers)
      got.pipe(answer)
    })
    passed.on('error', () => answer.destroy())
    asked.pipe(passed)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  cleanUp(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  assert.ok(address && typeof address === 'object')
  return { endpoint: `http://127.0.0.1:${address.port}`, state }
}

/** Records transactions of a finished hour, as a worker would have then. */
async function recordOld(databaseUrl: string, channel: string): Promise<string[]> {
  const database = openDatabase(databaseUrl)
  await addFinishedHours(database)
  const write = recorder(database)
  const newId = idGenerator()
  const ids = Array.from({ length: count }, (_, i) => newId(start + 60_000 + i))
  for (const [i, id] of ids.entries()) {
    const requestBody = toBody(i)
    await write.begin(
      begun({ id, channel, client: null, requestedAt: start, requestBody, requestSize: requestBody.length }),
    )
    await write.complete(outcome(id, { requestSize: requestBody.length }))
  }
  await database.close()
  return ids
}

test('a program that is killed between an upload and the drop of its partition loses no body, moves each once, and leaves no object', async (t) => {
  const databaseUrl = await newDatabaseUrl('postgres', (cleanUp) => t.after(cleanUp))
  const objects = await startObjectStore((cleanUp) => t.after(cleanUp))
  const { endpoint, state } = await startHolder(objects.settings.endpoint, (cleanUp) => t.after(cleanUp))
  const env = toEnvironment({ ...objects.settings, endpoint })
  const program = await startProgram({ workers: 1, databaseUrl, env })
  t.after(() => program.end())
  await program.makeChannel({ name: 'lab', authType: 'public' }, program.ports.api)
  const [channel] = await program.get<{ _id: string }[]>('/channels')
  await program.stop()
  const ids = await recordOld(databaseUrl, channel?._id ?? '')
  await program.startAgain()
  await until('the upload is there, and is being read back', () => state.held > 0)
  const orphans = listFiles(objects.folder)
  assert.equal(orphans.length, 1)
  await program.killAll()

  const database = openDatabase(databaseUrl)
  t.after(() => database.close())
  const countRows = async (table: string) =>
    Number(
      (await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(database.kysely)).rows[0]?.n,
    )
  const chunks = await countRows('body_chunks_0')
  assert.deepEqual([chunks >= count, await countRows('cold_objects')], [true, 0])
  // The claim of the dead process would end after ten minutes.
  await sql`delete from claims where work = 'cold bodies'`.execute(database.kysely)
  state.holds = false
  await program.startAgain()
  type Usage = { cold?: { transactions: number; objects: number } }
  const usage = await until('the partition is dropped', async () => {
    const { cold } = await program.get<Usage>('/retention')
    return cold?.transactions ? cold : undefined
  })
  assert.deepEqual([usage.transactions, usage.objects], [count, 1])
  await until('nothing waits to be deleted', async () => (await countRows('cold_uploads')) === 0)
  const { rows } = await sql<{ chunks: number }>`select chunks from cold_objects`.execute(database.kysely)
  assert.deepEqual([await countRows('body_chunks'), rows], [0, [{ chunks }]], 'each chunk is in one place')
  const files = listFiles(objects.folder)
  assert.deepEqual([files.length, files.includes(orphans[0] ?? '')], [1, false])
  for (const [i, id] of ids.entries()) {
    const shown = await program.call('GET', `/transactions/${id}/bodies/request`)
    assert.deepEqual([shown.status, shown.text], [200, toBody(i).toString()])
  }
})
