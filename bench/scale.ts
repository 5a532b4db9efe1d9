import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bench, prepare } from './bench.ts'
import { fill, type Size } from './fill.ts'
import { provideTools } from './machine.ts'
import { measure } from './measure.ts'
import { readOptions } from './options.ts'
import { check } from './probe.ts'
import { median } from './table.ts'
import { startGateway } from './targets/gateway.ts'
import { startNginx, startUpstream } from './targets/nginx.ts'

// `npm run bench:scale`: whether a request costs more when there are more clients and channels. Options as those of bench.
const sizes: Size[] = [
  { clients: 10, channels: 10 },
  { clients: 100_000, channels: 10 },
  { clients: 10, channels: 10_000 },
  { clients: 100_000, channels: 10_000 },
]
const connections = 64

const title = ({ clients, channels }: Size) => `${clients} clients, ${channels} channels`

/** CPU µs a request, and as a multiple of nginx's right before it. */
async function measureOne(bench: Bench, size: Size, name: string) {
  const { options, cores, credentials, certificates } = bench
  const folder = bench.sub(name)
  const sub = (of: string) => bench.sub(join(name, of))
  const stops: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })]
  try {
    const upstream = await startUpstream(sub('upstream'), cores?.generator)
    stops.push(upstream.stop)
    const setting = { cores: cores?.target, upstreamPort: upstream.port, credentials, certificates, workers: 1 }
    const nginx = await startNginx({ ...setting, folder: sub('nginx') })
    stops.push(nginx.stop)
    const { database } = options
    const extras = { database, fill: (url: string) => fill(url, size) }
    const gateway = await startGateway({ ...setting, folder: sub('gateway') }, extras)
    stops.push(gateway.stop)

    const scenario = bench.scenarios.basic
    await check(gateway, scenario, certificates)
    const common = { scenario, connections, seconds: options.seconds, client: certificates.client, folder: bench.load }
    const measureCpu = async (target: typeof nginx) =>
      (
        await measure(
          target,
          upstream,
          { ...common, url: target.url(scenario), cores: cores?.generator },
          options.warmUp,
        )
      ).cpu
    const [peer, own] = [await measureCpu(nginx), await measureCpu(gateway)]
    console.error(`${title(size)}: ${own.toFixed(1)} µs, nginx ${peer.toFixed(1)} µs`)
    return { cpu: own, ratio: own / peer }
  } finally {
    for (const stop of stops.toReversed()) await stop()
  }
}

async function main() {
  const options = readOptions(process.argv.slice(2))
  provideTools()
  const folder = mkdtempSync(join(tmpdir(), 'mediary-scale-'))
  try {
    const bench = prepare(options, folder)
    const measured = sizes.map((size) => ({ size, cells: [] as { cpu: number; ratio: number }[] }))
    for (let round = 1; round <= options.rounds; round++)
      for (const [i, one] of measured.entries())
        one.cells.push(await measureOne(bench, one.size, `scale-${round}-${i}`))
    console.log('| clients and channels | CPU µs/request | of nginx’s CPU |\n|---|---:|---:|')
    for (const { size, cells } of measured)
      console.log(
        `| ${title(size)} | ${median(cells.map(({ cpu }) => cpu)).toFixed(1)} | ${median(cells.map(({ ratio }) => ratio)).toFixed(2)} × |`,
      )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

await main()
