import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { migrations } from '../server/migrations/index.ts'
import { makeNoCheckpoints } from '../server/src/platform/database/checkpoint.ts'
import { openDatabase } from '../server/src/platform/database/database.ts'
import { migrate } from '../server/src/platform/database/migrate.ts'
import { sqliteCommit } from '../server/src/transactions/recording/sqlite.ts'
import { measureJournal } from './commit-journal.ts'
import { group, record } from './commit-load.ts'
import { measurePostgres } from './commit-postgres.ts'

// `npm run bench:commit`: what recording costs in SQLite alone, with and without indexes that a search might want.
const [warmUp, commits, rounds] = [300, 2_000, 3]
const indexes = ['(channel, id)', '(client, id)']

/** CPU µs a transaction, checkpoints not counted: another process makes them. */
async function measure(indexed: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-commit-'))
  const database = openDatabase(join(folder, 'mediary.db'))
  try {
    await migrate(database, migrations)
    if (database.engine !== 'sqlite') throw new Error('This measures SQLite')
    const { sqlite, bodyFiles } = database
    makeNoCheckpoints(sqlite)
    for (const [i, columns] of indexed.entries()) sqlite.exec(`create index compared_${i} on transactions ${columns}`)
    const commit = sqliteCommit(sqlite, bodyFiles)
    for (let n = 0; n < warmUp; n++) await record(commit, n)
    const before = process.cpuUsage()
    for (let n = 0; n < commits; n++) await record(commit, n)
    const { user, system } = process.cpuUsage(before)
    return (user + system) / (commits * group)
  } finally {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const { values } = parseArgs({ options: { database: { type: 'string', default: 'sqlite' } } })
if (values.database === 'postgres') await measurePostgres()
else if (values.database === 'journal') await measureJournal()
else await compareIndexes()

async function compareIndexes() {
  console.log('| round | without | with indexes of channel and client |\n|---|---:|---:|')
  for (let round = 1; round <= rounds; round++)
    console.log(`| ${round} | ${(await measure([])).toFixed(1)} | ${(await measure(indexes)).toFixed(1)} |`)
}
