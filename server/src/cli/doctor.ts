import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { get as getPlainly, type IncomingMessage } from 'node:http'
import { get as getSecurely } from 'node:https'
import { createServer } from 'node:net'
import { dirname, resolve } from 'node:path'
import { json } from 'node:stream/consumers'
import { migrations } from '../../migrations/index.ts'
import { buildCalendar, needsRenewal } from '../keystore/index.ts'
import { nodeStore } from '../nodes/index.ts'
import type { Database } from '../platform/database/database.ts'
import { pendingMigrations } from '../platform/database/migrate.ts'
import { isPostgres } from '../platform/database/postgres/hosts.ts'
import { findPooler } from '../platform/database/postgres/pooler.ts'
import { measureClock } from '../platform/database/store-clock.ts'
import { chooseProtocol } from '../processes/api/addresses.ts'
import { listCertificates } from '../processes/certificates/certificate-list.ts'
import { type Installation, installation } from '../processes/installation.ts'
import { checkKey, openInstallation } from '../processes/open.ts'
import { databaseUrl } from '../processes/places.ts'
import { explain } from '../processes/startup-errors.ts'
import { checkStoreVersion } from '../processes/store-version.ts'
import type { Settings } from '../settings/settings.ts'
import { version } from '../system/index.ts'

export type Finding = { ok: boolean; text: string }

const leastFreeBytes = 1024 ** 3
const patience = 2_000
const maxClockDifference = 2_000

/** Runs the checks that an administrator would do by hand. It changes nothing in the store and never shows a secret. */
export async function doctor(settings: Settings): Promise<Finding[]> {
  const runs = await isRunning(settings)
  const ports: [string, number, string][] = [
    ['management API', settings.api.enabled ? settings.api.port : 0, settings.api.host],
    ['gateway HTTP', settings.router.httpPort, settings.router.host],
    ['gateway HTTPS', settings.router.httpsPort, settings.router.host],
  ]
  const open = ports.filter(([, port]) => port !== 0)
  return [
    node(),
    { ok: true, text: 'The settings are well-formed' },
    folder(settings.data),
    ...(await Promise.all(open.map(([what, port, host]) => checkPort(what, port, host, runs)))),
    ...(await store(settings)),
  ]
}

function node(): Finding {
  const { node: version } = process.versions
  return { ok: Number(version.split('.')[0]) >= 24, text: `Node ${version} (24 or newer is needed)` }
}

/** The nearest folder that exists: where the data folder is, or is going to be made. */
const existing = (path: string): string => (existsSync(path) ? path : existing(dirname(resolve(path))))

function folder(data: string): Finding {
  try {
    const place = existing(data)
    accessSync(place, constants.W_OK | constants.X_OK)
    const { bavail, bsize } = statfsSync(place)
    const free = bavail * bsize
    const space = `${(free / 1024 ** 3).toFixed(1)} GiB are free`
    return {
      ok: free > leastFreeBytes,
      text: `The data folder ${data} can be ${place === data ? 'written' : 'made'}, ${space}`,
    }
  } catch {
    return { ok: false, text: `The data folder ${data} cannot be written` }
  }
}

/** Tells if Mediary answers on the management port. */
export async function isRunning({ api }: Settings): Promise<boolean> {
  const host = api.host === '0.0.0.0' ? '127.0.0.1' : api.host === '::' ? '::1' : api.host
  const protocol = chooseProtocol(api)
  const get = protocol === 'https' ? getSecurely : getPlainly
  const address = `${protocol}://${host.includes(':') ? `[${host}]` : host}:${api.port}/heartbeat`
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      // It asks only whether anybody is there: the certificate may be one of its own signing.
      const options = { agent: false, rejectUnauthorized: false, signal: AbortSignal.timeout(patience) }
      get(address, options, resolve).once('error', reject)
    })
    const beat: unknown = await json(answer)
    return typeof beat === 'object' && beat !== null && 'master' in beat && typeof beat.master === 'number'
  } catch {
    return false
  }
}

const checkPort = (what: string, port: number, host: string, runs: boolean) =>
  new Promise<Finding>((resolve) => {
    const server = createServer()
    server.once('listening', () => server.close(() => resolve({ ok: true, text: `Port ${port} (${what}) is free` })))
    server.once('error', ({ code }: NodeJS.ErrnoException) => {
      if (code !== 'EADDRINUSE') resolve({ ok: false, text: `Port ${port} (${what}) cannot be opened: ${code}` })
      else if (runs) resolve({ ok: true, text: `Port ${port} (${what}) is served` })
      else resolve({ ok: false, text: `Port ${port} (${what}) is taken by another program` })
    })
    server.listen(port, host)
  })

