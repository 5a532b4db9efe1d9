import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { freePort } from '../server/src/testing/ports.ts'
import { startProgram } from './program.ts'
import { until } from './until.ts'

const launcher = join(import.meta.dirname, '../server/bin/mediary.js')

function mediary(args: string[], env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-start-'))
  const result = spawnSync(process.execPath, [launcher, ...args], {
    // The description of the API is longer than the default allows.
    maxBuffer: 16 * 1024 * 1024,
    encoding: 'utf8',
    cwd: folder,
    timeout: 60_000,
    env: { PATH: process.env.PATH ?? '', MEDIARY_DATA: join(folder, 'data'), ...env },
  })
  rmSync(folder, { recursive: true, force: true })
  return result
}

const oneSentence = (text: string) => {
  const lines = text
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('{'))
  assert.equal(lines.length, 1, text)
  assert.doesNotMatch(text, /\n {4}at /, 'no stack trace')
  return lines[0] ?? ''
}

test('wrong and unknown settings stop the start with every fault, the nearest name, and exit code 78', () => {
  const { status, stderr } = mediary(['serve'], {
    MEDIARY_ROUTER_HTTP_PROT: '5001',
    MEDIARY_API_PORT: 'eighty',
    MEDIARY_WORKERS: '0',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'grpc://collector:4317',
    router_httpPrt: '1',
  })
  assert.equal(status, 78)
  assert.match(stderr, /MEDIARY_ROUTER_HTTP_PROT.*MEDIARY_ROUTER_HTTP_PORT/)
  assert.match(stderr, /MEDIARY_API_PORT: /)
  assert.match(stderr, /MEDIARY_WORKERS: /)
  assert.match(stderr, /OTEL_EXPORTER_OTLP_ENDPOINT: must be an address/)
  assert.match(stderr, /router_httpPrt.*router_httpPort/)
})

test('a port that is taken is said in one sentence', async (context) => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  context.after(() => taken.close())
  const address = taken.address()
  const port = String(typeof address === 'object' && address?.port)
  const free = {
    MEDIARY_API_PORT: String(await freePort()),
    MEDIARY_ROUTER_HTTP_PORT: String(await freePort()),
    MEDIARY_ROUTER_HTTPS_PORT: String(await freePort()),
  }
  for (const name of ['MEDIARY_API_PORT', 'MEDIARY_ROUTER_HTTPS_PORT']) {
    const { status, stderr } = mediary(['serve'], {
      ...free,
      MEDIARY_ROUTER_HOST: '127.0.0.1',
      MEDIARY_LOG_LEVEL: 'silent',
      [name]: port,
    })
    assert.equal(status, 1)
    assert.match(oneSentence(stderr), new RegExp(`Port ${port} is taken.*${name}`))
  }
})

test('a database that does not answer is said in one sentence, without its password', async () => {
  const { status, stderr } = mediary(['serve'], {
    DATABASE_URL: `postgres://user:hush@127.0.0.1:${await freePort()}/db`,
    MEDIARY_LOG_LEVEL: 'silent',
  })
  assert.equal(status, 1)
  assert.match(oneSentence(stderr), /does not answer/)
  assert.doesNotMatch(stderr, /hush/)
})

test('a data folder that is none, and a store that is no database, are said in one sentence', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-start-'))
  const file = join(folder, 'file')
  writeFileSync(file, 'not a database, but long enough to be read as one '.repeat(100))
  chmodSync(file, 0o600)
  assert.match(
    oneSentence(mediary(['serve'], { MEDIARY_DATA: file, MEDIARY_LOG_LEVEL: 'silent' }).stderr),
    /is not a folder/,
  )
  assert.match(
    oneSentence(mediary(['serve'], { DATABASE_URL: file, MEDIARY_LOG_LEVEL: 'silent' }).stderr),
    /not an SQLite database/,
  )
  rmSync(folder, { recursive: true })
})

test('the command says its version, its help, and the API', () => {
  assert.match(mediary(['--version']).stdout, /^\d+\.\d+\.\d+\n$/)
  assert.match(mediary(['--help']).stdout, /serve.*setup.*doctor.*openapi/s)
  const { openapi, paths } = JSON.parse(mediary(['openapi']).stdout)
  assert.equal(openapi, '3.1.0')
  assert.ok(paths['/clients'].post)
})

test('doctor finds a sound installation sound', () => {
  const { status, stdout } = mediary(['doctor'])
  assert.equal(status, 0, stdout)
  assert.match(stdout, /Node 24.*\n.*data folder/s)
})

test('the first start prints a one-time link that makes the first user once', async (context) => {
  const program = await startProgram({ unattended: false })
  context.after(() => program.end())
  const token = /setup#token=([\w-]+)/.exec(
    await until('the link is printed', () => /setup#token=[\w-]+/.exec(program.output())?.[0]),
  )?.[1]
  const user = { email: 'first@example.org', password: 'a long password', firstname: 'First', surname: 'User' }
  const setup = (body: unknown) =>
    fetch(`${program.base}/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  assert.equal((await setup({ ...user, token: 'guessed' })).status, 403)
  const made = await setup({ ...user, token })
  assert.equal(made.status, 201)
  assert.match(made.headers.get('set-cookie') ?? '', /mediary\.sess=.*HttpOnly.*SameSite=Lax/)
  assert.equal((await setup({ ...user, email: 'second@example.org', token })).status, 409)
  assert.doesNotMatch(readFileSync(join(program.folder, 'mediary.db'), 'latin1'), new RegExp(token ?? 'none'))
})
