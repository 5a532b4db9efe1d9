import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { freePort } from '../server/src/testing/ports.ts'
import { managementApi } from './api.ts'
import { allProcesses, killQuietly, processesBelow, readEnvironment } from './processes.ts'
import { until } from './until.ts'

const ownLauncher = join(import.meta.dirname, '../server/bin/mediary.js')

/** Tests that run with cheap passwords start programs with cheap passwords. */
const testSwitches = process.execArgv.filter((argument) => argument === '--conditions=mediary-testing')

export type Program = Awaited<ReturnType<typeof startProgram>>

type Options = {
  env?: Record<string, string>
  workers?: number
  databaseUrl?: string
  folder?: string
  unattended?: boolean
  /** What starts another version of the program. */
  launcher?: string | undefined
  /** Free ones by default. */
  ports?: Ports
}

export type Ports = { api: number; http: number; https: number }
type Launch = { env: Record<string, string>; protocol: string; ports: Ports; launcher: string }

/** Returns free ports for a program. */
export const findPorts = async (): Promise<Ports> => ({
  api: await freePort(),
  http: await freePort(),
  https: await freePort(),
})

/** The whole program, as `npm start` runs it, on ports and in a folder of its own. */
export async function startProgram(options: Options = {}) {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'mediary-e2e-'))
  const admin = {
    email: options.env?.MEDIARY_ADMIN_EMAIL ?? 'admin@example.org',
    password: options.env?.MEDIARY_ADMIN_PASSWORD ?? `secret-${randomBytes(8).toString('hex')}`,
  }
  const ports = options.ports ?? (await findPorts())
  const protocol = options.env?.MEDIARY_API_PROTOCOL ?? 'http'
  const { launcher = ownLauncher } = options
  const env = buildEnvironment(options, { folder, ports, admin })
  const running = new RunningProgram({ env, protocol, ports, launcher })
  await running.start()
  const pid = () => running.child?.pid ?? 0

  return {
    ...managementApi(running.base, admin),
    admin,
    folder,
    output: () => running.output.join(''),
    ports,
    http: `http://127.0.0.1:${ports.http}`,
    https: `https://localhost:${ports.https}`,
    pid,
    processes: () => processesBelow(pid()),
    workers: () =>
      processesBelow(pid())
        .filter(({ kind }) => kind === 'worker')
        .map((worker) => worker.pid),
    /** All that run on its folder, also those whose parent is gone. */
    everyProcess: () => allProcesses().filter((one) => readEnvironment(one.pid).includes(`MEDIARY_DATA=${folder}\0`)),
    /** From now on it is started again whenever it ends, as an init system does. */
    keepRunning: () => running.keep(),
    /** SIGKILL to every process of the program at once. */
    killAll: () => running.killAll(),
    startAgain: () => running.start(),
    stop: () => running.stop(),
    async end() {
      await running.stop()
      if (!options.folder) rmSync(folder, { recursive: true, force: true })
    },
  }
}

type Place = { folder: string; ports: Ports; admin: { email: string; password: string } }

const buildEnvironment = (options: Options, { folder, ports, admin }: Place): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  MEDIARY_DATA: folder,
  MEDIARY_API_PORT: String(ports.api),
  MEDIARY_ROUTER_HTTP_PORT: String(ports.http),
  MEDIARY_ROUTER_HTTPS_PORT: String(ports.https),
  MEDIARY_ROUTER_HOST: '127.0.0.1',
  MEDIARY_WORKERS: String(options.workers ?? 2),
  ...(options.unattended !== false && { MEDIARY_ADMIN_EMAIL: admin.email, MEDIARY_ADMIN_PASSWORD: admin.password }),
  ...(options.databaseUrl && { DATABASE_URL: options.databaseUrl }),
  ...options.env,
})

class RunningProgram {
  readonly output: string[] = []
  readonly base: string
  readonly #launch: Launch
  child: ChildProcess | undefined
  #keeping = false

  constructor(launch: Launch) {
    this.#launch = launch
    this.base = `${launch.protocol}://127.0.0.1:${launch.ports.api}`
  }

  /** Resolves when the API and the gateway answer. */
  async start() {
    const child = this.#spawn()
    try {
      await until('the program serves', () => this.#serves(child), 120_000)
    } catch (error) {
      await stopChild(child)
      throw error
    }
    this.child = child
  }

  #spawn() {
    const child = spawn(process.execPath, [...testSwitches, this.#launch.launcher, 'serve'], {
      env: this.#launch.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => this.output.push(String(data)))
    return child
  }

  async #serves({ exitCode, signalCode }: ChildProcess) {
    if (exitCode !== null || signalCode !== null)
      throw new Error(`the program ended with ${exitCode ?? signalCode}:\n${this.output.join('')}`)
    const { protocol, ports } = this.#launch
    if (protocol === 'https') await trustCertificate(ports.api).catch(() => undefined)
    const answer = await fetch(`${this.base}/heartbeat`).catch(() => undefined)
    const gateway = await fetch(`http://127.0.0.1:${ports.http}/not-a-channel`).catch(() => undefined)
    return answer?.ok && gateway?.status === 404
  }

  keep() {
    this.#keeping = true
    this.child?.once('exit', () =>
      setTimeout(() => {
        if (!this.#keeping) return
        this.child = this.#spawn()
        this.keep()
      }, 100),
    )
  }

  async killAll() {
    if (!this.child) return
    const ended = once(this.child, 'exit')
    for (const { pid } of processesBelow(this.child.pid ?? 0)) killQuietly(pid)
    await ended
  }

  async stop() {
    this.#keeping = false
    if (this.child) await stopChild(this.child)
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

/** Runs a program to its end; its standard output. */
export const run = (command: string, args: string[], options: { input?: string | Buffer; cwd?: string } = {}) =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'], ...options })
