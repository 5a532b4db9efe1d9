import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync } from 'node:fs'
import { CommandError } from '../platform/command-error.ts'
import { readAddress, replaceDatabase } from '../platform/database/postgres/hosts.ts'
import { clientClass } from '../platform/database/postgres/primary.ts'

/** PostgreSQL's own program, in the custom format: consistent while others write. */
export async function dumpPostgres(url: string, to: string, path: string) {
  await run('pg_dump', ['--format=custom', '--no-owner', '--no-privileges', `--file=${to}`], url, path)
  chmodSync(to, 0o600)
}

type Load = { replace: boolean; path: string }

const withoutOwners = ['--no-owner', '--no-privileges']

/** All or nothing. `replace`: what stands there is removed first. */
export async function loadPostgres(url: string, from: string, { replace, path }: Load) {
  if (replace) return replacePostgres(url, from, path)
  const database = `--dbname=${readDatabaseName(url)}`
  await run('pg_restore', ['--exit-on-error', '--single-transaction', ...withoutOwners, database, from], url, path)
}

/** pg_restore cannot remove a table with partitions. So it writes its statements, and psql removes that table first and runs them in one transaction. */
async function replacePostgres(url: string, from: string, path: string) {
  const writing = start('psql', {
    words: [
      ...['--no-psqlrc', '--quiet', '--single-transaction', '--set=ON_ERROR_STOP=1'],
      ...['--command=drop table if exists body_chunks', '--file=-'],
    ],
    url,
    path,
  })
  const reading = start('pg_restore', {
    words: ['--clean', '--if-exists', ...withoutOwners, '--file=-', from],
    url,
    path,
  })
  const { stdin } = writing.child
  reading.child.stdout.pipe(stdin, { end: false })
  // It has ended, and says why elsewhere.
  stdin.on('error', () => undefined)
  const ended = writing.ended.finally(() => reading.child.kill())
  try {
    await Promise.race([reading.ended, ended])
    // Only now is there all that is to be committed.
    stdin.end()
  } catch (error) {
    writing.child.kill('SIGKILL')
    await ended.catch(() => undefined)
    throw error
  }
  await ended
}

/** A database of that server for the time of `work`, to restore into for practice. */
export async function withPracticeDatabase<T>(url: string, work: (url: string) => Promise<T>): Promise<T> {
  const name = `mediary_practice_${randomBytes(6).toString('hex')}`
  const Client = clientClass(url)
  const admin = new Client({ connectionString: url })
  await admin.connect()
  try {
    await admin.query(`create database ${name}`).catch((error: unknown) => {
      throw new CommandError('The practice needs a database user that may create databases.', { cause: error })
    })
    try {
      return await work(replaceDatabase(url, name))
    } finally {
      await admin.query(`drop database if exists ${name} with (force)`)
    }
  } finally {
    await admin.end()
  }
}

const readDatabaseName = (url: string) => decodeURIComponent(readAddress(url).path.slice(1))

/** Passwords travel in the environment: a command line is read by everybody on the machine. */
function environment(url: string) {
  const { user, places, parameters } = readAddress(url)
  const [, name = '', password = ''] = /^([^:]*):?(.*)@$/s.exec(user) ?? []
  const part = (name: string, value: string | null) => (value ? { [name]: decodeURIComponent(value) } : {})
  return {
    ...part('PGHOST', places.map(({ host }) => host).join(',')),
    ...part('PGPORT', places.map(({ port }) => port).join(',')),
    ...part('PGUSER', name),
    ...part('PGPASSWORD', password),
    ...part('PGDATABASE', readDatabaseName(url)),
    ...part('PGSSLMODE', parameters.get('sslmode')),
    ...part('PGTARGETSESSIONATTRS', places.length > 1 ? 'read-write' : null),
  }
}

type Started = { words: string[]; url: string; path: string }

/** `ended` rejects with what the program said. */
function start(program: 'pg_dump' | 'pg_restore' | 'psql', { words, url, path }: Started) {
  const child = spawn(program, words, { env: { PATH: path, ...environment(url) }, stdio: 'pipe' })
  const said: string[] = []
  child.stderr.on('data', (data) => said.push(String(data).slice(0, 2000)))
  const findEnd = async () => {
    try {
      const [code] = await once(child, 'close')
      if (code === 0) return
    } catch (error) {
      throw new CommandError(`${program} is missing: install PostgreSQL’s client programs.`, { cause: error })
    }
    throw new CommandError(`${program} failed: ${said.join('').trim().split('\n').at(-1)}`)
  }
  return { child, ended: findEnd() }
}

async function run(program: 'pg_dump' | 'pg_restore', words: string[], url: string, path: string) {
  const { child, ended } = start(program, { words, url, path })
  child.stdin.end()
  child.stdout.resume()
  await ended
}
