import { parseArgs } from 'node:util'
import { machine } from './machine.ts'
import { upgrade } from './upgrade.ts'

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'sqlite' },
    rows: { type: 'string', default: '1000000' },
    kills: { type: 'string', default: '5' },
    rate: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string' },
  },
})
const say = (line: string) => void process.stdout.write(`${line}\n`)
say(`${machine()}; ${values.database}, ${values.rows} transactions, ${values.kills} kills, seed ${values.seed}`)

const { commit, started, answered, unanswered, faults } = await upgrade({
  database: values.database === 'postgres' ? 'postgres' : 'sqlite',
  rows: Number(values.rows),
  kills: Number(values.kills),
  rate: Number(values.rate),
  seconds: Number(values.seconds),
  seed: Number(values.seed),
  from: values.from,
  say,
})
say(
  `from ${commit}: served after ${started} ms; ${answered} requests were answered at ${values.rate} a second, ${unanswered.length} were not`,
)
say(faults.length ? `${faults.length} faults:\n${faults.join('\n')}` : 'no fault')
process.exit(faults.length ? 1 : 0)
