// `npm run bench:features`: what the features of clients cost a request. Three gateways of one commit run side by side: in two, each
// client has one plain credential; in the third, everything is in use. All are loaded at the same time on the same core, since
// other work on the machine then slows all alike. Two processes of one program differ too, by what V8 happens to compile, and keep that
// difference until they end. So there are several sets of processes, each measured a few times. The two plain ones of a set are the scale:
// what they differ by is the error of the measurement.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bench, prepare } from './bench.ts'
import { readCpu, untilQuiet } from './cpu.ts'
import { readSettings, usage } from './feature-settings.ts'
import { load } from './load.ts'
import { provideTools } from './machine.ts'
import { check } from './probe.ts'
import { buildReport } from './profile.ts'
import type { Scenario } from './scenarios.ts'
import { median } from './table.ts'
import { addPlainToken, useAllFeatures } from './targets/all-features.ts'
import { startGateway } from './targets/gateway.ts'
import { startUpstream } from './targets/nginx.ts'
import type { Target } from './targets/target.ts'

const goal = 3
/** So many requests to each gateway compile its program to machine code. After a fifth of them a request may cost 40 µs more. */
const warmUpRequests = 45_000
const warmUpSeconds = 10

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

async function warmUp(contest: Contest, scenario: Scenario, connections: number) {
  for (let sent = 0; sent < warmUpRequests; )
    sent += Math.min(...(await all(contest, (one) => send(contest, one, scenario, connections, warmUpSeconds))))
}

/** Measures the gateways of a set some times. */
async function measureSet(contest: Contest, scenario: Scenario, connections: number): Promise<Costs[]> {
  const { bench, contestants } = contest
  for (const one of contestants) await check(one.target, toScenario(scenario, one), bench.certificates)
  await warmUp(contest, scenario, connections)
  const rounds: Costs[] = []
  for (let n = 0; n < bench.options.rounds; n++) rounds.push(await measureAll(contest, scenario, connections))
  const describe = (name: Name) => `${name} ${format(median(rounds.map((costs) => costs[name])))}`
  print(`  ${scenario.name}: ${names.map(describe).join(', ')} µs; more when in use: ${format(findMore(rounds))} µs`)
  return rounds
}

/** Returns the microseconds that the features cost in a set. What slows a round slows all three, so each round has its difference. */
const findMore = (rounds: readonly Costs[]) =>
  median(rounds.map(({ plain, full, control }) => full - (plain + control) / 2))

/** Prints what all sets say of a request. Returns whether the goal is met. */
function judge(title: string, sets: readonly Costs[][]) {
  const unused = sets.flat().flatMap(({ plain, control }) => [plain, control])
  const inUse = sets.flat().map(({ full }) => full)
  const differences = sets.map(findMore)
  const errors = sets.map((rounds) => median(rounds.map(({ plain, control }) => control - plain)))
  print(
    `${title}: unused ${summarise(unused)}, in use ${summarise(inUse)}; more when in use: ${summarise(differences)}, ` +
      `goal: ${goal}; the two unused ones differ by ${summarise(errors)}`,
  )
  return median(differences) <= goal
}

type Starting = { bench: Bench; upstreamPort: number; set: number; stops: Stops }

/** Starts three gateways. The one with all features is the first, the second or the last to start, in turn. */
async function startSet({ bench, upstreamPort, set, stops }: Starting): Promise<Contest> {
  const { options, cores, credentials, certificates } = bench
  const launch = async (name: Name) => {
    const nodeOptions = options.profile ? `--cpu-prof --cpu-prof-dir=${bench.sub(toProfiles(name))}` : undefined
    const setting = { cores: cores?.target, upstreamPort, credentials, certificates, workers: 1 }
    const gateway = await startGateway(
      { ...setting, folder: bench.sub(`${name}-${set}`) },
      { database: options.database, nodeOptions },
    )
    stops.push(gateway.stop)
    mkdirSync(join(bench.load, name), { recursive: true })
    return gateway
  }
  const contestants = new Map<Name, Contestant>()
  for (const name of [...names.slice(set % names.length), ...names.slice(0, set % names.length)]) {
    const target = await launch(name)
    const token =
      name === 'full' ? await useAllFeatures(target.management, credentials) : await addPlainToken(target.management)
    contestants.set(name, { name, target, token })
  }
  return { bench, contestants: names.flatMap((name) => contestants.get(name) ?? []) }
}

type Stops = (() => Promise<void>)[]

async function stopAll(stops: Stops) {
  for (const stop of stops.splice(0).toReversed()) await stop()
}

type Measured = { name: Scenario['name']; connections: number; costs: Costs[][] }

/** Compares gateways in several sets of processes. Returns whether the goal is met by each request. */
async function compare(bench: Bench, upstreamPort: number, sets: number) {
  const { options, scenarios } = bench
  const cases = options.scenarios.flatMap((name) => options.connections.map((connections) => ({ name, connections })))
  const measured = cases.map((one): Measured => ({ ...one, costs: [] }))
  for (let set = 0; set < sets; set++) {
    print(`set ${set + 1}:`)
    const stops: Stops = []
    try {
      const contest = await startSet({ bench, upstreamPort, set, stops })
      for (const { name, connections, costs } of measured)
        costs.push(await measureSet(contest, scenarios[name], connections))
    } finally {
      await stopAll(stops)
    }
  }
  return measured
    .map(({ name, connections, costs }) =>
      judge(`${scenarios[name].title}, ${connections} connections each, ${sets} sets`, costs),
    )
    .every(Boolean)
}

const toProfiles = (name: Name) => `profiles-${name}`

/** Prints where the time of each gateway goes. A process writes its profile when it ends. */
async function profile(bench: Bench, upstreamPort: number, folder: string) {
  const { connections, seconds, scenarios } = bench.options
  const scenario = bench.scenarios[scenarios[0] ?? 'basic']
  const stops: Stops = []
  try {
    const contest = await startSet({ bench, upstreamPort, set: 0, stops })
    const requests = await all(contest, (one) => send(contest, one, scenario, connections[0] ?? 1, seconds))
    await stopAll(stops)
    for (const [n, name] of names.entries()) {
      const sent = requests[n] ?? 0
      print(`${name}: ${sent} requests\n${buildReport(join(folder, toProfiles(name)), undefined, sent)}\n`)
    }
  } finally {
    await stopAll(stops)
  }
}

async function main() {
  const given = process.argv.slice(2)
  if (given.includes('--help')) return print(usage)
  const { sets, options } = readSettings(given)
  provideTools()
  const folder = mkdtempSync(join(tmpdir(), 'mediary-features-'))
  const bench = prepare(options, folder)
  const upstream = await startUpstream(bench.sub('upstream'), bench.cores?.generator)
  try {
    if (options.profile) await profile(bench, upstream.port, folder)
    else if (!(await compare(bench, upstream.port, sets))) process.exitCode = 1
  } finally {
    await upstream.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
