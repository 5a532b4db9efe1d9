import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { prepare } from './bench.ts'
import { residentMebibytes } from './cpu.ts'
import { load } from './load.ts'
import { provideTools } from './machine.ts'
import { readOptions } from './options.ts'
import { median } from './table.ts'
import { startGateway } from './targets/gateway.ts'
import { startUpstream } from './targets/nginx.ts'

const usage = 'npm run bench:soak [-- --minutes 10] [--database sqlite|postgres] [--workers 1]'
const connections = 64
const seconds = 10
/** What the last third may take more than the second, which is past all warming up. */
const flat = 1.1

async function main() {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '10' },
      database: { type: 'string', default: 'sqlite' },
      workers: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(usage)
  const options = readOptions(['--database', values.database, '--workers', values.workers])
  provideTools()
  const folder = mkdtempSync(join(tmpdir(), 'mediary-soak-'))
  const stops: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })]
  try {
    const bench = prepare(options, folder)
    const { cores, credentials, certificates, scenarios } = bench
    const upstream = await startUpstream(bench.sub('upstream'), cores?.generator)
    stops.push(upstream.stop)
    const gateway = await startGateway(
      {
        folder: bench.sub('gateway'),
        cores: cores?.target,
        upstreamPort: upstream.port,
        credentials,
        certificates,
        workers: options.workers,
      },
      { database: options.database },
    )
    stops.push(gateway.stop)

    const memory: number[] = []
    let requests = 0
    // Every kind of request in turn.
    const kinds = [scenarios.basic, scenarios.post, scenarios.mtls, scenarios.full]
    for (let run = 0; run < (Number(values.minutes) * 60) / seconds; run++) {
      const scenario = kinds[run % kinds.length] ?? scenarios.basic
      const many = scenario.handshakes ? 4 : connections
      const what = { scenario, url: gateway.url(scenario), connections: many, seconds, client: certificates.client }
      requests += (await load({ ...what, folder: bench.load, cores: cores?.generator })).requests
      memory.push(residentMebibytes(gateway.pid))
      console.error(`${(run + 1) * seconds} s: ${requests} requests, ${memory.at(-1)?.toFixed(0)} MiB`)
    }
    const third = Math.floor(memory.length / 3)
    const [second, last] = [median(memory.slice(third, -third)), median(memory.slice(-third))]
    console.log(
      `${values.minutes} minutes, ${requests} requests, none refused or failed; memory of all processes: ` +
        `${second.toFixed(0)} MiB in the second third, ${last.toFixed(0)} MiB in the last (most ${Math.max(...memory).toFixed(0)})`,
    )
    if (last > second * flat) process.exitCode = 1
  } finally {
    for (const stop of stops.toReversed()) await stop()
  }
}

await main()