async function store(settings: Settings): Promise<Finding[]> {
  const url = databaseUrl(settings)
  if (!isPostgres(url) && !existsSync(url)) return [{ ok: true, text: 'No store yet: the first start makes one' }]
  try {
    const pooler = isPostgres(url) ? await findPooler(url) : 'none'
    return [...(pooler === 'none' ? [] : [poolerFindings[pooler]]), ...(await content(settings))]
  } catch (error) {
    return [{ ok: false, text: explain(error, settings) ?? `The store cannot be used: ${error}` }]
  }
}

const poolerFindings = {
  session: { ok: true, text: 'A pooler in session mode stands before PostgreSQL' },
  transaction: {
    ok: false,
    text: 'DATABASE_URL leads to a pooler in transaction mode: use its session mode, or the address of PostgreSQL itself',
  },
}

async function content(settings: Settings): Promise<Finding[]> {
  const { database, secrets } = openInstallation(settings)
  try {
    const isNewer = await checkStoreVersion(database)
    const pending = await pendingMigrations(database, migrations)
    if (pending.length === 0) await checkKey(database, secrets, settings)
    if (pending.length === Object.keys(migrations).length)
      return [{ ok: true, text: `The store (${database.engine}) answers and is empty: the first start fills it` }]
    if (pending.length)
      return [
        {
          ok: false,
          text: `The store (${database.engine}) is of an older version: the next start brings it up to date`,
        },
      ]
    const stores = installation(database, secrets, settings, async () => undefined)
    const user = (await stores.setup.needed()) ? 'No user yet: "mediary setup" prints a link' : 'There is a user'
    return [
      {
        ok: true,
        text: `The store (${database.engine}) answers and is ${isNewer ? 'of a newer version, which this program can work with' : 'up to date'}`,
      },
      { ok: true, text: user },
      ...(await listNodes(database)),
      ...(await describeBucket(stores)),
      ...(await certificates(stores, settings.certificates.warnDays)),
    ]
  } finally {
    await database.close()
  }
}

/** Tells how much stands in the bucket, and whether it answers. */
async function describeBucket({ coldBodies }: Installation): Promise<Finding[]> {
  const cold = await coldBodies?.describe()
  if (!cold) return []
  const held = `bodies of ${cold.transactions} transactions (${(cold.bodyBytes / 1024 ** 3).toFixed(2)} GiB) are in ${cold.objects} objects`
  return [
    cold.answers
      ? { ok: true, text: `The bucket of old bodies answers; ${held}` }
      : { ok: false, text: `The bucket of old bodies cannot be used, and ${held}: ${cold.detail}` },
  ]
}

/** Compares the clock of this machine and the versions of the nodes. On SQLite there is one of each. */
async function listNodes(database: Database): Promise<Finding[]> {
  if (database.engine === 'sqlite') return []
  const difference = await measureClock(database)
  const nodes = (await nodeStore(database).list()).filter(({ isAlive }) => isAlive)
  const names = nodes.map(
    ({ facts }) => `${facts.name} (${facts.version}${facts.checks.every(({ ok }) => ok) ? '' : ', not ready'})`,
  )
  const others = new Set(nodes.map(({ facts }) => facts.version).filter((other) => other !== version))
  return [
    {
      ok: Math.abs(difference) <= maxClockDifference,
      text: `The clock of this machine is ${Math.abs(difference)} ms ${difference < 0 ? 'behind' : 'ahead of'} that of the database`,
    },
    {
      ok: true,
      text: nodes.length ? `Nodes that serve on the store: ${names.join(', ')}` : 'No node serves on the store',
    },
    ...(others.size
      ? [{ ok: false, text: `Nodes run other versions than this program (${version}): ${[...others].join(', ')}` }]
      : []),
  ]
}

async function certificates(stores: Installation, warnDays: number): Promise<Finding[]> {
  const { fault } = await stores.keystore.serving()
  if (fault !== undefined) return [{ ok: false, text: fault }]
  const { certificates } = buildCalendar(await listCertificates(stores), { now: Date.now(), warnDays })
  const server = certificates.find(({ kind }) => kind === 'server')
  const ending = certificates.filter((one) => one.kind !== 'server' && needsRenewal(one))
  return [
    serverFinding(server?.daysLeft ?? -1, warnDays),
    ...ending.map(({ kind, name, daysLeft = 0, breaks }) => ({
      ok: daysLeft >= 0,
      text: `The certificate "${name}" (${kind}) ${daysLeft < 0 ? 'has expired' : `ends in ${daysLeft} days`}. ${breaks}`,
    })),
  ]
}

function serverFinding(days: number, warnDays: number): Finding {
  if (days < 0) return { ok: false, text: 'The server’s certificate has expired' }
  return {
    ok: true,
    text: `The server’s certificate is valid for ${days} more days${days < warnDays ? ': renew it' : ''}`,
  }
}
