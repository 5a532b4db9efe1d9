// `npm run bench:stalls`: how long a turn of the event loop of the gateway worker holds up the requests, at half of the load that it
// can take, while retention removes old transactions, people search, and checkpoints are made.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Pool } from 'undici'
import { openDatabase } from '../server/src/platform/database/database.ts'
import { seed, toChannelId } from '../server/src/testing/seed.ts'
import { type Bench, prepare } from './bench.ts'
import { readCpu } from './cpu.ts'
import type { Turns } from './event-loop-probe.ts'
import { runWrk } from './load.ts'
import { provideTools } from './machine.ts'
import { readOptions } from './options.ts'
import type { Scenario } from './scenarios.ts'
import { sendSteadily } from './steady-load.ts'
import { openApi } from './targets/all-features.ts'
import { startGateway } from './targets/gateway.ts'
import { startUpstream } from './targets/nginx.ts'

const usage = 'npm run bench:stalls [-- --minutes 5] [--rows 500000] [--database sqlite|postgres]'

/** Milliseconds that no turn of a worker may take. */
const limit = 20
const warmUp = 10
const connections = 64
const searchEvery = 250
/** What is older than so many of the thirty days is removed. */
const keptDays = 5
const seededChannels = 8

type Call = ReturnType<typeof openApi>
type Gateway = Awaited<ReturnType<typeof startGateway>>
const print = (text: string) => void process.stdout.write(`${text}\n`)

/** Fills the store with transactions of thirty days, most of which are to be removed. */
async function fillStore(url: string, rows: number) {
  await seed(url, rows)
  const database = openDatabase(url)
  const definition = JSON.stringify({
    urlPattern: '^/never/',
    methods: ['GET'],
    authType: 'public',
    maxRecordAgeDays: keptDays,
    routes: [{ _id: toChannelId(99), name: 'Upstream', primary: true, host: '127.0.0.1', port: 9, type: 'http' }],
  })
  const channels = Array.from({ length: seededChannels }, (_, n) => ({
    id: toChannelId(n),
    name: `Old ${n}`,
    definition,
  }))
  await database.kysely
    .withTables<{ channels: { id: string; name: string; definition: string } }>()
    .insertInto('channels')
    .values(channels)
    .execute()
  await database.close()
}

const searches = [
  { 'request.path': '/fhir/Immunization/needle' },
  { 'response.status': '5xx' },
  { status: 'Failed' },
  { 'properties.facility': 'F7' },
  { searchKey: { name: 'patient', value: '77' } },
]

/** Searches like people who look at the list, until it is told to stop. Returns how many searches were answered. */
async function search(call: Call, stop: AbortSignal) {
  let answered = 0
  while (!stop.aborted) {
    const filters = encodeURIComponent(JSON.stringify(searches[answered % searches.length]))
    await call('GET', `/transactions?filterLimit=50&filters=${filters}`)
    answered++
    await wait(searchEvery)
  }
  return answered
}

/** Removes what is old, again and again. Returns how many transactions were removed. */
async function removeOld(call: Call, stop: AbortSignal) {
  let removed = 0
  while (!stop.aborted) {
    const ran = await call<{ records: number }>('POST', '/retention', {})
    removed += ran.records
    await wait(1_000)
  }
  return removed
}

/** Returns what sends a request of each scenario in turn, and tells how long it took from when it was due. */
function sendInTurn(pool: Pool, path: string, scenarios: readonly Scenario[]) {
  return async (n: number, due: number) => {
    const { method, authorization = '', body = null } = scenarios[n % scenarios.length] ?? {}
    const headers = { authorization, ...(body !== null && { 'content-type': 'application/json' }) }
    const answer = await pool.request({ method: method ?? 'GET', path, headers, body })
    await answer.body.dump()
    if (answer.statusCode !== 200) throw new Error(`A request was answered with ${answer.statusCode}`)
    return performance.now() - due
  }
}

