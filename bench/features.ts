// `npm run bench:features`: what the features of clients cost a request. Two gateways of one commit run side by side: in one, each
// client has one plain credential; in the other, everything is in use. Both are loaded at the same time on the same core, since other
// work on the machine then slows both alike.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bench, prepare } from './bench.ts'
import { readCpu, untilQuiet } from './cpu.ts'
import { load } from './load.ts'
import { provideTools } from './machine.ts'
import { readOptions } from './options.ts'
import { check } from './probe.ts'
import { buildReport } from './profile.ts'
import type { Scenario } from './scenarios.ts'
import { median } from './table.ts'
import { addPlainToken, useAllFeatures } from './targets/all-features.ts'
import { startGateway } from './targets/gateway.ts'
import { startUpstream } from './targets/nginx.ts'
import type { Target } from './targets/target.ts'

const usage = `npm run bench:features -- [options]

  --rounds N          measurements of both for each request (9)
  --seconds N         length of a measurement (5)
  --warm-up N         seconds of load before each measurement (2)
  --connections LIST  to each gateway (32)
  --only LIST         of basic,token (both)
  --database NAME     sqlite or postgres (sqlite)
  --profile           instead: where the time of both gateways goes under the first request`

const goal = 3
/** Both programs are compiled to machine code before anything is measured. */
const firstWarmUp = 10

type Contestant = { name: 'plain' | 'full'; target: Target; token: string }
type Contest = { bench: Bench; plain: Contestant; full: Contestant }

const print = (text: string) => void process.stdout.write(`${text}\n`)
const format = (microseconds: number) => microseconds.toFixed(1)

/** The token of each gateway is its own. */
const toScenario = (scenario: Scenario, { token }: Contestant): Scenario =>
  scenario.name === 'token' ? { ...scenario, authorization: `Custom ${token}` } : scenario

/** Sends a load to one gateway for some seconds. Returns how many requests it answered; one that is refused is an error. */
async function send(
  { bench }: Contest,
  contestant: Contestant,
  scenario: Scenario,
  connections: number,
  seconds: number,
) {
  const { certificates, load: folder, cores } = bench
  const own = toScenario(scenario, contestant)
  // Each generator has a script of its own.
  const about = { connections, seconds, client: certificates.client, folder: join(folder, contestant.name) }
  return (await load({ ...about, scenario: own, url: contestant.target.url(scenario), cores: cores?.generator }))
    .requests
}

const readAll = ({ target }: Contestant) =>
  [target.pid, target.store?.pid].flatMap((pid) => (pid ? [readCpu(pid)] : []))
const both = <T>({ plain, full }: Contest, work: (contestant: Contestant) => T) =>
  Promise.all([work(plain), work(full)])

/** PostgreSQL ends workers of its own now and then, which is no fault. */
const sumSpent = (before: Map<number, number>, after: Map<number, number>) =>
  [...after].reduce((sum, [pid, microseconds]) => sum + microseconds - (before.get(pid) ?? 0), 0)

type Pair = { plain: number; full: number }

/** Loads both gateways at the same time. Returns the CPU of all processes of each and of its store, microseconds a request. */
async function measureBoth(contest: Contest, scenario: Scenario, connections: number): Promise<Pair> {
  const { options } = contest.bench
  await both(contest, (one) => send(contest, one, scenario, connections, options.warmUp))
  await both(contest, ({ target }) => untilQuiet(target.pid))
  const before = await both(contest, readAll)
  const requests = await both(contest, (one) => send(contest, one, scenario, connections, options.seconds))
  await both(contest, ({ target }) => untilQuiet(target.pid))
  const after = await both(contest, readAll)
  const toCpu = (n: 0 | 1) =>
    after[n].reduce((sum, cpu, i) => sum + sumSpent(before[n][i] ?? new Map(), cpu), 0) / requests[n]
  return { plain: toCpu(0), full: toCpu(1) }
}

