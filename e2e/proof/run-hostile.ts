import { parseArgs } from 'node:util'
import { hostile } from './hostile.ts'
import { machine } from './machine.ts'

const { values, positionals } = parseArgs({
  options: { requests: { type: 'string', default: '4000' }, workers: { type: 'string', default: '2' } },
  allowPositionals: true,
})
const say = (line: string) => void process.stdout.write(`${line}\n`)
say(`${machine()}; ${values.workers} workers\n`)
say(
  '| bad clients | how many | alone, ms: p50, p99 | beside them, ms: p50, p99 | p99 grows by | failed |\n|---|---:|---:|---:|---:|---:|',
)
const met = await hostile({
  requests: Number(values.requests),
  workers: Number(values.workers),
  ...(positionals.length && { only: positionals }),
  say,
})
const failed = met.filter(({ beside }) => beside.failed.length > 0)
const moved = met.filter(({ alone, beside }) => beside.p99 > 1.2 * alone.p99)
say(
  `\nfailed beside: ${failed.map(({ name }) => name).join(', ') || 'none'}; p99 moved by more than 20 %: ${moved.map(({ name }) => name).join(', ') || 'none'}`,
)
process.exit(failed.length ? 1 : 0)
