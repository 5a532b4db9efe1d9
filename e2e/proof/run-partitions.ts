import { parseArgs } from 'node:util'
import { machine } from './machine.ts'
import { dropDay } from './partitions.ts'

const maxWal = 1_000_000

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, bytes: { type: 'string', default: '1000' } },
})
const say = (line: string) => void process.stdout.write(`${line}\n`)
say(`${machine()}; a day of ${values.rows} transactions, two bodies of ${values.bytes} bytes each`)
const { before, after, wal, milliseconds, ran, faults } = await dropDay({
  rows: Number(values.rows),
  bytes: Number(values.bytes),
  say,
})
const toMegabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`
say(
  `${ran.bodies} transactions lost ${ran.chunks} chunks in ${Math.round(milliseconds)} ms: ${wal} bytes of write-ahead log; the store had ${toMegabytes(before)} and has ${toMegabytes(after)}`,
)
if (wal >= maxWal) faults.push(`${toMegabytes(wal)} were written`)
say(faults.length ? `${faults.length} faults:\n${faults.join('\n')}` : 'no fault')
process.exit(faults.length ? 1 : 0)
