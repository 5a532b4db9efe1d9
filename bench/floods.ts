// `npm run bench:floods`: whether a client that floods the gateway gets what its limit admits, whether the others notice it, and
// whether a limit that only observes counts what it would refuse. The phases alternate, since other work slows a machine.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Bench, prepare } from './bench.ts'
import { runWrk } from './load.ts'
import { provideTools } from './machine.ts'
import { readOptions } from './options.ts'
import type { Scenario } from './scenarios.ts'
import { openSteadyClients, type SteadyTimes } from './steady-clients.ts'
import { median } from './table.ts'
import { openApi } from './targets/all-features.ts'
import { startGateway } from './targets/gateway.ts'
import { startUpstream } from './targets/nginx.ts'

const usage =
  'npm run bench:floods [-- --rounds 5] [--seconds 10] [--database sqlite|postgres] [--flood-connections 32]'

const workers = 2
const limit = { requestsPerSecond: 100, burst: 100 }
const others = { clients: 3, rate: 150, connections: 12 }
/** Seconds in which a flood opens its connections and sends the burst that the limit admits. The others notice that, and it is not judged. */
const onset = 1
/** What all workers together may admit beyond the limit. */
const tolerance = 1.05
/** By then the workers have reported what they counted. */
const reportDelay = 1_500

type Call = ReturnType<typeof openApi>
type Use = { requests: number; refused: number }
type Flooder = { id: string; scenario: Scenario }

const print = (text: string) => void process.stdout.write(`${text}\n`)
const milliseconds = (time: number) => `${time.toFixed(1)} ms`

async function makeClient(call: Call, clientID: string, limits: object) {
  const client = { clientID, name: clientID, roles: ['bench'], clientDomain: `${clientID}.example`, limits }
  await call('POST', '/clients', client)
  const { _id: id } = await call<{ _id: string }>('GET', `/clients/${clientID}?byNamedClientID=true`)
  const { secret } = await call<{ secret: string }>('POST', `/clients/${id}/credentials`, { kind: 'token' })
  return { id, authorization: `Custom ${secret}` }
}

