// Imports a large OpenHIM database, and measures the time and the memory that it takes.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { ImportReport } from '../../server/src/openhim-import/index.ts'
import { buildClients, buildDatabase } from '../../server/src/testing/openhim/database.ts'
import { writeArchive, writeFolder } from '../../server/src/testing/openhim/dump.ts'
import { machine } from './machine.ts'

const { values } = parseArgs({
  options: {
    transactions: { type: 'string', default: '100000' },
    clients: { type: 'string', default: '500' },
  },
})

const maxGrowth = 100
const launcher = join(import.meta.dirname, '../../server/bin/mediary.js')
const folder = mkdtempSync(join(tmpdir(), 'mediary-proof-import-'))
const say = (line: string) => void process.stdout.write(`${line}\n`)
const faults: string[] = []
const expect = (what: string, holds: boolean) => void (holds || faults.push(what))

/** Returns the largest memory that a process has had, in MB; 0 when it has ended. */
function readPeak(pid: number | undefined): number {
  try {
    return (Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) || 0) / 1024
  } catch {
    return 0
  }
}

/** Runs an import to its end, or kills it when so many transactions are there. */
async function importDump(dump: string, data: string, killAt = Number.POSITIVE_INFINITY) {
  const started = performance.now()
  const child = spawn(process.execPath, [launcher, 'import-openhim', dump, '--json'], {
    env: { PATH: process.env.PATH ?? '', MEDIARY_DATA: join(folder, data) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (text: Buffer) => {
    process.stderr.write(text)
    const [done] = /\d+(?= of)/.exec(String(text)) ?? []
    if (Number(done) >= killAt) child.kill('SIGKILL')
  })
  let peak = 0
  while (child.exitCode === null && child.signalCode === null) {
    peak = Math.max(peak, readPeak(child.pid))
    await pause(50)
  }
  await ended
  const report: ImportReport | undefined = child.signalCode ? undefined : JSON.parse(Buffer.concat(chunks).toString())
  return { seconds: (performance.now() - started) / 1000, peak, report }
}

say(`${machine()}; ${values.transactions} transactions, ${values.clients} clients`)
try {
  const clients = buildClients(Number(values.clients)).filter(({ kind }) => kind !== 'certificate')
  const all = buildDatabase({ clients, port: 9, transactions: Number(values.transactions) })
  const few = writeFolder(join(folder, 'few'), { ...all, transactions: (all.transactions ?? []).slice(0, 1) })
  const dumps = {
    folder: writeFolder(join(folder, 'many'), all),
    archive: writeArchive(join(folder, 'many.archive.gz'), all, { gzip: true }),
  }
  const base = await importDump(few, 'few-data')
  say(`configuration and one transaction: ${base.seconds.toFixed(1)} s, peak ${base.peak.toFixed(0)} MB`)
  for (const [form, dump] of Object.entries(dumps))
    for (const run of ['first', 'second']) {
      const { seconds, peak, report } = await importDump(dump, form)
      const { taken = 0, unchanged = 0, leftOut = 0 } = report?.collections.transactions ?? {}
      const growth = peak - base.peak
      say(
        `${form}, ${run} run: ${seconds.toFixed(1)} s, peak ${peak.toFixed(0)} MB (${growth.toFixed(0)} MB more), ${taken} taken, ${unchanged} unchanged, ${leftOut} left out`,
      )
      const wanted = Number(values.transactions)
      expect(`${form}, ${run} run: every transaction is there`, (run === 'first' ? taken : unchanged) === wanted)
      expect(`${form}, ${run} run: every client is there`, report?.collections.clients?.leftOut === 0)
      expect(`${form}, ${run} run: memory grows by less than ${maxGrowth} MB`, growth < maxGrowth)
    }
  const half = Math.floor(Number(values.transactions) / 2)
  const killed = await importDump(dumps.folder, 'killed', half)
  const { report } = await importDump(dumps.folder, 'killed')
  const { taken = 0, unchanged = 0, leftOut = 0 } = report?.collections.transactions ?? {}
  say(`killed after ${killed.seconds.toFixed(1)} s, then: ${taken} taken, ${unchanged} unchanged, ${leftOut} left out`)
  expect('an import is killed in the middle', killed.report === undefined && unchanged > 0 && taken > 0)
  expect('after a kill every transaction is there once', taken + unchanged === Number(values.transactions))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
say(faults.length ? `\n${faults.length} faults:\n${faults.join('\n')}` : '\nno fault')
process.exit(faults.length ? 1 : 0)
