// Compares the report of every patient with an oracle, over a record of many transactions.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openDatabase } from '../../server/src/platform/database/database.ts'
import { compareReports } from '../../server/src/testing/compare-reports.ts'
import { seededRandom } from '../../server/src/testing/failure-causes.ts'
import { startPostgres } from '../../server/src/testing/postgres.ts'
import { machine } from './machine.ts'

const { values } = parseArgs({
  options: {
    transactions: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    database: { type: 'string', default: 'sqlite' },
  },
})
const total = Number(values.transactions)
const say = (line: string) => void process.stdout.write(`${line}\n`)

say(`${machine()}; ${values.database}, ${total} transactions, seed ${values.seed}`)
const cluster = values.database === 'postgres' ? await startPostgres() : undefined
const folder = mkdtempSync(join(tmpdir(), 'mediary-reports-'))
const database = openDatabase(cluster?.url ?? join(folder, 'reports.db'))
const began = Date.now()
const { patients, accesses, differing } = await compareReports(database, total, seededRandom(Number(values.seed)))
say(`${patients} patients, ${accesses} accesses, ${differing.length} reports differ, in ${Date.now() - began} ms`)
await database.close()
await cluster?.stop()
rmSync(folder, { recursive: true, force: true })
process.exit(differing.length === 0 ? 0 : 1)
