import { parseArgs } from 'node:util'
import { machine } from '../machine.ts'
import { changesObeyed } from './changes.ts'
import { databaseFailsOver } from './failovers.ts'
import { nodesKilled } from './kills.ts'
import { nodesRestarted, type Restarted, restartedByOneCall, versionsSideBySide } from './restarts.ts'
import { skewedClocks } from './skewed-clocks.ts'

const { values } = parseArgs({
  options: {
    changes: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '60' },
    kills: { type: 'string', default: '100' },
    failovers: { type: 'string', default: '20' },
    rate: { type: 'string', default: '1000' },
    old: { type: 'string' },
  },
})
const say = (line: string) => void process.stdout.write(`${line}\n`)
say(machine())
const faults: string[] = []

const made = Number(values.changes)
const { heard, unheard } = await changesObeyed({ heard: made, unheard: made, say })
for (const [how, { changes, requests, stale }] of [
  ['notices are heard', heard],
  [`nothing is heard (not ready after ${unheard.unready} ms)`, unheard],
] as const) {
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

const killed = await nodesKilled({ kills: Number(values.kills), say })
const times = killed.ended.toSorted((a, b) => a - b)
say(
  `${values.kills} kills of whole nodes behind HAProxy: ${killed.requests} requests, ${killed.answered} answered, ${killed.records} records, ${killed.faults.length} faults; what was under way was ended after ${times[Math.floor(times.length / 2)]} ms (median), ${times.at(-1)} ms (longest)`,
)
faults.push(...killed.faults)

const failed = await databaseFailsOver({ failovers: Number(values.failovers), say })
const silences = failed.silences.toSorted((a, b) => a - b)
say(
  `${values.failovers} times the primary killed and its standby promoted: ${failed.requests} requests, ${failed.answered} answered (${failed.refused} with 503), ${failed.records} records, ${failed.faults.length} faults; no answer for ${silences[Math.floor(silences.length / 2)]} ms (median), ${silences.at(-1)} ms (longest)`,
)
faults.push(...failed.faults)

const rate = Number(values.rate)
const restarted = await nodesRestarted({ rate, rounds: 3, say })
say(`every node restarted three times behind HAProxy at ${rate} requests/s: ${describe(restarted)}`)
faults.push(...restarted.failures)

const together = await restartedByOneCall({ rate, workers: 2 })
say(
  `one call restarts three nodes at ${rate} requests/s: every node shows the new certificate after ${together.shown} ms; ${describe(together)}`,
)
faults.push(...together.failures)

const seconds = Number(values.seconds)
const both = await versionsSideBySide({ rate, seconds, old: values.old })
say(`the version of commit ${both.commit} beside this one at ${rate} requests/s: ${describe(both)}`)
faults.push(...both.failures)

say(faults.length ? `${faults.length} faults:\n${faults.slice(0, 50).join('\n')}` : 'no fault')
process.exit(faults.length ? 1 : 0)

function describe({ due, answered, sentAgain, maxDuration, failures }: Restarted) {
  return `${due} requests, ${answered} answered, ${failures.length} failed; ${sentAgain} met the end of a kept connection and were sent again; the longest took ${maxDuration} ms`
}
