// Exports a list of a million transactions as CSV and as JSON lines, and watches the memory of the process that sends them.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { seed } from '../../server/src/testing/seed.ts'
import { type Program, startProgram } from '../program.ts'
import { machine } from './machine.ts'
import { watchMemory } from './memory.ts'

const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } })
const rows = Number(values.rows)
/** What a process needs for a page of a list, in MB, with room for the collector of garbage. A million rows have 300 MB. */
const maxGrowth = 64
const say = (line: string) => void process.stdout.write(`${line}\n`)

type Exported = { lines: number; megabytes: number; seconds: number; growth: number }

async function exportAll({ base, admin, processes }: Program, accept: string): Promise<Exported> {
  const control = processes().find(({ kind }) => kind === 'control')?.pid ?? 0
  const authorization = `Basic ${Buffer.from(`${admin.email}:${admin.password}`).toString('base64')}`
  const read = async (maxLines = Number.POSITIVE_INFINITY) => {
    const answer = await fetch(`${base}/transactions`, { headers: { accept, authorization } })
    if (!answer.ok || !answer.body) throw new Error(`${answer.status} ${await answer.text()}`)
    const all = { lines: 0, bytes: 0 }
    for await (const chunk of answer.body) {
      all.bytes += chunk.length
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) all.lines++
      if (all.lines > maxLines) break
    }
    return all
  }
  // What the process needs once for any export, and for the new store that it finds when it starts, is not growth.
  for (let flat = 0, n = 0; flat < 5 && n < 100; n++) {
    const grown = watchMemory(control)
    await read(20_000)
    flat = grown() < 1 ? flat + 1 : 0
  }
  const growth = watchMemory(control)
  const started = performance.now()
  const { lines, bytes } = await read()
  return { lines, megabytes: bytes / 1_000_000, seconds: (performance.now() - started) / 1000, growth: growth() }
}

const folder = mkdtempSync(join(tmpdir(), 'mediary-proof-export-'))
await seed(join(folder, 'mediary.db'), rows, (what) => process.stderr.write(`${what}\n`))
const program = await startProgram({ folder, workers: 1, env: { MEDIARY_INSTALLATION_KEY: 'ab'.repeat(32) } })
const results = {
  'text/csv': await exportAll(program, 'text/csv'),
  'application/x-ndjson': await exportAll(program, 'application/x-ndjson'),
}
await program.end()
rmSync(folder, { recursive: true, force: true })
say(machine())
for (const [accept, { lines, megabytes, seconds, growth }] of Object.entries(results))
  say(
    `${accept}: ${lines} lines, ${megabytes.toFixed(0)} MB in ${seconds.toFixed(0)} s; the process grew by ${growth.toFixed(1)} MB of ${maxGrowth} at most`,
  )
const { 'text/csv': csv, 'application/x-ndjson': json } = results
const isWhole = csv.lines === rows + 1 && json.lines === rows
if (!isWhole) say('MISSED: a file is not whole')
process.exit(isWhole && Math.max(csv.growth, json.growth) <= maxGrowth ? 0 : 1)
