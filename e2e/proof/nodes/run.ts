import { parseArgs } from 'node:util'
import { machine } from '../machine.ts'
import { changesObeyed } from './changes.ts'
import { skewedClocks } from './skewed-clocks.ts'

const { values } = parseArgs({
  options: { changes: { type: 'string', default: '1000' }, seconds: { type: 'string', default: '60' } },
})
const say = (line: string) => void process.stdout.write(`${line}\n`)
say(machine())
const faults: string[] = []

for (const silent of [false, true]) {
  const { changes, requests, stale, unready } = await changesObeyed({ changes: Number(values.changes), silent, say })
  const how = silent ? `nothing is heard (not ready after ${unready} ms)` : 'notices are heard'
  say(
    `changes on one of three nodes, ${how}: ${JSON.stringify(changes)}, ${requests} requests at once, ${stale.length} stale`,
  )
  faults.push(...stale)
}

const { answered, refused, polls, due } = await skewedClocks({ seconds: Number(values.seconds) })
say(
  `clocks 20 minutes apart for ${values.seconds} s: ${answered} answered, ${refused.length} refused; ${polls} polls, ${due} due`,
)
faults.push(...refused)

say(faults.length ? `${faults.length} faults:\n${faults.slice(0, 50).join('\n')}` : 'no fault')
process.exit(faults.length ? 1 : 0)
