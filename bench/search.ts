import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { combinedFilters, offeredFilters } from '../server/src/testing/offered-filters.ts'
import { seed } from '../server/src/testing/seed.ts'
import { prepare } from './bench.ts'
import { provideTools } from './machine.ts'
import { readOptions } from './options.ts'
import { startGateway } from './targets/gateway.ts'
import { startUpstream } from './targets/nginx.ts'

const usage = 'node bench/search.ts [--rows 10000000] [--rate 500] [--samples 100] [--database sqlite|postgres]'
const limit = { median: 50, p99: 250 }
/** Several filters at once have to be whole, and are not held to the median. */
const combined = new Set(combinedFilters().map(([name]) => name))

/** Requests at a steady rate, whatever the answers take. */
function traffic(url: string, authorization: string, rate: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const state = { sent: 0, answered: 0, failed: 0, since: performance.now() }
  const send = () => {
    state.sent++
    const asked = request(url, { agent, headers: { authorization } }, (answer) => {
      answer.resume().once('end', () => (answer.statusCode === 200 ? state.answered++ : state.failed++))
    })
    asked.once('error', () => state.failed++).end()
  }
  const timer = setInterval(() => {
    const due = ((performance.now() - state.since) / 1000) * rate
    while (state.sent < due) send()
  }, 4)
  return {
    stop() {
      clearInterval(timer)
      const rateHeld = state.answered / ((performance.now() - state.since) / 1000)
      agent.destroy()
      return { rateHeld, failed: state.failed }
    },
  }
}

async function ask(base: string, authorization: string, filter: object) {
  const query = new URLSearchParams({ filterLimit: '50', filters: JSON.stringify(filter) })
  const started = performance.now()
  const response = await fetch(`${base}/transactions?${query}`, { headers: { authorization } })
  const body: unknown = await response.json()
  const took = performance.now() - started
  if (!response.ok || !Array.isArray(body)) throw new Error(`${JSON.stringify(filter)}: ${response.status}`)
  return { took, rows: body.length, reached: response.headers.get('x-searched-to') }
}

/** By nearest rank. */
const percentile = (sorted: number[], part: number) => sorted[Math.ceil(sorted.length * part) - 1] ?? 0

async function measureAll(base: string, authorization: string, samples: number) {
  const measured = [...offeredFilters(), ...combinedFilters()].map(([name, filter]) => ({
    name,
    filter,
    times: [] as number[],
    rows: 0,
    reached: '',
  }))
  for (let n = 0; n < samples; n++)
    for (const one of measured) {
      const { took, rows, reached } = await ask(base, authorization, one.filter)
      one.times.push(took)
      one.rows = rows
      one.reached = reached ?? ''
    }
  return measured.map(({ name, times, rows, reached }) => {
    const sorted = times.sort((a, b) => a - b)
    return { name, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), rows, reached }
  })
}

async function main() {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '10000000' },
      rate: { type: 'string', default: '500' },
      samples: { type: 'string', default: '100' },
      database: { type: 'string', default: 'sqlite' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(usage)
  const [rows, rate, samples] = [Number(values.rows), Number(values.rate), Number(values.samples)]
  provideTools()
  const folder = mkdtempSync(join(tmpdir(), 'mediary-search-'))
  const leftovers: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })]
  try {
    const bench = prepare(readOptions(['--database', values.database]), folder)
    const upstream = await startUpstream(bench.sub('upstream'), undefined)
    leftovers.push(upstream.stop)
    const started = performance.now()
    const fill = async (url: string) => {
      await seed(url, rows, (what) => console.error(what))
      console.error(`seeded in ${((performance.now() - started) / 1000).toFixed(0)} s`)
    }
    const { credentials, certificates } = bench
    const setting = { cores: undefined, upstreamPort: upstream.port, credentials, certificates, workers: 1 }
    const database = values.database === 'postgres' ? 'postgres' : 'sqlite'
    const gateway = await startGateway({ ...setting, folder: bench.sub('gateway') }, { database, fill })
    leftovers.push(gateway.stop)
    const { basic } = bench.scenarios
    const load = traffic(gateway.url(basic), basic.authorization ?? '', rate)
    const { url, authorization } = gateway.management
    await measureAll(url, authorization, 3)
    const measured = await measureAll(url, authorization, samples)
    const { rateHeld, failed } = load.stop()
    console.log(
      `\n${values.database}, ${rows} transactions; ${samples} first pages of 50 a filter while ${rateHeld.toFixed(0)} requests/s were recorded (${failed} failed)\n`,
    )
    console.log('| filter | p50 ms | p99 ms | rows | looked back to |\n|---|---:|---:|---:|---|')
    for (const one of measured)
      console.log(`| ${one.name} | ${one.p50.toFixed(1)} | ${one.p99.toFixed(1)} | ${one.rows} | ${one.reached} |`)
    const slow = measured.filter(({ name, p50, p99 }) => (p50 > limit.median && !combined.has(name)) || p99 > limit.p99)
    const cut = measured.filter(({ reached }) => reached !== '')
    if (slow.length || cut.length || failed) process.exitCode = 1
    const names = (some: { name: string }[]) => some.map(({ name }) => name).join('; ')
    if (cut.length) console.log(`\nNot a whole page within the server's timeout: ${names(cut)}`)
    console.log(slow.length ? `\nToo slow: ${names(slow)}` : '\nAll within 50 ms at the median and 250 ms at p99.')
  } finally {
    for (const work of leftovers.toReversed()) await work()
  }
}

await main()
