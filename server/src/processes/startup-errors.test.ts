import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { leastMigrations, migrations } from '../../migrations/index.ts'
import { openDatabase } from '../platform/database/database.ts'
import { migrate } from '../platform/database/migrate.ts'
import { Settings } from '../settings/settings.ts'
import { freePort } from '../testing/ports.ts'
import { prepareInstallation } from './open.ts'
import { databaseUrl, lockInstallation } from './places.ts'
import { explain } from './startup-errors.ts'

const folder = mkdtempSync(join(tmpdir(), 'mediary-start-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the command to its end, with nothing of our own environment but the path. */
async function mediary(words: string[], env: Record<string, string>) {
  const launcher = join(import.meta.dirname, '../../bin/mediary.js')
  const child = spawn(process.execPath, [launcher, ...words], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', MEDIARY_WORKERS: '1', ...env },
  })
  const said = { out: '', err: '' }
  child.stdout.on('data', (data) => {
    said.out += data
  })
  child.stderr.on('data', (data) => {
    said.err += data
  })
  const [code] = await once(child, 'close')
  return { code, ...said, lines: said.err.trim().split('\n') }
}

async function ports() {
  return {
    MEDIARY_API_PORT: String(await freePort()),
    MEDIARY_ROUTER_HTTP_PORT: String(await freePort()),
    MEDIARY_ROUTER_HTTPS_PORT: String(await freePort()),
  }
}

test('a store whose key is lost, or another one, ends the start with code 78, and no key is made', async () => {
  const data = join(folder, 'lost-key')
  const key = join(data, 'installation.key')
  const env = { ...(await ports()), MEDIARY_DATA: data }
  assert.equal((await mediary(['setup'], env)).code, 0)
  rmSync(key)
  for (const command of ['serve', 'setup']) {
    const { code, lines } = await mediary([command], env)
    assert.deepEqual([code, lines.length], [78, 1], command)
    assert.match(lines[0] ?? '', /no .*installation\.key: put the key back/)
    assert.equal(existsSync(key), false)
  }
  writeFileSync(key, 'a'.repeat(64))
  const { code, lines } = await mediary(['serve'], env)
  assert.deepEqual([code, lines.length], [78, 1])
  assert.match(lines[0] ?? '', /belongs to another installation key/)
})

test('a second program on one data folder ends with one sentence', async () => {
  const data = join(folder, 'shared')
  const release = lockInstallation(Settings.parse({ data }))
  const { code, lines } = await mediary(['serve'], { ...(await ports()), MEDIARY_DATA: data })
  release()
  assert.deepEqual([code, lines.length], [1, 1])
  assert.match(lines[0] ?? '', /Another Mediary runs on the data folder/)
})

/** Returns the error with which this fails. */
const catchError = async (work: () => unknown): Promise<unknown> => {
  try {
    await work()
  } catch (error) {
    return error
  }
  return assert.fail('it did not fail')
}

for (const [name, port] of [
  ['MEDIARY_API_PORT', 'api'],
  ['MEDIARY_ROUTER_HTTP_PORT', 'httpPort'],
  ['MEDIARY_ROUTER_HTTPS_PORT', 'httpsPort'],
] as const)
  test(`a port of ${name} that is taken is one sentence`, async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port: taken } = other.address() as AddressInfo
    const settings = Settings.parse(port === 'api' ? { api: { port: taken } } : { router: { [port]: taken } })
    const error = await catchError(() => once(createServer().listen(taken, '127.0.0.1'), 'listening'))
    other.close()
    assert.equal(
      explain(error, settings),
      `Port ${taken} is taken by another program: end it, or choose another port with ${name}.`,
    )
  })

test('a database that does not answer is one sentence, without its password', async () => {
  const settings = Settings.parse({ databaseUrl: `postgres://mediary:hidden@127.0.0.1:${await freePort()}/mediary` })
  const database = openDatabase(databaseUrl(settings))
  const error = await catchError(() => migrate(database, migrations))
  await database.close()
  const sentence = explain(error, settings) ?? ''
  assert.match(sentence, /^The database at postgres:\/\/127\.0\.0\.1:\d+\/mediary does not answer \(DATABASE_URL\)\.$/)
})

test('a data folder that is a file, or cannot be made, is one sentence', async () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  for (const data of [file, join(file, 'below'), ...(existsSync('/proc') ? ['/proc/mediary'] : [])]) {
    const settings = Settings.parse({ data })
    assert.match(explain(await catchError(() => lockInstallation(settings)), settings) ?? '', /MEDIARY_DATA/, data)
  }
})

test('a file that is no database is one sentence', async () => {
  const file = join(folder, 'text.db')
  writeFileSync(file, 'this is no database, but long enough to be looked at as one'.repeat(40))
  const settings = Settings.parse({ data: join(folder, 'text'), databaseUrl: file })
  const error = await catchError(() => prepareInstallation(settings))
  assert.equal(explain(error, settings), `${file} is not an SQLite database, or is damaged.`)
})

test('setup prints a link that makes the first user', async () => {
  const { code, out } = await mediary(['setup'], { MEDIARY_DATA: join(folder, 'setup') })
  assert.equal(code, 0)
  assert.match(out, /http:\/\/localhost:8080\/console\/setup#token=\S+/)
})

test('the doctor finds a port that another program holds, and makes nothing', async () => {
  const other = createServer((socket) => socket.end()).listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const data = join(folder, 'doctor')
  const env = { ...(await ports()), MEDIARY_DATA: data, MEDIARY_ROUTER_HOST: '127.0.0.1' }
  const well = await mediary(['doctor'], env)
  const ill = await mediary(['doctor'], { ...env, MEDIARY_API_PORT: String(port) })
  other.close()
  assert.equal(well.code, 0, well.out)
  assert.equal(ill.code, 1)
  assert.match(ill.out, new RegExp(`FAULT Port ${port} \\(management API\\) is taken by another program`))
  assert.equal(existsSync(data), false)
})

test('what is not understood is not explained away', () => {
  const settings = Settings.parse({})
  assert.equal(explain(new TypeError('undefined is not a function'), settings), undefined)
  assert.equal(
    explain(Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'open' }), settings),
    undefined,
  )
  assert.match(explain(Object.assign(new Error('full'), { code: 'ENOSPC' }), settings) ?? '', /disk .* is full/)
})

test('a store of a newer version is left alone with one sentence, unless that version says that this one may go on', async () => {
  const data = join(folder, 'newer')
  const env = { ...(await ports()), MEDIARY_DATA: data }
  assert.equal((await mediary(['setup'], env)).code, 0)
  const open = () => openDatabase(join(data, 'mediary.db'))
  const newer = open()
  await sql`insert into kysely_migration (name, timestamp) values ('9999-next', '2030-01-01')`.execute(newer.kysely)
  await sql`update settings set value = '9999-next' where name = 'least-migration'`.execute(newer.kysely)
  await newer.close()
  for (const command of ['serve', 'setup', 'doctor']) {
    const { code, lines, out } = await mediary([command], env)
    assert.equal(code, command === 'doctor' ? 1 : 78, command)
    if (command !== 'doctor') assert.equal(lines.length, 1, command)
    assert.match(command === 'doctor' ? out : (lines[0] ?? ''), /belongs to a newer version .*9999-next/, command)
  }

  const allowing = open()
  await sql`update settings set value = ${leastMigrations.sqlite} where name = 'least-migration'`.execute(
    allowing.kysely,
  )
  await allowing.close()
  assert.equal((await mediary(['setup'], env)).code, 0)
  const { out } = await mediary(['doctor'], env)
  assert.match(out, /of a newer version, which this program can work with/)
})
