import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrations } from '../server/migrations/index.ts'
import { makeNoCheckpoints } from '../server/src/platform/database/checkpoint.ts'
import { openDatabase } from '../server/src/platform/database/database.ts'
import { migrate } from '../server/src/platform/database/migrate.ts'
import { JournalWriter } from '../server/src/platform/journal/writer.ts'
import { takeOver } from '../server/src/transactions/index.ts'
import { journalCommit } from '../server/src/transactions/journal/commit.ts'
import { UntakenEntries } from '../server/src/transactions/journal/untaken.ts'
import { sqliteCommit } from '../server/src/transactions/recording/sqlite.ts'
import { group, record } from './commit-load.ts'

const [warmUp, commits, rounds, takenOverAfter] = [400, 2_000, 3, 40]

/** Compares what a transaction costs the worker and the control process when workers commit to SQLite, and when they write journals. */
export async function measureJournal() {
  console.log('| round | | worker | control process | both |\n|---|---|---:|---:|---:|')
  for (let round = 1; round <= rounds; round++)
    for (const journals of [false, true]) {
      const { worker, control } = await measure(journals)
      const [one, other, both] = [worker, control, worker + control].map((value) => value.toFixed(1))
      console.log(`| ${round} | ${journals ? 'journal' : 'SQLite'} | ${one} | ${other} | ${both} |`)
    }
}

/** CPU µs a transaction. The control process takes over and makes the checkpoints. */
async function measure(journals: boolean) {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-commit-'))
  const [ours, theirs] = [openDatabase(join(folder, 'mediary.db')), openDatabase(join(folder, 'mediary.db'))]
  try {
    await migrate(ours, migrations)
    if (ours.engine !== 'sqlite' || theirs.engine !== 'sqlite' || !ours.bodyFiles)
      throw new Error('This measures SQLite')
    for (const { sqlite } of [ours, theirs]) makeNoCheckpoints(sqlite)
    const commit = journals
      ? journalCommit(ours.sqlite, new JournalWriter(ours.bodyFiles), new UntakenEntries(ours.sqlite))
      : sqliteCommit(ours.sqlite, ours.bodyFiles)
    const spent = { worker: 0, control: 0 }
    for (let n = 0; n < warmUp + commits; n++) {
      const began = readCpu()
      await record(commit, n)
      const between = readCpu()
      if (n % takenOverAfter === 0) {
        await takeOver(theirs)
        theirs.sqlite.exec('pragma wal_checkpoint(passive)')
      }
      if (n < warmUp) continue
      spent.worker += between - began
      spent.control += readCpu() - between
    }
    const transactions = commits * group
    return { worker: spent.worker / transactions, control: spent.control / transactions }
  } finally {
    await Promise.all([ours.close(), theirs.close()])
    rmSync(folder, { recursive: true, force: true })
  }
}

function readCpu() {
  const { user, system } = process.cpuUsage()
  return user + system
}
