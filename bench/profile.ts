import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Bench } from './bench.ts'
import { load } from './load.ts'
import { startGateway } from './targets/gateway.ts'
import { startUpstream } from './targets/nginx.ts'

type CpuProfile = {
  nodes: {
    id: number
    callFrame: { functionName: string; url: string; lineNumber: number }
    children?: number[]
  }[]
  startTime: number
  samples: number[]
  timeDeltas: number[]
}
type Window = { from: number; to: number }
const always: Window = { from: 0, to: Number.POSITIVE_INFINITY }
const rowsShown = 40

/** Runs one measurement with V8's profiler in every process of the gateway and prints where its time goes. */
export async function profileGateway(
  bench: Bench,
  leave: (work: () => Promise<void>) => void,
  end: () => Promise<void>,
) {
  const { options, cores, credentials, certificates, scenarios } = bench
  const folder = bench.sub('profile')
  const profiles = join(folder, 'profiles')
  mkdirSync(profiles)
  const upstream = await startUpstream(bench.sub('upstream'), cores?.generator)
  leave(upstream.stop)
  const gateway = await startGateway(
    { folder, cores: cores?.target, upstreamPort: upstream.port, credentials, certificates, workers: options.workers },
    { database: options.database, sealed: options.sealed, nodeOptions: `--cpu-prof --cpu-prof-dir=${profiles}` },
  )
  leave(gateway.stop)

  const scenario = scenarios[options.scenarios[0] ?? 'basic']
  const connections = options.connections.at(-1) ?? 64
  const what = { scenario, connections, url: gateway.url(scenario), client: certificates.client, folder: bench.load }
  await load({ ...what, seconds: options.warmUp, cores: cores?.generator })
  const from = microseconds()
  const { requests, seconds } = await load({ ...what, seconds: options.seconds, cores: cores?.generator })
  const to = microseconds()
  // A process writes its profile when it ends.
  await end()
  console.log(`${scenario.title}, ${connections} connections: ${(requests / seconds).toFixed(0)} requests/s profiled\n`)
  console.log(buildReport(profiles, { from, to }, requests))
}

/** V8 stamps profiles with the same clock. */
const microseconds = () => Number(process.hrtime.bigint() / 1000n)

/** The busiest processes first; `requests` turns times into microseconds a request. */
export function buildReport(folder: string, window = always, requests = 0) {
  const files = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))
  if (files.length === 0) throw new Error(`No process left a profile in ${folder}: did it end by itself?`)
  return files
    .map((name) => ({ name, selfTimes: sumSelfTimes(parse(join(folder, name)), window) }))
    .map(({ name, selfTimes }) => ({ name, selfTimes, busy: sum(selfTimes.values()) }))
    .filter(({ busy }) => busy > 0)
    .toSorted((a, b) => b.busy - a.busy)
    .map(({ name, selfTimes, busy }) => section(name, selfTimes, busy, requests))
    .join('\n\n')
}

const parse = (file: string): CpuProfile => JSON.parse(readFileSync(file, 'utf8'))

function sumSelfTimes({ nodes, startTime, samples, timeDeltas }: CpuProfile, { from, to }: Window) {
  const places = new Map(nodes.map(({ id, callFrame }) => [id, formatPlace(callFrame)]))
  const times = new Map<string, number>()
  let now = startTime
  for (const [index, id] of samples.entries()) {
    now += timeDeltas[index] ?? 0
    // A sample stands for the time until the next one.
    const length = Math.max(0, timeDeltas[index + 1] ?? 0)
    const place = places.get(id) ?? '(unknown)'
    if (now >= from && now <= to && place !== '(idle)') times.set(place, (times.get(place) ?? 0) + length)
  }
  return times
}

const home = pathToFileURL(join(import.meta.dirname, '..')).href

function formatPlace({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']) {
  const name = functionName || '(anonymous)'
  return url ? `${name}  ${url.replace(`${home}/`, '').replace('file://', '')}:${lineNumber + 1}` : name
}

function section(name: string, selfTimes: Map<string, number>, busy: number, requests: number) {
  const each = (time: number) => (requests ? `${(time / requests).toFixed(2).padStart(8)} µs` : '')
  const rows = [...selfTimes]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, rowsShown)
    .map(([place, time]) => `${((time / busy) * 100).toFixed(1).padStart(6)} %${each(time)}  ${place}`)
  const total = `${name}: busy for ${(busy / 1000).toFixed(0)} ms${requests ? `,${each(busy)} a request` : ''}`
  return [total, ...rows].join('\n')
}

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0)

// On its own: node bench/profile.ts FOLDER prints the profiles that any Node program left there.
if (import.meta.main && process.argv[2]) console.log(buildReport(process.argv[2]))
