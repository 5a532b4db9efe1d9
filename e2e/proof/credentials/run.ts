import { parseArgs } from 'node:util'
import { machine } from '../machine.ts'
import { compareWithOracle } from './model.ts'
import { rotateUnderLoad } from './rotations.ts'

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    rotations: { type: 'string', default: '20' },
    rate: { type: 'string', default: '1000' },
    connections: { type: 'string', default: '40' },
  },
})
const say = (line: string) => void process.stdout.write(`${line}\n`)
say(machine())

const began = performance.now()
const seen = await compareWithOracle({ steps: Number(values.steps), seed: Number(values.seed), say })
const list = (counts: Record<string, number>) =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')
say(`
${seen.steps} steps in ${((performance.now() - began) / 1000).toFixed(0)} s, ${seen.requests} requests, by worker ${seen.workers.join(' and ')}: no difference
steps: ${list(seen.acts)}
right answers: ${list(seen.answers)}
`)

const rates = { rate: Number(values.rate), connections: Number(values.connections) }
const load = await rotateUnderLoad({ rotations: Number(values.rotations), ...rates, say })
say(`
${values.rotations} rotations in ${load.seconds.toFixed(0)} s at ${(load.due / load.seconds).toFixed(0)} requests/s, ${load.answered} answered
${load.failures.length} failed with a secret that had to pass, ${load.late} passed after their end; ${load.ended} sent with an ended token, ${load.overtaken} overtaken by the end`)
for (const failure of new Set(load.failures)) say(failure)
process.exit(load.failures.length || load.late ? 1 : 0)
