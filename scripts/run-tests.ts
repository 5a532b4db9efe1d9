// Runs the jobs of `test-plan.ts`, one more at once than there are cores, and tells the seconds that each took. Arguments
// choose jobs by a part of their names. `--soak` runs the long forms instead, one after the other, on the disk.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startPostgres } from '../server/src/testing/postgres.ts'
import { makeMemoryFolder } from './memory-folder.ts'
import { type Job, planSoak, planTests, root } from './test-plan.ts'

const { values, positionals } = parseArgs({ options: { soak: { type: 'boolean' } }, allowPositionals: true })
const isChosen = ({ name }: Job) => positionals.length === 0 || positionals.some((part) => name.includes(part))
const all = values.soak ? planSoak() : planTests()
const chosen = all.filter(isChosen)
const planned = all.filter((job) => chosen.includes(job) || chosen.some(({ after }) => after === job.name))
// One more than there are cores: a job that waits leaves its core to another.
const lanes = values.soak ? 1 : Math.max(2, availableParallelism()) + 1

/** Milliseconds after which a job of the short forms hangs: it is ended, and its output tells where. */
const maxDuration = 20 * 60_000

const say = (line: string) => void process.stdout.write(`${line}\n`)
const running = new Set<ChildProcess>()
const failed: string[] = []
const began = performance.now()
const secondsSince = (start: number) => `${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s`

const memory = values.soak ? undefined : makeMemoryFolder()
if (memory) process.env.TMPDIR = memory.folder

// One PostgreSQL for the whole run: each test makes a database of its own in it.
const postgres = await startPostgres()
const env = {
  ...process.env,
  MEDIARY_TEST_POSTGRES: postgres.url,
  MEDIARY_TEST_IS_BUILT: 'yes',
  // Test files that have a long form run it.
  ...(values.soak && { MEDIARY_SOAK: 'yes' }),
  // Half of what a short test file costs is to compile what it imports.
  NODE_COMPILE_CACHE: join(root, 'node_modules/.mediary/compiled'),
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    waiting.splice(0)
    failed.push(`the run, by ${signal}`)
    for (const child of running) child.kill('SIGTERM')
  })

const waiting = [...planned]
const unfinished = new Set(planned.map(({ name }) => name))
await Promise.all(Array.from({ length: lanes }, runLane))
await postgres.stop()
memory?.remove()
say(`\n${secondsSince(began)} for ${planned.length} jobs, ${failed.length} failed`)
for (const name of failed) say(`✖ ${name}`)
process.exitCode = failed.length || planned.length === 0 ? 1 : 0

/** Takes one job after the other whose predecessor has ended, until none is left. */
async function runLane() {
  while (waiting.length) {
    const index = waiting.findIndex(({ after }) => !after || !unfinished.has(after))
    const [job] = index === -1 ? [] : waiting.splice(index, 1)
    if (job) await runJob(job)
    else await Promise.race([...running].map((child) => once(child, 'close')))
  }
}

/** The output of a job is shown whole when it fails, so that jobs do not mix theirs. */
async function runJob({ name, command, args, env: own }: Job) {
  const start = performance.now()
  const limit = values.soak ? {} : { timeout: maxDuration }
  const child = spawn(command, args, {
    cwd: root,
    env: { ...env, ...own },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...limit,
  })
  running.add(child)
  const output: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => output.push(data))
  const [code] = await once(child, 'close')
  running.delete(child)
  unfinished.delete(name)
  const text = Buffer.concat(output).toString()
  if (code !== 0) {
    failed.push(name)
    say(`\n── ${name}\n${text}`)
  } else if (values.soak) say(text)
  const tests = /^ℹ tests (\d+)$/m.exec(text)?.[1]
  say(`${code === 0 ? '✔' : '✖'} ${secondsSince(start)}  ${name}${tests ? `, ${tests} tests` : ''}`)
}
