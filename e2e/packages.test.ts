// What `deploy/` offers, run for real where this machine can: the package that npm installs, the steps of the image in a
// container made of namespaces, HAProxy before two nodes, the unit of systemd.
import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { parse } from 'yaml'
import { freePort } from '../server/src/testing/ports.ts'
import { newDatabaseUrl } from '../server/src/testing/stores.ts'
import { managementApi } from './api.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

const root = join(import.meta.dirname, '..')
const admin = { email: 'admin@example.org', password: `secret-${randomBytes(8).toString('hex')}` }
const isRoot = process.getuid?.() === 0

/** What the guide's step installs: `npm run package`, then the package and what it needs, without a copy of Node. */
let installed: string
let upstream: Upstream

before(async () => {
  upstream = await startUpstream()
  installed = mkdtempSync(join(tmpdir(), 'mediary-installed-'))
  chmodSync(installed, 0o755)
  execFileSync('sh', ['deploy/image/install.sh', installed], { cwd: root, stdio: 'pipe' })
  // The image has this Node in its path.
  mkdirSync(join(installed, 'node'))
  symlinkSync(process.execPath, join(installed, 'node/node'))
})
after(async () => {
  await upstream.stop()
  rmSync(installed, { recursive: true, force: true })
})

async function chooseSettings() {
  const [api, http, https] = [await freePort(), await freePort(), await freePort()]
  const settings = {
    PATH: `${join(installed, 'node')}:${process.env.PATH}`,
    MEDIARY_API_PORT: String(api),
    MEDIARY_ROUTER_HTTP_PORT: String(http),
    MEDIARY_ROUTER_HTTPS_PORT: String(https),
    MEDIARY_ROUTER_HOST: '127.0.0.1',
    MEDIARY_WORKERS: '1',
    MEDIARY_ADMIN_EMAIL: admin.email,
    MEDIARY_ADMIN_PASSWORD: admin.password,
  }
  return { api, http, settings }
}

/** A channel that everybody may use, and a request through it; returns the recorded transaction. */
async function recordOne(api: ReturnType<typeof managementApi>, gateway: string) {
  await api.makeChannel({ name: 'lab', authType: 'public', allow: [] }, upstream.port)
  const answer = await fetch(`${gateway}/lab/1`)
  assert.equal(answer.status, 200)
  return api.get<{ status: string }>(`/transactions/${answer.headers.get('x-openhim-transactionid')}`)
}

