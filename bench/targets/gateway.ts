import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../server/src/testing/ports.ts'
import { startPostgres } from '../../server/src/testing/postgres.ts'
import { pin } from '../machine.ts'
import { answers, ask } from '../probe.ts'
import { type Program, startProgram, until } from '../programs.ts'
import { basic, buildScenarios } from '../scenarios.ts'
import { countInPostgres, countInSqlite, readWalBytes } from './record.ts'
import { type Setting, type Target, urls } from './target.ts'

const launcher = fileURLToPath(new URL('../../server/bin/mediary.js', import.meta.url))

/** `fill`: fills the store before the program starts. `env`: more environment variables. */
type Extras = {
  database: 'sqlite' | 'postgres'
  sealed?: boolean
  nodeOptions?: string | undefined
  env?: Record<string, string>
  fill?: (url: string) => Promise<void>
}
type Gateway = Target & { management: { url: string; authorization: string } }
type Api = (method: string, path: string, body?: unknown) => Promise<void>

/** The whole program as it is delivered, with its defaults, set up through its management API. */
export async function startGateway(
  setting: Setting,
  { database, sealed = false, nodeOptions, env = {}, fill }: Extras,
): Promise<Gateway> {
  const postgres = database === 'postgres' ? await startPostgres() : undefined
  if (postgres) pin(postgres.pid, setting.cores)
  const ports = { api: await freePort(), http: await freePort(), https: await freePort() }
  const admin = { email: 'bench@mediary.example', password: randomBytes(18).toString('hex') }
  mkdirSync(join(setting.folder, 'data'), { mode: 0o700 })
  try {
    await fill?.(postgres?.url ?? join(setting.folder, 'data', 'mediary.db'))
  } catch (error) {
    await postgres?.stop()
    throw error
  }
  const program = launch(setting, ports, admin, { databaseUrl: postgres?.url, nodeOptions, env })
  const stop = async () => {
    await program.stop()
    await postgres?.stop()
  }
  const target: Gateway = {
    name: 'gateway',
    management: { url: `http://127.0.0.1:${ports.api}`, authorization: basic(admin.email, admin.password) },
    pid: program.pid,
    url: urls(ports.http, ports.https),
    recorded: postgres ? () => countInPostgres(postgres.url) : () => countInSqlite(join(setting.folder, 'data')),
    ...(postgres && { store: { pid: postgres.pid, walBytes: () => readWalBytes(postgres.url) } }),
    stop,
  }
  try {
    await configure({ ...setting, sealed }, apiAt(ports.api, admin), target, program, ports)
  } catch (error) {
    await stop()
    throw error
  }
  return target
}

type Ports = { api: number; http: number; https: number }
type Store = { databaseUrl: string | undefined; nodeOptions: string | undefined; env: Record<string, string> }

function launch(setting: Setting, ports: Ports, admin: { email: string; password: string }, store: Store) {
  const { folder, cores, workers } = setting
  return startProgram({
    command: process.execPath,
    args: [launcher, 'serve'],
    log: join(folder, 'gateway.log'),
    cores,
    cwd: folder,
    // Nothing else from outside: the settings of this shell are not the bench's.
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      MEDIARY_DATA: join(folder, 'data'),
      MEDIARY_API_PORT: String(ports.api),
      MEDIARY_ROUTER_HOST: '127.0.0.1',
      MEDIARY_ROUTER_HTTP_PORT: String(ports.http),
      MEDIARY_ROUTER_HTTPS_PORT: String(ports.https),
      MEDIARY_WORKERS: String(workers),
      // A store that was filled before the start has no key yet.
      MEDIARY_INSTALLATION_KEY: randomBytes(32).toString('hex'),
      MEDIARY_ADMIN_EMAIL: admin.email,
      MEDIARY_ADMIN_PASSWORD: admin.password,
      ...(store.databaseUrl && { DATABASE_URL: store.databaseUrl }),
      ...(store.nodeOptions && { NODE_OPTIONS: store.nodeOptions }),
      ...store.env,
    },
  })
}

async function configure(
  setting: Setting & { sealed: boolean },
  api: Api,
  target: Target,
  program: Program,
  ports: Ports,
) {
  const { credentials, certificates, upstreamPort, sealed } = setting
  await until('the management API answers', () => answers(ports.api), program)
  await until('the gateway is listening', async () => (await answers(ports.http)) && answers(ports.https), program)

  const client = { roles: ['bench'] }
  await api('POST', '/clients', {
    clientID: credentials.user,
    name: 'Basic',
    password: credentials.password,
    ...client,
  })
  await api('POST', '/clients', { clientID: 'bench-token', name: 'Token', customTokenID: credentials.token, ...client })
  await api('POST', '/clients', { clientID: 'bench-mtls', name: 'TLS', clientDomain: credentials.domain, ...client })
  await api('POST', '/channels', {
    name: 'Bench',
    urlPattern: '^/bench/',
    methods: ['GET', 'POST'],
    authType: 'private',
    allow: ['bench'],
    requestBody: true,
    responseBody: true,
    sealBodies: sealed,
    routes: [{ name: 'Upstream', primary: true, host: '127.0.0.1', port: upstreamPort }],
  })
  await api('POST', '/keystore/ca/cert', { cert: readFileSync(certificates.ca, 'utf8') })
  await api('POST', '/keystore/key', { key: readFileSync(certificates.serverKey, 'utf8') })
  await api('POST', '/keystore/cert', { cert: readFileSync(certificates.serverCertificate, 'utf8') })
  await api('POST', '/restart')
  const { mtls } = buildScenarios(credentials)
  const trusted = async () => (await ask(target.url(mtls), mtls, certificates)).status === 200
  await until('the client certificate is trusted', trusted, program)
}

const apiAt =
  (port: number, admin: { email: string; password: string }): Api =>
  async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { authorization: basic(admin.email, admin.password), 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    })
    const answer = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${answer}`)
  }
