import { parseArgs } from 'node:util'
import { startPostgres } from '../../server/src/testing/postgres.ts'
import { crash, type Kind } from './crash.ts'
import { machine } from './machine.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    database: { type: 'string', default: 'sqlite' },
  },
})

const cluster = values.database === 'postgres' ? await startPostgres() : undefined
const say = (line: string) => void process.stdout.write(`${line}\n`)
say(`${machine()}; ${values.database}, ${values.kills} kills, seed ${values.seed}`)
const began = Date.now()
const { faults, recoveries, requests, answered, records, output } = await runKills()

say(
  `\n${recoveries.length} kills in ${Math.round((Date.now() - began) / 1000)} s: ${requests} requests sent, ${answered} answered, ${records} recorded`,
)
say(
  '\n| killed | times | no answer for, ms: median, most | managed again after, ms: median, most |\n|---|---:|---:|---:|',
)
const middle = (list: number[]) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0
const figures = (list: number[]) => (list.length ? `${middle(list)}, ${Math.max(...list)}` : '')
for (const kind of ['worker', 'control', 'primary', 'everything'] satisfies Kind[]) {
  const of = recoveries.filter((one) => one.kind === kind)
  const managed = of.flatMap((one) => one.managed ?? [])
  say(`| ${kind} | ${of.length} | ${figures(of.map(({ silence }) => silence))} | ${figures(managed)} |`)
}
say(
  faults.length
    ? `\n${faults.length} faults:\n${faults.slice(0, 50).join('\n')}\n\n${output().slice(-4000)}`
    : '\nno fault',
)
process.exit(faults.length ? 1 : 0)

async function runKills() {
  try {
    return await crash({ kills: Number(values.kills), seed: Number(values.seed), databaseUrl: cluster?.url, say })
  } finally {
    await cluster?.stop()
  }
}