/** Compares both gateways. Returns whether the goal is met. */
async function compare(contest: Contest, scenario: Scenario, connections: number) {
  const { bench, plain, full } = contest
  for (const contestant of [plain, full])
    await check(contestant.target, toScenario(scenario, contestant), bench.certificates)
  await both(contest, (one) => send(contest, one, scenario, connections, firstWarmUp))
  const pairs: Pair[] = []
  for (let n = 0; n < bench.options.rounds; n++) {
    const measured = await measureBoth(contest, scenario, connections)
    pairs.push(measured)
    print(`  ${n + 1}: unused ${format(measured.plain)}, in use ${format(measured.full)} µs`)
  }
  const differences = pairs.map((pair) => pair.full - pair.plain).sort((a, b) => a - b)
  const quarter = Math.floor(differences.length / 4)
  const middle = `${format(differences[quarter] ?? 0)} to ${format(differences.at(-1 - quarter) ?? 0)}`
  const [unused, used] = (['plain', 'full'] as const).map((name) => median(pairs.map((pair) => pair[name])))
  print(
    `${scenario.title}, ${connections} connections each: unused ${format(unused ?? 0)} µs, in use ${format(used ?? 0)} µs; ` +
      `median of ${pairs.length} differences ${format(median(differences))} µs (middle half ${middle}), goal: ${goal}`,
  )
  return median(differences) <= goal
}

async function start(bench: Bench, leave: (work: () => Promise<void>) => void): Promise<Contest> {
  const { options, cores, credentials, certificates } = bench
  const upstream = await startUpstream(bench.sub('upstream'), cores?.generator)
  leave(upstream.stop)
  const launch = async (name: 'plain' | 'full') => {
    const nodeOptions = options.profile ? `--cpu-prof --cpu-prof-dir=${bench.sub(toProfiles(name))}` : undefined
    const setting = { cores: cores?.target, upstreamPort: upstream.port, credentials, certificates, workers: 1 }
    const gateway = await startGateway(
      { ...setting, folder: bench.sub(name) },
      { database: options.database, nodeOptions },
    )
    leave(gateway.stop)
    mkdirSync(join(bench.load, name))
    return gateway
  }
  const [plain, full] = [await launch('plain'), await launch('full')]
  return {
    bench,
    plain: { name: 'plain', target: plain, token: await addPlainToken(plain.management) },
    full: { name: 'full', target: full, token: await useAllFeatures(full.management, credentials) },
  }
}

const toProfiles = (name: 'plain' | 'full') => `profiles-${name}`

/** Prints where the time of each gateway goes. A process writes its profile when it ends. */
async function profile(contest: Contest, scenario: Scenario, folder: string, stop: () => Promise<void>) {
  const { connections, seconds } = contest.bench.options
  const [plain, full] = await both(contest, (one) =>
    send(contest, one, scenario, connections[0] ?? 1, firstWarmUp + seconds),
  )
  await stop()
  for (const [name, requests] of [
    ['plain', plain],
    ['full', full],
  ] as const)
    print(`${name}: ${requests} requests\n${buildReport(join(folder, toProfiles(name)), undefined, requests)}\n`)
}

async function main() {
  const given = process.argv.slice(2)
  if (given.includes('--help')) return print(usage)
  const options = readOptions(['--rounds', '9', '--connections', '32', '--only', 'basic,token', ...given])
  provideTools()
  const folder = mkdtempSync(join(tmpdir(), 'mediary-features-'))
  const stops: (() => Promise<void>)[] = []
  const stopAll = async () => {
    for (const stop of stops.splice(0).toReversed()) await stop()
  }
  try {
    const bench = prepare(options, folder)
    const contest = await start(bench, (work) => void stops.push(work))
    if (options.profile)
      return await profile(contest, bench.scenarios[options.scenarios[0] ?? 'basic'], folder, stopAll)
    for (const name of options.scenarios)
      for (const connections of options.connections)
        if (!(await compare(contest, bench.scenarios[name], connections))) process.exitCode = 1
  } finally {
    await stopAll()
    rmSync(folder, { recursive: true, force: true })
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
