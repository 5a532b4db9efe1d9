import { parseArgs } from 'node:util'
import { machine } from '../machine.ts'
import { changesObeyed } from './changes.ts'

const { values } = parseArgs({ options: { changes: { type: 'string', default: '1000' } } })
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

say(faults.length ? `${faults.length} faults:\n${faults.slice(0, 50).join('\n')}` : 'no fault')
process.exit(faults.length ? 1 : 0)
