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
/** Whoever uses the same machine is felt, also who does nothing bad: that is no fault of the program. */
const growth = ({ alone, beside }: (typeof met)[number]) => beside.p99 / alone.p99
const ordinary = met.find(({ name }) => name === 'an ordinary client')
const moved = met.filter((one) => growth(one) > 1.2 * Math.max(1, ordinary ? growth(ordinary) : 1))
const names = (some: typeof met) => some.map(({ name }) => name).join(', ') || 'none'
say(`\nfailed beside: ${names(failed)}`)
say(`p99 moved by more than 20 %${ordinary ? ' more than by an ordinary client' : ''}: ${names(moved)}`)
process.exit(failed.length ? 1 : 0)
