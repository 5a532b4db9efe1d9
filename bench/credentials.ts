// `npm run bench:credentials`: how much longer the program starts with 100,000 credentials than with an empty store, and how
// long a change of one client takes until every worker obeys it. The rounds alternate, since other work slows a machine.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Program, startProgram } from '../e2e/program.ts'
import { openDatabase } from '../server/src/platform/database/database.ts'
import { cpuBetween, readCpu } from './cpu.ts'
import { fill } from './fill.ts'
import { median } from './table.ts'

const [clients, tokensPerClient, rounds, changes, workers] = [50_000, 2, 3, 20, 2]
const batch = 1_000
const goals = { start: 2_000, change: 1_000 }

/** Gives every client of a store tokens that nobody sends. */
async function addTokens(url: string) {
  const database = openDatabase(url)
  const db = database.kysely.withTables<{ clients: { id: string }; credentials: Token }>()
  const ids = (await db.selectFrom('clients').select('id').execute()).map(({ id }) => id)
  const rows = ids.flatMap((client, n) => Array.from({ length: tokensPerClient }, (_, i) => toToken(client, n, i)))
  for (let i = 0; i < rows.length; i += batch)
    await db
      .insertInto('credentials')
      .values(rows.slice(i, i + batch))
      .execute()
  await database.close()
}

type Token = ReturnType<typeof toToken>
const toToken = (client: string, n: number, i: number) => ({
  id: `5${i}${n.toString(16).padStart(22, '0')}`,
  client,
  kind: 'token',
  name: `Token ${i}`,
  secret: `${n}`.padStart(63, '0') + i,
  made_at: 0,
})

/** Milliseconds from the start until it serves, and of CPU, which other work on the machine does not lengthen. */
async function measureStart(program: Program) {
  await program.stop()
  const from = performance.now()
  await program.startAgain()
  return { time: performance.now() - from, cpu: cpuBetween(new Map(), readCpu(program.pid())) / 1000 }
}
type Start = Awaited<ReturnType<typeof measureStart>>

/** Measures changes of one client. The API answers when every worker obeys. */
async function measureChanges({ get, call }: Program) {
  const { _id } = await get<{ _id: string }>('/clients/domain/facility-7.example.org')
  const times: number[] = []
  for (let n = 0; n < changes; n++) {
    const from = performance.now()
    const { status, text } = await call('POST', `/clients/${_id}/${n % 2 === 0 ? 'disable' : 'enable'}`, {
      reason: 'bench',
    })
    if (status !== 200) throw new Error(`the change was answered with ${status}: ${text}`)
    times.push(performance.now() - from)
  }
  return times
}

const print = (text: string) => process.stdout.write(`${text}\n`)
const inMilliseconds = (times: number[]) => `${median(times).toFixed(0)} ms (at most ${Math.max(...times).toFixed(0)})`

async function main() {
  const folders = ['empty', 'full'].map((name) => mkdtempSync(join(tmpdir(), `mediary-${name}-`)))
  const [emptyFolder = '', fullFolder = ''] = folders
  const url = join(fullFolder, 'mediary.db')
  const programs: Program[] = []
  try {
    for (const folder of [emptyFolder, fullFolder]) programs.push(await startProgram({ folder, workers }))
    const [empty, full] = programs
    if (!empty || !full) throw new Error('a program is missing')
    await full.stop()
    const filling = performance.now()
    await fill(url, { clients, channels: 10 })
    await addTokens(url)
    print(
      `${clients * tokensPerClient} credentials were stored in ${((performance.now() - filling) / 1000).toFixed(1)} s`,
    )
    const starts: { empty: Start[]; full: Start[] } = { empty: [], full: [] }
    for (let round = 0; round < rounds; round++) {
      starts.empty.push(await measureStart(empty))
      starts.full.push(await measureStart(full))
    }
    const listDifferences = (of: keyof Start) =>
      starts.full.map((start, round) => start[of] - (starts.empty[round]?.[of] ?? 0))
    const pick = (all: Start[], of: keyof Start) => inMilliseconds(all.map((start) => start[of]))
    const times = await measureChanges(full)
    for (const part of ['time', 'cpu'] as const) {
      print(`start, ${part}: empty store ${pick(starts.empty, part)}, full store ${pick(starts.full, part)}`)
      print(`  median of the differences of ${rounds} pairs: ${median(listDifferences(part)).toFixed(0)} ms`)
    }
    print(`goal on a quiet machine: ${goals.start} ms more time`)
    print(`a change reached ${workers} workers in ${inMilliseconds(times)} (goal: ${goals.change})`)
    if (median(listDifferences('time')) > goals.start || median(times) > goals.change) process.exitCode = 1
  } finally {
    for (const program of programs) await program.stop()
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  }
}

await main()
process.exit()
