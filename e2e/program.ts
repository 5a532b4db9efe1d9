import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { freePort } from '../server/src/testing/ports.ts'
import { managementApi } from './api.ts'
import { until } from './until.ts'

const launcher = join(import.meta.dirname, '../server/bin/mediary.js')

/** Tests that run with cheap passwords start programs with cheap passwords. */
const testSwitches = process.execArgv.filter((argument) => argument === '--conditions=mediary-testing')

export type Program = Awaited<ReturnType<typeof startProgram>>

type Options = {
  env?: Record<string, string>
  workers?: number
  databaseUrl?: string
  folder?: string
  unattended?: boolean
}

/** The whole program, as `npm start` runs it, on ports and in a folder of its own. */
export async function startProgram(options: Options = {}) {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'mediary-e2e-'))
  const admin = {
    email: options.env?.MEDIARY_ADMIN_EMAIL ?? 'admin@example.org',
    password: options.env?.MEDIARY_ADMIN_PASSWORD ?? `secret-${randomBytes(8).toString('hex')}`,
  }
  const [api, http, https] = [await freePort(), await freePort(), await freePort()]
  const env = {
    PATH: process.env.PATH ?? '',
    MEDIARY_DATA: folder,
    MEDIARY_API_PORT: String(api),
    MEDIARY_ROUTER_HTTP_PORT: String(http),
    MEDIARY_ROUTER_HTTPS_PORT: String(https),
    MEDIARY_ROUTER_HOST: '127.0.0.1',
    MEDIARY_WORKERS: String(options.workers ?? 2),
    ...(options.unattended !== false && { MEDIARY_ADMIN_EMAIL: admin.email, MEDIARY_ADMIN_PASSWORD: admin.password }),
    ...(options.databaseUrl && { DATABASE_URL: options.databaseUrl }),
    ...options.env,
  }
  const protocol = options.env?.MEDIARY_API_PROTOCOL ?? 'http'
  const base = `${protocol}://127.0.0.1:${api}`
  const output: string[] = []
  const launch = () => {
    const child = spawn(process.execPath, [...testSwitches, launcher, 'serve'], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.push(String(data)))
    return child
  }
  const start = async () => {
    const child = launch()
    const ended = { code: undefined as number | null | undefined }
    child.once('exit', (code) => {
      ended.code = code
    })
    const serves = until(
      'the program serves',
      async () => {
        if (ended.code !== undefined) throw new Error(`the program ended with ${ended.code}:\n${output.join('')}`)
        if (protocol === 'https') await trustCertificate(api).catch(() => undefined)
        const answer = await fetch(`${base}/heartbeat`).catch(() => undefined)
        const gateway = await fetch(`http://127.0.0.1:${http}/not-a-channel`).catch(() => undefined)
        return answer?.ok && gateway?.status === 404
      },
      120_000,
    )
    await serves.catch(async (error: unknown) => {
      await stopChild(child)
      throw error
    })
    return child
  }
  const state = { child: await start(), keeping: false }
  const keep = (child: ChildProcess) => {
    child.once('exit', () =>
      setTimeout(() => state.keeping && keep(Object.assign(state, { child: launch() }).child), 100),
    )
  }
  const management = managementApi(base, admin)

  return {
    ...management,
    admin,
    folder,
    output: () => output.join(''),
    ports: { api, http, https },
    http: `http://127.0.0.1:${http}`,
    https: `https://localhost:${https}`,
    pid: () => state.child.pid ?? 0,
    processes: () => processesBelow(state.child.pid ?? 0),
    workers: () =>
      processesBelow(state.child.pid ?? 0)
        .filter(({ kind }) => kind === 'worker')
        .map(({ pid }) => pid),
    /** All that run on its folder, also those whose parent is gone. */
    everyProcess: () => allProcesses().filter(({ pid }) => readEnvironment(pid).includes(`MEDIARY_DATA=${folder}\0`)),
    /** From now on it is started again whenever it ends, as an init system does. */
    keepRunning() {
      state.keeping = true
      keep(state.child)
    },
    /** SIGKILL to every process of the program at once. */
    async killAll() {
      const ended = once(state.child, 'exit')
      for (const { pid } of processesBelow(state.child.pid ?? 0)) killQuietly(pid)
      await ended
    },
    async startAgain() {
      state.child = await start()
    },
    async stop() {
      state.keeping = false
      await stopChild(state.child)
    },
    async end() {
      state.keeping = false
      await stopChild(state.child)
      if (!options.folder) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The certificate that the program made for itself is good enough for the calls of this test. */
async function trustCertificate(port: number) {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  try {
    await once(socket, 'secureConnect')
    const pem = socket.getPeerX509Certificate()?.toString()
    if (pem) setDefaultCACertificates([...getCACertificates('default'), pem])
  } finally {
    socket.destroy()
  }
}

async function stopChild(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

export function killQuietly(pid: number) {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It had ended by itself.
  }
}

/** A process and all it started, itself included. */
function processesBelow(root: number) {
  const all = allProcesses()
  const below = (pid: number): typeof all =>
    all.filter((one) => one.parent === pid).flatMap((one) => [one, ...below(one.pid)])
  return [...all.filter(({ pid }) => pid === root), ...below(root)]
}

const allProcesses = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')
        return [{ pid: Number(name), parent, command, kind: toKind(command) }]
      } catch {
        return []
      }
    })

const toKind = (command: string) =>
  /\bworker\.[jt]s\b/.test(command) ? 'worker' : /\bcontrol\.[jt]s\b/.test(command) ? 'control' : 'primary'

function readEnvironment(pid: number) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    return ''
  }
}

/** Runs a program to its end; its standard output. */
export const run = (command: string, args: string[], options: { input?: string | Buffer; cwd?: string } = {}) =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'], ...options })
