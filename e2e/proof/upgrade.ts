// A store that an older version filled is taken over by this one, which is killed again and again meanwhile. Requests come at a steady
// rate: on PostgreSQL the nodes of the older version answer them, on SQLite this version does as soon as it serves.
import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { startPostgres } from '../../server/src/testing/postgres.ts'
import { allProcesses, killQuietly, readEnvironment } from '../processes.ts'
import { findPorts, type Ports, type Program, startProgram } from '../program.ts'
import { startUpstream } from '../upstream.ts'
import { withOldVersion } from './nodes/old-version.ts'
import { type SteadyLoad, steadyLoad } from './nodes/steady-load.ts'
import { balance } from './nodes/traffic.ts'
import { seeded } from './seeded.ts'

type Wanted = {
  database: 'sqlite' | 'postgres'
  rows: number
  kills: number
  rate: number
  /** How long requests come after the new version serves. */
  seconds: number
  seed: number
  from: string | undefined
  say: (line: string) => void
}

/** `unanswered`: requests that met no server. `started`: milliseconds of the start that was not killed. */
export type Upgraded = { commit: string; started: number; answered: number; unanswered: string[]; faults: string[] }

/** The columns that every version has; a digest of them says whether a transaction is still what it was. */
const columns =
  'id, channel, client, status, requested_at, method, path, query, request_headers, request_size, responded_at, response_status, response_size, properties'

type Ask = <Row>(text: string) => Promise<Row[]>
type Store = { ask: Ask; close: () => Promise<void> }

async function openStore(url: string): Promise<Store> {
  if (url.startsWith('postgres')) {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    return { ask: async (text) => (await client.query(text)).rows, close: () => client.end() }
  }
  const file = new DatabaseSync(url, { readOnly: true })
  return { ask: async (text) => file.prepare(text).all() as never[], close: async () => file.close() }
}

/** Returns the digest of all transactions up to an id, and their number. */
async function digestStore(url: string, last: string) {
  const { ask, close } = await openStore(url)
  const hash = createHash('sha256')
  let [count, after] = [0, '']
  for (;;) {
    const rows = await ask<{ id: string }>(
      `select ${columns} from transactions where id > '${after}' and id <= '${last}' order by id limit 20000`,
    )
    for (const row of rows) hash.update(JSON.stringify(Object.values(row)))
    count += rows.length
    after = rows.at(-1)?.id ?? after
    if (rows.length === 0) break
  }
  await close()
  return { count, digest: hash.digest('hex') }
}

type World = {
  wanted: Wanted
  url: string
  folder: string
  ports: Ports
  env: Record<string, string>
  /** Those of the older version that serve on. */
  older: Program[]
}

const startNew = ({ wanted, url, folder, ports, env }: World) =>
  startProgram({ folder, ports, env, workers: 1, ...(wanted.database === 'postgres' && { databaseUrl: url }) })

/** Adds a body of 128 bytes to each transaction. */
async function fillBodies(url: string) {
  const { ask, close } = await openStore(url)
  await ask(`insert into body_chunks (transaction_id, part, n, bytes)
    select id, 'response', 0, decode(repeat(md5(id), 8), 'hex') from transactions`)
  await close()
}

/** Returns the number of the bodies that the store had before, and a digest of them. */
async function digestBodies(url: string, last: string): Promise<string> {
  const { ask, close } = await openStore(url)
  const rows =
    await ask(`select count(*), bit_xor(hashtextextended(transaction_id || part || n || encode(bytes, 'hex'), 0)) as digest
    from body_chunks where transaction_id <= '${last}'`)
  await close()
  return JSON.stringify(rows)
}

/** Fills the store as the older version does, and makes the channel. On PostgreSQL two of its nodes serve on. */
async function prepare(wanted: Wanted, url: string, launcher: string, upstreamPort: number): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-upgrade-'))
  const file = url || join(folder, 'mediary.db')
  const admin = { MEDIARY_ADMIN_EMAIL: 'admin@example.org', MEDIARY_ADMIN_PASSWORD: randomBytes(8).toString('hex') }
  const env = { MEDIARY_INSTALLATION_KEY: randomBytes(32).toString('hex'), ...admin }
  const world: World = { wanted, url: file, folder, ports: await findPorts(), env, older: [] }
  const seedScript = join(dirname(launcher), '../../bench/seed.ts')
  await promisify(execFile)(process.execPath, [seedScript, file, String(wanted.rows)])
  if (url) await fillBodies(url)
  wanted.say(`${wanted.rows} transactions were written`)
  const start = (folders: { folder?: string; ports?: Ports }) =>
    startProgram({ ...folders, env, workers: 1, launcher, ...(url && { databaseUrl: url }) })
  const first = await start(url ? {} : { folder, ports: world.ports })
  await first.makeChannel({ name: 'lab', authType: 'public' }, upstreamPort)
  if (url) world.older.push(first, await start({}))
  else await first.stop()
  return world
}

