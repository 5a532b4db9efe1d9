// `npm run bench:features`: what the features of clients cost a request. Three gateways of one commit run side by side: in two, each
// client has one plain credential; in the one started between them, everything is in use. All are loaded at the same time on the same
// core, since other work on the machine then slows all alike. What the two plain ones differ by is the error of the measurement.
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

  --rounds N          measurements of all for each request (15)
  --seconds N         length of a measurement (4)
  --warm-up N         seconds of load before each measurement (1)
  --connections LIST  to each gateway (32)
  --only LIST         of basic,token (both)
  --database NAME     sqlite or postgres (sqlite)
  --profile           instead: where the time of the gateways goes under the first request`

const goal = 3
/** The programs are compiled to machine code before anything is measured. */
const firstWarmUp = 10

const names = ['plain', 'full', 'control'] as const
type Name = (typeof names)[number]
type Contestant = { name: Name; target: Target; token: string }
type Contest = { bench: Bench; contestants: readonly Contestant[] }

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
const all = <T>({ contestants }: Contest, work: (contestant: Contestant) => T) => Promise.all(contestants.map(work))

/** PostgreSQL ends workers of its own now and then, which is no fault. */
const sumSpent = (before: Map<number, number>, after: Map<number, number>) =>
  [...after].reduce((sum, [pid, microseconds]) => sum + microseconds - (before.get(pid) ?? 0), 0)

/** Microseconds a request. */
type Costs = Record<Name, number>

/** Loads all gateways at the same time. Returns the CPU of all processes of each and of its store. */
async function measureAll(contest: Contest, scenario: Scenario, connections: number): Promise<Costs> {
  const { options } = contest.bench
  await all(contest, (one) => send(contest, one, scenario, connections, options.warmUp))
  await all(contest, ({ target }) => untilQuiet(target.pid))
  const before = await all(contest, readAll)
  const requests = await all(contest, (one) => send(contest, one, scenario, connections, options.seconds))
  await all(contest, ({ target }) => untilQuiet(target.pid))
  const after = await all(contest, readAll)
  const toCpu = (n: number) =>
    (after[n] ?? []).reduce((sum, cpu, i) => sum + sumSpent(before[n]?.[i] ?? new Map(), cpu), 0) / (requests[n] ?? 0)
  return { plain: toCpu(0), full: toCpu(1), control: toCpu(2) }
}

const summarise = (differences: number[]) => {
  const sorted = differences.toSorted((a, b) => a - b)
  const quarter = Math.floor(sorted.length / 4)
  return `${format(median(sorted))} µs (middle half ${format(sorted[quarter] ?? 0)} to ${format(sorted.at(-1 - quarter) ?? 0)})`
}

/** Compares the gateways. Returns whether the goal is met. */
async function compare(contest: Contest, scenario: Scenario, connections: number) {
  const { bench, contestants } = contest
  for (const one of contestants) await check(one.target, toScenario(scenario, one), bench.certificates)
  await all(contest, (one) => send(contest, one, scenario, connections, firstWarmUp))
  const measured: Costs[] = []
  for (let n = 0; n < bench.options.rounds; n++) {
    const costs = await measureAll(contest, scenario, connections)
    measured.push(costs)
    print(`  ${n + 1}: ${names.map((name) => `${name} ${format(costs[name])}`).join(', ')} µs`)
  }
  const differences = measured.map(({ plain, full, control }) => full - (plain + control) / 2)
  const errors = measured.map(({ plain, control }) => control - plain)
  print(
    `${scenario.title}, ${connections} connections each: unused ${format(median(measured.map(({ plain }) => plain)))} µs; ` +
      `more when in use: ${summarise(differences)}, goal: ${goal}; the two unused ones differ by ${summarise(errors)}`,
  )
  return median(differences) <= goal
}

async function start(bench: Bench, leave: (work: () => Promise<void>) => void): Promise<Contest> {
  const { options, cores, credentials, certificates } = bench
  const upstream = await startUpstream(bench.sub('upstream'), cores?.generator)
  leave(upstream.stop)
  const launch = async (name: Name) => {
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
  const contestants: Contestant[] = []
  for (const name of names) {
    const target = await launch(name)
    const token =
      name === 'full' ? await useAllFeatures(target.management, credentials) : await addPlainToken(target.management)
    contestants.push({ name, target, token })
  }
  return { bench, contestants }
}

const toProfiles = (name: Name) => `profiles-${name}`

/** Prints where the time of each gateway goes. A process writes its profile when it ends. */
async function profile(contest: Contest, scenario: Scenario, folder: string, stop: () => Promise<void>) {
  const { connections, seconds } = contest.bench.options
  const requests = await all(contest, (one) => send(contest, one, scenario, connections[0] ?? 1, firstWarmUp + seconds))
  await stop()
  for (const [n, name] of names.entries()) {
    const sent = requests[n] ?? 0
    print(`${name}: ${sent} requests\n${buildReport(join(folder, toProfiles(name)), undefined, sent)}\n`)
  }
}

async function main() {
  const given = process.argv.slice(2)
  if (given.includes('--help')) return print(usage)
  const options = readOptions([
    '--rounds',
    '15',
    '--seconds',
    '4',
    '--warm-up',
    '1',
    '--connections',
    '32',
    '--only',
    'basic,token',
    ...given,
  ])
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
