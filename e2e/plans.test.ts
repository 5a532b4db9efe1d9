// PostgreSQL keeps the plan of a prepared statement, also one that was made while the table was empty.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { startPostgres } from '../server/src/testing/postgres.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream } from './upstream.ts'

/** The tables that grow with the traffic. */
const large = [
  'transactions',
  'calls',
  'body_chunks_first',
  'body_chunks_default',
  'refusals',
  'search_postings',
  'search_segments',
]

test('after ten requests on an empty PostgreSQL no statement reads a whole large table', async (context) => {
  const cluster = await startPostgres()
  const upstream = await startUpstream()
  const program = await startProgram({ workers: 1, databaseUrl: cluster.url })
  const admin = new pg.Client({ connectionString: cluster.url })
  await admin.connect()
  // An index that a migration makes reads its table, and PostgreSQL tells it when the connection has long been idle.
  await program.stop()
  await until('the connections of the migrations have told what they read', async () => {
    const { rows } = await admin.query(
      `select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    )
    return rows.length === 0
  })
  await program.startAgain()
  context.after(async () => {
    await admin.end()
    await program.end()
    await upstream.stop()
    await cluster.stop()
  })
  const bodies = { requestBody: true, responseBody: true }
  await program.makeChannel({ name: 'lab', authType: 'public', ...bodies }, upstream.port)

  const countScans = async (recorded: number) => {
    const rows = await until('the counts are told', async () => {
      const { rows } = await admin.query<{ name: string; scans: number; inserted: number }>(
        `select relname as name, seq_scan::int as scans, n_tup_ins::int as inserted from pg_stat_user_tables where relname = any($1)`,
        [large],
      )
      const isTold = rows.some(({ name, inserted }) => name === 'transactions' && inserted >= recorded)
      return isTold ? rows : undefined
    })
    return new Map(rows.map(({ name, scans }) => [name, scans]))
  }
  for (let n = 0; n < 10; n++) await send(program, n)
  const before = await countScans(10)
  for (let n = 0; n < 50; n++) await Promise.all(Array.from({ length: 8 }, () => send(program, n)))
  const after = await countScans(410)
  const read = large.flatMap((name) => {
    const scans = (after.get(name) ?? 0) - (before.get(name) ?? 0)
    return scans ? [`${name} was read whole ${scans} times`] : []
  })
  assert.deepEqual(read, [])
})

async function send({ http }: Program, n: number) {
  const answer = await fetch(`${http}/lab/${n}`, { method: 'POST', body: 'a patient'.repeat(100) })
  assert.equal(answer.status, 200)
  await answer.arrayBuffer()
  // An address with many refusals is answered late.
  if (n % 10 === 0) assert.equal((await fetch(`${http}/nothing`)).status, 404)
}
