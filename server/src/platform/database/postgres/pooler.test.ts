import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { freePort } from '../../../testing/ports.ts'
import { startPostgres } from '../../../testing/postgres.ts'
import { openReader } from '../reader.ts'
import { findPooler } from './pooler.ts'

const program = '/usr/sbin/pgbouncer'

/** PgBouncer in front of a PostgreSQL, as Debian configures it. */
async function startPgBouncer(context: TestContext, url: string, mode: 'session' | 'transaction') {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-pgbouncer-'))
  chmodSync(folder, 0o755)
  const port = await freePort()
  const file = join(folder, 'pgbouncer.ini')
  const lines = [
    '[databases]',
    `* = host=127.0.0.1 port=${new URL(url).port}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    `pool_mode = ${mode}`,
  ]
  // With any user PgBouncer signs in as the one that the database names.
  writeFileSync(file, lines.join('\n').replace('port=', 'user=mediary port='))
  const child = spawn(program, process.getuid?.() === 0 ? ['-u', 'postgres', file] : [file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  for await (const line of child.stderr) if (String(line).includes('process up')) break
  child.stderr.resume()
  context.after(async () => {
    const ended = once(child, 'exit')
    child.kill('SIGQUIT')
    await ended
    rmSync(folder, { recursive: true, force: true })
  })
  return Object.assign(new URL(url), { port: String(port) }).toString()
}

test('PostgreSQL itself is no pooler', async (context) => {
  const cluster = await startPostgres()
  context.after(() => cluster.stop())
  assert.equal(await findPooler(cluster.url), 'none')
})

test('PgBouncer is found out, with its mode, and searches work through its session mode', {
  skip: existsSync(program) ? false : 'PgBouncer is not installed',
}, async (context) => {
  const cluster = await startPostgres()
  context.after(() => cluster.stop())
  assert.equal(await findPooler(await startPgBouncer(context, cluster.url, 'transaction')), 'transaction')
  const inSessions = await startPgBouncer(context, cluster.url, 'session')
  assert.equal(await findPooler(inSessions), 'session')
  const reader = openReader(inSessions)
  context.after(() => reader.close())
  await reader.kysely.introspection.getTables()
})
