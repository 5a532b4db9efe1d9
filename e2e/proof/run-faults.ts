import { parseArgs } from 'node:util'
import { scenarios } from './faults.ts'
import { machine } from './machine.ts'

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
})

const say = (line: string) => void process.stdout.write(`${line}\n`)
say(machine())
const chosen = Object.entries(scenarios).filter(([name]) => positionals.every((word) => name.includes(word)))
const state = { faults: 0 }
for (const [name, scenario] of chosen) {
  const { faults, figures, skipped } = await scenario({ seed: Number(values.seed), rounds: Number(values.rounds) })
  state.faults += faults.length
  say(
    `${name}: ${skipped ?? figures}; ${faults.length ? `${faults.length} faults\n  ${faults.slice(0, 20).join('\n  ')}` : 'no fault'}`,
  )
}
process.exit(state.faults ? 1 : 0)