test('the package, installed in an empty folder, serves the console and records a request', async (t) => {
  const { api, http, settings } = await chooseSettings()
  const folder = mkdtempSync(join(tmpdir(), 'mediary-data-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const program = startPackage(join(installed, 'bin/mediary'), ['serve'], { ...settings, MEDIARY_DATA: folder })
  t.after(() => program.stop('SIGTERM'))
  await until('it is ready', async () => (await fetch(`http://127.0.0.1:${api}/ready`).catch(() => undefined))?.ok)

  const management = managementApi(`http://127.0.0.1:${api}`, admin)
  assert.equal((await recordOne(management, `http://127.0.0.1:${http}`)).status, 'Successful')
  assert.match(await (await fetch(`http://127.0.0.1:${api}/console/`)).text(), /<html/)

  const metrics = await management.call('GET', '/metrics', undefined, { accept: 'text/plain' })
  const served = new Set([...metrics.text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name))
  const monitoring = globSync('deploy/monitoring/*', { cwd: root }).map((file) =>
    readFileSync(join(root, file), 'utf8'),
  )
  const used = monitoring.join('\n').match(/\b(openhim|mediary)_\w+_\w+/g) ?? []
  assert.ok(used.length > 10)
  // What is in a bucket is served where there is one: see cold-bodies.test.ts.
  for (const name of used.filter((one) => !one.startsWith('mediary_bucket_')))
    assert.ok(served.has(name.replace(/_bucket$/, '')), `the program serves ${name}`)

  assert.equal(await program.stop('SIGTERM'), 0)
})

test('the steps of the image make a container: PID 1, another user, nothing to write to, the store in PostgreSQL', {
  skip: !isRoot && 'only root can make namespaces here',
}, async (t) => {
  const { api, http, settings } = await chooseSettings()
  const DATABASE_URL = await newDatabaseUrl('postgres', (work) => t.after(work))
  const data = mkdtempSync(join(tmpdir(), 'mediary-data-'))
  t.after(() => rmSync(data, { recursive: true, force: true }))
  const own = readImageSettings()
  const script = [
    `mount -t tmpfs -o uid=10001,gid=10001,mode=0700 tmpfs ${data}`,
    ...[installed, root, '/'].map((path) => `mount --bind ${path} ${path} && mount -o remount,bind,ro ${path}`),
    `exec setpriv --reuid=10001 --regid=10001 --clear-groups --bounding-set=-all --no-new-privs ${installed}/bin/mediary serve`,
  ].join(' && ')
  const container = ['--mount', '--propagation', 'private', '--pid', '--fork', 'sh', '-c', script]
  const env = {
    ...settings,
    ...own,
    MEDIARY_DATA: data,
    DATABASE_URL,
    MEDIARY_INSTALLATION_KEY: randomBytes(32).toString('hex'),
  }
  const program = startPackage('unshare', container, env)
  const findFirstProcess = () => Number(spawnSync('pgrep', ['-P', String(program.pid)], { encoding: 'utf8' }).stdout)
  t.after(() => {
    const first = findFirstProcess()
    if (first) process.kill(first, 'SIGKILL')
    return program.ended
  })

  const isReady = () => spawnSync('node', [join(installed, 'is-ready.js')], { env, timeout: 10_000 }).status === 0
  await until('the health check passes', isReady)
  const base = `https://127.0.0.1:${api}`
  assert.equal(JSON.parse(await getInsecurely(`${base}/ready`)).ready, true)
  const answer = await fetch(`http://127.0.0.1:${http}/not-a-channel`)
  assert.equal(answer.status, 404)

  process.kill(findFirstProcess(), 'SIGTERM')
  assert.equal(await program.ended, 0)
  assert.equal(isReady(), false)
})

test('HAProxy accepts the configuration of the compose file', () => {
  const env = { NODE_1: '127.0.0.1', NODE_2: 'localhost' }
  execFileSync('/usr/sbin/haproxy', ['-c', '-f', 'deploy/compose/haproxy.cfg'], { cwd: root, env, stdio: 'pipe' })
})

test('systemd accepts the unit, and finds it well confined', {
  skip: spawnSync('systemd-analyze', ['--version']).status !== 0 && 'systemd is not installed',
}, (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-unit-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const unit = join(folder, 'mediary.service')
  const written = readFileSync(join(root, 'deploy/systemd/mediary.service'), 'utf8')
  writeFileSync(unit, written.replace('/opt/mediary/', `${installed}/`))
  const verified = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' })
  assert.deepEqual([verified.status, verified.stderr], [0, ''])
  const exposure = ['security', '--offline=yes', '--threshold=20', unit]
  execFileSync('systemd-analyze', exposure, { stdio: 'pipe' })
})

test('every variable in deploy/ is a setting', () => {
  const settings = readFileSync(join(root, 'docs/reference/settings.md'), 'utf8')
  const files = globSync('deploy/**/*', { cwd: root, withFileTypes: true }).filter((entry) => entry.isFile())
  const texts = files.map((file) => readFileSync(join(file.parentPath, file.name), 'utf8')).join('\n')
  const used = new Set(texts.match(/\bMEDIARY_[A-Z_]+\b/g))
  assert.ok(used.size > 8)
  for (const name of used) assert.ok(settings.includes(`\`${name.replace(/_FILE$/, '')}\``), `${name} is a setting`)
})

test('the compose files name services, secrets and files that exist', () => {
  for (const file of ['one-node.yaml', 'two-nodes.yaml']) {
    const written = readFileSync(join(root, 'deploy/compose', file), 'utf8')
    const { services, volumes = {}, secrets = {} } = parse(written, { merge: true }) as Compose
    for (const [name, service] of Object.entries(services)) {
      const mounts = (service.volumes ?? []).map((mount) => mount.split(':')[0] ?? '')
      for (const mount of mounts)
        assert.ok(mount.startsWith('./') ? existsSync(join(root, 'deploy/compose', mount)) : mount in volumes, mount)
      for (const secret of service.secrets ?? []) assert.ok(secret in secrets, `${name}: ${secret}`)
      if (service.build) assert.ok(existsSync(join(root, service.build.dockerfile)))
    }
  }
})

type Service = { volumes?: string[]; secrets?: string[]; build?: { dockerfile: string } }
type Compose = { services: Record<string, Service>; volumes?: object; secrets?: object }

/** The variables that the Dockerfile sets, but the folder. */
function readImageSettings() {
  const file = readFileSync(join(root, 'deploy/image/Dockerfile'), 'utf8')
  const pairs = [...file.matchAll(/\b(MEDIARY_\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value] as const)
  assert.ok(pairs.length > 1)
  return Object.fromEntries(pairs)
}

const getInsecurely = (url: string) =>
  new Promise<string>((resolve, reject) => {
    request(url, { rejectUnauthorized: false }, (answer) => void text(answer).then(resolve, reject))
      .on('error', reject)
      .end()
  })

function startPackage(command: string, args: string[], env: Record<string, string>) {
  const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  return {
    pid: child.pid,
    ended,
    stop: (signal: NodeJS.Signals) => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      return ended
    },
  }
}
