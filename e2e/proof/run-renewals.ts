import { parseArgs } from 'node:util'
import { machine } from './machine.ts'
import { renewals } from './renewals.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    rate: { type: 'string', default: '1000' },
    fresh: { type: 'string', default: '20' },
    connections: { type: 'string', default: '40' },
  },
})
const say = (line: string) => void process.stdout.write(`${line}\n`)
say(machine())
const rates = { rate: Number(values.rate), fresh: Number(values.fresh), connections: Number(values.connections) }
const seen = await renewals({ rounds: Number(values.rounds), rates, say })
const perSecond = (count: number) => (count / seen.seconds).toFixed(0)
say(
  `
${values.rounds} certificate changes and restarts in ${seen.seconds.toFixed(0)} s
${perSecond(seen.due)} requests/s due, ${perSecond(seen.answered)} answered; ${seen.due} in all, ${seen.failures.length} failed
${seen.opened} connections opened by those that are kept, ${seen.fresh} for one request each, ${seen.resumed} sessions resumed
${seen.sentAgain} sent again, because a kept connection was closed while it was idle (RFC 9112 §9.3.1)
${seen.late} sent late, for want of a free connection`,
)
for (const failure of new Set(seen.failures)) say(failure)
process.exit(seen.failures.length ? 1 : 0)