/** Starts this version and kills every process of it after a part of the time that a start takes. */
async function startKilled(world: World, after: number): Promise<void> {
  const starting = startNew(world).then(
    () => undefined,
    () => undefined,
  )
  // The moment of the kill is what differs from one to the next.
  await wait(after)
  const isOurs = (pid: number) => readEnvironment(pid).includes(`MEDIARY_DATA=${world.folder}\0`)
  for (const { pid } of allProcesses()) if (isOurs(pid)) killQuietly(pid)
  await starting
}

/** Kills this version as it starts, and starts it at last. Returns it, and how long that start took in milliseconds. */
async function startAtLast(world: World): Promise<{ program: Program; started: number }> {
  const { kills, seed, say } = world.wanted
  const draw = seeded(seed)
  for (let kill = 0; kill < kills; kill++) {
    const after = 200 + draw.below(3_000)
    await startKilled(world, after)
    say(`killed ${after} ms after the beginning of a start`)
  }
  const began = performance.now()
  const program = await startNew(world)
  return { program, started: Math.round(performance.now() - began) }
}

const needle = encodeURIComponent(JSON.stringify({ 'request.path': '/fhir/Immunization/needle' }))
/** A seeded store has so many of them, whatever its size. */
const needles = 3

type Before = Awaited<ReturnType<typeof digestStore>> & { last: string; bodies: string | undefined }

async function findFaults({ url, wanted }: World, before: Before, { answered, due, sentAgain }: SteadyLoad['state']) {
  const faults: string[] = []
  const after = await digestStore(url, before.last)
  if (after.count !== before.count) faults.push(`${before.count} transactions were ${after.count} after the upgrade`)
  else if (after.digest !== before.digest) faults.push('a transaction is not what it was')
  if (before.bodies !== undefined && before.bodies !== (await digestBodies(url, before.last)))
    faults.push('a body is not what it was')
  const { ask, close } = await openStore(url)
  const [recorded] = await ask<{ count: number | string }>(
    `select count(*) as count from transactions where id > '${before.last}' and status = 'Successful'`,
  )
  const count = Number(recorded?.count)
  if (count < answered || count > due + sentAgain) faults.push(`${answered} answers, and ${count} of them recorded`)
  if (wanted.database === 'sqlite') {
    const [checked] = await ask<{ integrity_check: string }>('pragma integrity_check')
    if (checked?.integrity_check !== 'ok') faults.push(`the store is damaged: ${checked?.integrity_check}`)
  }
  await close()
  return faults
}

/** Runs the whole proof. */
export async function upgrade(wanted: Wanted): Promise<Upgraded> {
  return withOldVersion(wanted.from, async ({ commit, launcher }) => {
    const cluster = wanted.database === 'postgres' ? await startPostgres() : undefined
    const upstream = await startUpstream()
    try {
      const world = await prepare(wanted, cluster?.url ?? '', launcher, upstream.port)
      return { commit, ...(await run(world).finally(() => removeFolder(world))) }
    } finally {
      await upstream.stop()
      await cluster?.stop()
    }
  })
}

const removeFolder = ({ folder }: World) => rmSync(folder, { recursive: true, force: true })

/** Lets the new version serve for some seconds, and returns what a search finds in it then. Ends the load and every node. */
async function serve({ wanted, older }: World, program: Program, load: SteadyLoad): Promise<unknown[]> {
  try {
    await wait(wanted.seconds * 1_000)
    return await program.get<unknown[]>(`/transactions?filterLimit=10&filters=${needle}`)
  } finally {
    await load.stop()
    for (const one of [program, ...older]) await one.end()
  }
}

async function run(world: World): Promise<Omit<Upgraded, 'commit'>> {
  const { rate, database } = world.wanted
  const store = await openStore(world.url)
  const [newest] = await store.ask<{ id: string }>('select max(id) as id from transactions')
  await store.close()
  const last = newest?.id ?? ''
  const bodies = database === 'postgres' ? await digestBodies(world.url, last) : undefined
  const before = { last, bodies, ...(await digestStore(world.url, last)) }
  const balancer = world.older.length > 0 ? await balance(world.older) : undefined
  const load = steadyLoad(`http://127.0.0.1:${balancer?.ports.http ?? world.ports.http}/lab`, { rate, connections: 16 })
  try {
    const { program, started } = await startAtLast(world)
    const found = await serve(world, program, load)
    const faults = await findFaults(world, before, load.state)
    if (found.length !== needles) faults.push(`a search found ${found.length} of ${needles}`)
    const { answered, failures } = load.state
    if (database === 'postgres') faults.push(...new Set(failures))
    return { started, answered, unanswered: failures, faults }
  } finally {
    await load.stop()
    await balancer?.end()
    for (const one of world.older) await one.end()
  }
}