async function measure(bench: Bench, gateway: Gateway, turns: string, seconds: number) {
  const { scenarios, certificates, load: folder, cores } = bench
  const url = gateway.url(scenarios.basic)
  const full = {
    scenario: scenarios.basic,
    url,
    connections,
    client: certificates.client,
    folder,
    cores: cores?.generator,
  }
  await runWrk({ ...full, seconds: warmUp })
  const maximum = await runWrk({ ...full, seconds: warmUp })
  const rate = Math.floor(maximum.requests / maximum.seconds / 2)
  const call = openApi(gateway.management)
  const stop = new AbortController()
  // Those of workers that ended with the restart, which loads the certificates.
  for (const name of readdirSync(turns)) rmSync(join(turns, name))
  for (const pid of readCpu(gateway.pid).keys()) process.kill(pid, 'SIGUSR2')
  const beside = [search(call, stop.signal), removeOld(call, stop.signal)] as const
  const kinds = [scenarios.basic, scenarios.token, scenarios.post, scenarios.basic]
  const pool = new Pool(new URL(url).origin, { connections, pipelining: 1 })
  const send = sendInTurn(pool, new URL(url).pathname, kinds)
  const times = await sendSteadily(send, { rate, seconds }).finally(() => stop.abort())
  await pool.close()
  const [searched, removed] = await Promise.all(beside)
  const at = (share: number) => `${(times[Math.floor((times.length - 1) * share)] ?? 0).toFixed(1)} ms`
  print(
    `${times.length} requests in ${seconds} s (half of ${2 * rate} a second), p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)}; ` +
      `${searched} searches, ${removed} transactions removed`,
  )
}

/** Prints the longest turns of each process. Returns whether those of the workers are within the limit. */
function report(folder: string): boolean {
  const all = readdirSync(folder).map((name): Turns => JSON.parse(readFileSync(join(folder, name), 'utf8')))
  for (const { program, seconds, maximums, over } of all) {
    const shown = maximums.slice(0, 8).map(({ held, computed }) => `${held.toFixed(1)} (${computed.toFixed(1)})`)
    print(
      `${program}: ${over} turns over ${limit} ms in ${seconds.toFixed(0)} s; longest, ms (of it computing): ${shown.join(', ')}`,
    )
  }
  const workers = all.filter(({ program }) => program === 'worker')
  return workers.length > 0 && workers.every(({ over }) => over === 0)
}

async function main() {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '5' },
      rows: { type: 'string', default: '500000' },
      database: { type: 'string', default: 'sqlite' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return print(usage)
  const options = readOptions(['--database', values.database, '--workers', '1'])
  provideTools()
  const folder = mkdtempSync(join(tmpdir(), 'mediary-stalls-'))
  const stops: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })]
  try {
    const bench = prepare(options, folder)
    const turns = bench.sub('turns')
    const upstream = await startUpstream(bench.sub('upstream'), bench.cores?.generator)
    stops.push(upstream.stop)
    const { cores, credentials, certificates } = bench
    const setting = {
      folder: bench.sub('gateway'),
      cores: cores?.target,
      upstreamPort: upstream.port,
      credentials,
      certificates,
      workers: 1,
    }
    const probe = fileURLToPath(new URL('event-loop-probe.ts', import.meta.url))
    const gateway = await startGateway(setting, {
      database: options.database,
      fill: (url) => fillStore(url, Number(values.rows)),
      nodeOptions: `--import=${probe}`,
      env: { EVENT_LOOP_PROBE: turns, EVENT_LOOP_LIMIT: String(limit) },
    })
    let stopped = false
    stops.push(async () => void (stopped || (await gateway.stop())))
    await measure(bench, gateway, turns, Number(values.minutes) * 60)
    stopped = true
    await gateway.stop()
    if (!report(turns)) process.exitCode = 1
  } finally {
    for (const stop of stops.toReversed()) await stop()
  }
}

await main()
