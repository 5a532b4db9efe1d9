import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Bench, prepare } from './bench.ts'
import { residentMebibytes } from './cpu.ts'
import { provideTools } from './machine.ts'
import { measure } from './measure.ts'
import { type Options, readOptions, type TargetName, usage } from './options.ts'
import { check } from './probe.ts'
import { profileGateway } from './profile.ts'
import { type Cell, formatHeading, formatTable, type Memory, writeInto } from './table.ts'
import { startGateway } from './targets/gateway.ts'
import { startHaproxy } from './targets/haproxy.ts'
import { startNginx, startUpstream, type Upstream } from './targets/nginx.ts'
import { startNode } from './targets/node.ts'
import type { Setting, Target } from './targets/target.ts'

const page = fileURLToPath(new URL('README.md', import.meta.url))

const start: Record<TargetName, (setting: Setting, options: Options) => Promise<Target>> = {
  gateway: (setting, { database, sealed }) => startGateway(setting, { database, sealed }),
  nginx: startNginx,
  haproxy: startHaproxy,
  node: startNode,
}

const handshakeGenerators = 4

/** Every target starts anew in each round, so that no round's luck at the start decides, and disks stay bounded. */
async function round(bench: Bench, number: number, leave: (work: () => Promise<void>) => void) {
  const { options, cores, credentials, certificates } = bench
  const folder = bench.sub(`round-${number}`)
  leave(async () => rmSync(folder, { recursive: true, force: true }))
  const sub = (name: string) => bench.sub(join(`round-${number}`, name))
  const upstream = await startUpstream(sub('upstream'), cores?.generator)
  leave(upstream.stop)
  const common = { cores: cores?.target, upstreamPort: upstream.port, credentials, certificates }
  const targets: Target[] = []
  for (const name of options.targets) {
    const target = await start[name]({ ...common, folder: sub(name), workers: options.workers }, options)
    leave(target.stop)
    targets.push(target)
  }
  const cells = await measureAll(bench, upstream, targets, number)
  return { cells, memory: targets.map(({ name, pid }) => ({ target: name, mebibytes: residentMebibytes(pid) })) }
}

async function measureAll(bench: Bench, upstream: Upstream, targets: Target[], number: number) {
  const { options, cores, certificates, scenarios, load: folder } = bench
  const { seconds, warmUp } = options
  const cells: Cell[] = []
  for (const scenario of options.scenarios.map((name) => scenarios[name])) {
    for (const target of targets) await check(target, scenario, certificates)
    // Handshakes need no crowd: a few generators keep the core busy.
    for (const connections of scenario.handshakes ? [handshakeGenerators] : options.connections)
      for (const target of targets) {
        const what = { scenario, url: target.url(scenario), connections, seconds, client: certificates.client, folder }
        const measured = await measure(target, upstream, { ...what, cores: cores?.generator }, warmUp)
        cells.push({ scenario, connections, target: target.name, round: number, measured })
        const figures = `${measured.rate.toFixed(0)} requests/s, ${measured.cpu.toFixed(1)} µs`
        console.error(`round ${number}: ${scenario.title}, ${connections} connections, ${target.name}: ${figures}`)
      }
  }
  return cells
}

async function compareAll(bench: Bench, leave: (work: () => Promise<void>) => void, end: () => Promise<void>) {
  const cells: Cell[] = []
  const memory: Memory[] = []
  for (let number = 1; number <= bench.options.rounds; number++) {
    const measured = await round(bench, number, leave)
    cells.push(...measured.cells)
    memory.push(...measured.memory)
    await end()
  }
  const text = `${formatHeading(bench)}\n\n${formatTable(cells, memory)}`
  console.log(text)
  if (bench.options.write) writeInto(page, bench.options.database, text)
}

async function main() {
  if (process.argv.includes('--help')) return console.log(usage)
  const options = readOptions(process.argv.slice(2))
  provideTools()
  const folder = mkdtempSync(join(tmpdir(), 'mediary-bench-'))
  const leftovers: (() => Promise<void>)[] = []
  const leave = (work: () => Promise<void>) => void leftovers.push(work)
  const end = async () => {
    for (const work of leftovers.splice(0).toReversed()) await work()
  }
  const finish = async () => {
    await end()
    rmSync(folder, { recursive: true, force: true })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void finish().finally(() => process.exit(130)))
  try {
    const bench = prepare(options, folder)
    await (options.profile ? profileGateway(bench, leave, end) : compareAll(bench, leave, end))
  } finally {
    await finish()
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