const percentile = (sorted: readonly number[], share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0

/** Floods the gateway with one client, at the lowest priority: the generator of the others must not wait for the processor. */
async function flood(bench: Bench, url: string, { scenario }: Flooder, seconds: number, connections: number) {
  const { certificates, load: folder, cores } = bench
  const what = { scenario, url, connections, seconds, client: certificates.client, folder, cores: cores?.generator }
  const { requests, refused, failed, seconds: took } = await runWrk(what, ['nice', '-n', '19'])
  if (failed) throw new Error(`${failed} requests of the flood were not answered`)
  return {
    sent: requests,
    refused,
    admitted: requests - refused,
    allowed: limit.burst + limit.requestsPerSecond * took,
  }
}

const findUse = async (call: Call, { id }: Flooder) => {
  await wait(reportDelay)
  return (await call<{ use: Use }>('GET', `/clients/${id}/limits`)).use
}

type SteadyClients = Awaited<ReturnType<typeof openSteadyClients>>
type World = {
  bench: Bench
  call: Call
  url: string
  flooder: Flooder
  /** The others, and the client that floods while it does not. */
  steady: SteadyClients
  within: SteadyClients
  connections: number
}

/** Both workers are compiled to machine code, and know the clients. What the first flood of a worker does is shown and not judged. */
async function warmUp({ bench, url, flooder, steady, connections }: World, seconds: number) {
  await steady.send(seconds)
  const [times] = await Promise.all([steady.send(seconds), flood(bench, url, flooder, seconds, connections)])
  print(`  the first flood, not judged: p99 of the others ${milliseconds(percentile(times.kept, 0.99))}`)
}

const phases = ['silent', 'within', 'flooded'] as const
type Phase = (typeof phases)[number]
const forEachPhase = <T>(work: (phase: Phase) => T) => ({
  silent: work('silent'),
  within: work('within'),
  flooded: work('flooded'),
})

/**
 * Compares what the other clients notice of a client that is silent, that keeps within its limit, and that floods. To serve what the
 * limit admits costs the others something, flood or not: so the flood is judged by the phases in which the client keeps within it.
 */
async function compareOthers(
  { bench, url, flooder, steady, within, connections }: World,
  rounds: number,
  seconds: number,
) {
  const times = forEachPhase((): number[] => [])
  const fresh = forEachPhase((): number[] => [])
  const [shares, onsets]: [number[], number[]] = [[], []]
  for (let n = 1; n <= rounds; n++) {
    const note = (phase: Phase, { kept, fresh: onNew }: SteadyTimes) => {
      times[phase].push(percentile(kept, 0.99))
      fresh[phase].push(...onNew)
    }
    note('silent', await steady.send(seconds))
    note('within', (await Promise.all([steady.send(seconds), within.send(seconds)]))[0])
    const flooding = flood(bench, url, flooder, seconds + onset, connections)
    onsets.push((await steady.send(onset)).kept.at(-1) ?? 0)
    note('flooded', await steady.send(seconds))
    const seen = await flooding
    shares.push(seen.admitted / seen.allowed)
    print(
      `  round ${n}: the flood sent ${seen.sent}, ${seen.admitted} were admitted, the limit allows ${seen.allowed.toFixed(0)}; ` +
        `p99 of the others: ${phases.map((phase) => `${phase} ${milliseconds(times[phase].at(-1) ?? 0)}`).join(', ')}`,
    )
  }
  const differences = times.flooded.map((time, n) => time - (times.within[n] ?? 0))
  print(`admitted of what the limit allows: ${shares.map((share) => `${(100 * share).toFixed(1)} %`).join(', ')}`)
  print(
    `p99 of the other clients, medians of ${rounds} rounds: ${phases.map((phase) => `${phase} ${describe(times[phase])}`).join(', ')}; ` +
      `median difference of flooded and within ${milliseconds(median(differences))}`,
  )
  print(`while a flood begins, the longest request of the others: ${onsets.map(milliseconds).join(', ')}`)
  for (const phase of phases)
    print(
      `on a new connection, ${phase}: median ${milliseconds(median(fresh[phase]))}, longest ${milliseconds(Math.max(...fresh[phase]))}`,
    )
  // What the phases of one kind differ by among themselves is no effect of the flood.
  return Math.max(...shares) <= tolerance && median(times.flooded) <= Math.max(...times.within)
}

const describe = (times: number[]) =>
  `${milliseconds(median(times))} (${milliseconds(Math.min(...times))} to ${milliseconds(Math.max(...times))})`

/** Floods under a limit that only observes: nobody is refused, and what is counted fits what was sent. */
async function checkObserving({ bench, call, url, flooder, connections }: World, seconds: number) {
  await call('PUT', `/clients/${flooder.id}`, { limits: { mode: 'observe', ...limit } })
  const before = await findUse(call, flooder)
  const seen = await flood(bench, url, flooder, seconds, connections)
  const after = await findUse(call, flooder)
  const counted = { within: after.requests - before.requests, over: after.refused - before.refused }
  print(
    `observing: ${seen.sent} sent, ${seen.refused} refused; counted ${counted.within} within the limit, which allows ` +
      `${seen.allowed.toFixed(0)}, and ${counted.over} over it: ${counted.within + counted.over} in all`,
  )
  // The generator leaves up to one request a connection unfinished when its time is up: answered, but not counted by it.
  const uncounted = counted.within + counted.over - seen.sent
  return (
    seen.refused === 0 &&
    uncounted >= 0 &&
    uncounted <= connections &&
    counted.within <= tolerance * seen.allowed + connections
  )
}

async function start(bench: Bench, connections: number, leave: (work: () => Promise<void>) => void): Promise<World> {
  const { options, cores, credentials, certificates, scenarios } = bench
  const upstream = await startUpstream(bench.sub('upstream'), cores?.generator)
  leave(upstream.stop)
  const setting = { cores: cores?.target, upstreamPort: upstream.port, credentials, certificates, workers }
  const gateway = await startGateway({ ...setting, folder: bench.sub('gateway') }, { database: options.database })
  leave(gateway.stop)
  const call = openApi(gateway.management)
  const { id, authorization } = await makeClient(call, 'flooding', { mode: 'enforce', ...limit })
  const tokens: string[] = []
  for (let n = 0; n < others.clients; n++)
    tokens.push((await makeClient(call, `other-${n}`, { mode: 'enforce', requestsPerSecond: 500 })).authorization)
  const scenario = { ...scenarios.token, authorization }
  const url = gateway.url(scenario)
  const steady = await openSteadyClients(url, tokens, others)
  leave(async () => steady.close())
  const rate = 0.9 * limit.requestsPerSecond
  const within = await openSteadyClients(url, [authorization], { ...others, rate })
  leave(async () => within.close())
  return { bench, call, url, flooder: { id, scenario }, steady, within, connections }
}

async function main() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '10' },
      database: { type: 'string', default: 'sqlite' },
      'flood-connections': { type: 'string', default: '32' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return print(usage)
  const sizes = ['--rounds', values.rounds, '--seconds', values.seconds, '--connections', values['flood-connections']]
  const options = readOptions([...sizes, '--database', values.database, '--workers', String(workers)])
  provideTools()
  const folder = mkdtempSync(join(tmpdir(), 'mediary-floods-'))
  const stops: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })]
  try {
    const bench = prepare(options, folder)
    const world = await start(bench, options.connections[0] ?? 1, (work) => void stops.push(work))
    await warmUp(world, options.seconds)
    const unnoticed = await compareOthers(world, options.rounds, options.seconds)
    const observed = await checkObserving(world, options.seconds)
    if (!unnoticed || !observed) process.exitCode = 1
  } finally {
    for (const stop of stops.toReversed()) await stop()
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
