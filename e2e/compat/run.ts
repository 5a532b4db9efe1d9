// Runs a start-up script or a mediator of OpenHIM, unchanged, against a new Mediary, and reports what it called.
import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Program, startProgram } from '../program.ts'
import { until } from '../until.ts'
import { readCalls } from './calls.ts'

const usage = `node e2e/compat/run.ts [--password=PASSWORD] [--seconds=20] [--request=/path]… FOLDER -- COMMAND…

Starts a new Mediary whose API speaks TLS and has the user root@openhim.org, runs COMMAND in FOLDER for at most
--seconds, sends a request through the gateway for each --request, and prints what the API answered and stored.
`
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    password: { type: 'string', default: 'openhim-password' },
    seconds: { type: 'string', default: '20' },
    request: { type: 'string', multiple: true, default: [] },
  },
})
const [folder, command, ...args] = positionals
const say = (line: string) => void process.stdout.write(`${line}\n`)
const root = { email: 'root@openhim.org', password: values.password }
const observer = { email: 'observer@example.org', password: randomBytes(12).toString('hex') }

if (!folder || !command) {
  process.stderr.write(usage)
  process.exit(2)
}
const program = await startProgram({
  workers: 1,
  env: {
    MEDIARY_API_PROTOCOL: 'https',
    MEDIARY_API_TOKEN_AUTHENTICATION: 'true',
    MEDIARY_LOG_LEVEL: 'debug',
    MEDIARY_ADMIN_EMAIL: root.email,
    MEDIARY_ADMIN_PASSWORD: root.password,
  },
})
try {
  await prepareUsers(program)
  const before = await until('both users are ready', () => {
    const calls = readCalls(program.output())
    return calls.includes('200 PUT /users/:email') ? calls.length : undefined
  })
  const ended = await runCommand(program.ports.api, folder, [command, ...args])
  say(`\n${command} ${args.join(' ')}: ${ended}`)
  say('\nCalls of the API:')
  const calls = readCalls(program.output()).slice(before)
  for (const [call, times] of countEqual(calls)) say(`  ${times} × ${call}`)
  await reportStored(program)
} finally {
  await program.end()
}

/** Gives root a password as OpenHIM stores it, which its token scheme needs, and adds a user whom no import changes. */
async function prepareUsers({ call }: Program) {
  const salt = randomBytes(16).toString('hex')
  const hash = createHash('sha512').update(salt + root.password)
  const triple = { passwordAlgorithm: 'sha512', passwordSalt: salt, passwordHash: hash.digest('hex') }
  const answers = [
    await call('POST', '/users', { ...observer, firstname: 'Obs', surname: 'Erver', groups: ['admin'] }),
    await call('PUT', `/users/${root.email}`, triple),
  ]
  for (const { status, text } of answers) if (status >= 300) throw new Error(`${status} ${text}`)
}

async function runCommand(api: number, cwd: string, [file = '', ...rest]: string[]) {
  const child = spawn(file, rest, {
    cwd: resolve(cwd),
    stdio: 'inherit',
    env: {
      ...process.env,
      NODE_OPTIONS: `--require=${join(import.meta.dirname, 'redirect.cjs')}`,
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      COMPAT_API_PORT: String(api),
      OPENHIM_API_HOSTNAME: 'localhost',
      OPENHIM_API_PORT: String(api),
      OPENHIM_API_USERNAME: root.email,
      OPENHIM_API_PASSWORD: root.password,
      OPENHIM_URL: `https://localhost:${api}`,
      OPENHIM_CONSOLE_BASE_URL: 'http://localhost:9000',
      API_URL: `https://localhost:${api}`,
      API_USERNAME: root.email,
      API_PASSWORD: root.password,
      TRUST_SELF_SIGNED: 'true',
      HEARTBEAT: 'true',
    },
  })
  const started = performance.now()
  const exit = once(child, 'exit')
  const late = await Promise.race([exit.then(() => false), pause(Number(values.seconds) * 1000, true, { ref: false })])
  if (late) {
    await sendRequests()
    child.kill('SIGTERM')
    await exit
    return `still ran after ${values.seconds} seconds`
  }
  return `ended with ${child.exitCode ?? child.signalCode} after ${((performance.now() - started) / 1000).toFixed(1)} seconds`
}

async function sendRequests() {
  for (const path of values.request) {
    const answer = await fetch(program.http + path)
    say(`\nGET ${path} through the gateway: ${answer.status} ${(await answer.text()).slice(0, 200)}`)
  }
}

type Stored = {
  name?: string
  clientID?: string
  email?: string
  urn?: string
  status?: string
  _lastHeartbeat?: string
}

async function reportStored({ base }: Program) {
  const authorization = `Basic ${btoa(`${observer.email}:${observer.password}`)}`
  for (const list of ['mediators', 'channels', 'clients', 'users', 'apps']) {
    const answer = await fetch(`${base}/${list}`, { headers: { authorization } })
    const stored = (await answer.json()) as Stored[]
    const names = stored.map(({ name, clientID, email, urn, status, _lastHeartbeat }) =>
      [urn ?? clientID ?? email ?? name, status, _lastHeartbeat && `heartbeat ${_lastHeartbeat}`]
        .filter(Boolean)
        .join(', '),
    )
    say(`\n${list}: ${stored.length}${names.map((name) => `\n  ${name}`).join('')}`)
  }
}

function countEqual(texts: string[]) {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}
