import { parseArgs } from 'node:util'
import { transferBody } from './bodies.ts'
import { machine } from './machine.ts'

// A body may be of any size: what a process needs meanwhile does not depend on it.
const maxGrowth = 64

const { values } = parseArgs({ options: { megabytes: { type: 'string', default: '1000' } } })
const { worker, control } = await transferBody(Number(values.megabytes) * 1_000_000)
process.stdout.write(
  `${machine()}\n${values.megabytes} MB up, down and sent again: the worker grew by ${worker.toFixed(1)} MB, the control process by ${control.toFixed(1)} MB\n`,
)
process.exit(Math.max(worker, control) < maxGrowth ? 0 : 1)
