// What each process of the program holds in memory, at rest and after load.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { prepare } from './bench.ts'
import { listMemory, type ProcessMemory } from './cpu.ts'
import { load } from './load.ts'
import { provideTools } from './machine.ts'
import { readOptions } from './options.ts'
import { startGateway } from './targets/gateway.ts'
import { startUpstream } from './targets/nginx.ts'

const usage = 'npm run bench:memory [-- --rest 15] [--load 6] [--database sqlite|postgres] [--node-options FLAGS]'
const connections = 64

async function main() {
  const { values } = parseArgs({
    options: {
      rest: { type: 'string', default: '15' },
      load: { type: 'string', default: '6' },
      database: { type: 'string', default: 'sqlite' },
      'node-options': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(usage)
  const options = readOptions(['--database', values.database])
  provideTools()
  const folder = mkdtempSync(join(tmpdir(), 'mediary-memory-'))
  const stops: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })]
  try {
    const bench = prepare(options, folder)
    const { cores, credentials, certificates, scenarios } = bench
    const upstream = await startUpstream(bench.sub('upstream'), cores?.generator)
    stops.push(upstream.stop)
    const setting = { folder: bench.sub('gateway'), cores: cores?.target, upstreamPort: upstream.port }
    const gateway = await startGateway(
      { ...setting, credentials, certificates, workers: 1 },
      { database: options.database, nodeOptions: values['node-options'] },
    )
    stops.push(gateway.stop)
    await wait(Number(values.rest) * 1000)
    const atRest = listMemory(gateway.pid)
    const what = {
      scenario: scenarios.post,
      url: gateway.url(scenarios.post),
      connections,
      seconds: Number(values.load),
    }
    await load({ ...what, client: certificates.client, folder: bench.load, cores: cores?.generator })
    console.log(formatMemory(`at rest, ${values.rest} s after the start`, atRest))
    console.log(
      formatMemory(`after ${values.load} s of POST 10 KB on ${connections} connections`, listMemory(gateway.pid)),
    )
  } finally {
    for (const stop of stops.toReversed()) await stop()
  }
}

function formatMemory(when: string, processes: ProcessMemory[]) {
  const sum = (of: (one: ProcessMemory) => number) => processes.reduce((total, one) => total + of(one), 0).toFixed(0)
  return [
    `| MiB, ${when} | PSS | of it anonymous | RSS |`,
    '|---|---:|---:|---:|',
    ...processes.map(
      ({ name, proportional, anonymous, resident }) =>
        `| ${name} | ${[proportional, anonymous, resident].map((size) => size.toFixed(0)).join(' | ')} |`,
    ),
    `| all | ${sum(({ proportional }) => proportional)} | ${sum(({ anonymous }) => anonymous)} | ${sum(({ resident }) => resident)} |`,
    '',
  ].join('\n')
}

await main()
