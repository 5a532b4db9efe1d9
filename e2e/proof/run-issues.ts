// Checks that many failures of 37 causes become 37 issues, in several parts and with restarts in between.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { migrations } from '../../server/migrations/index.ts'
import { issueFollower, issueStore } from '../../server/src/issues/index.ts'
import { claims } from '../../server/src/platform/database/claims.ts'
import { type Database, openDatabase } from '../../server/src/platform/database/database.ts'
import { migrate } from '../../server/src/platform/database/migrate.ts'
import { logTo } from '../../server/src/platform/log.ts'
import { causes, seededRandom } from '../../server/src/testing/failure-causes.ts'
import { startPostgres } from '../../server/src/testing/postgres.ts'
import { seedFailures } from '../../server/src/testing/seed-failures.ts'
import { machine } from './machine.ts'

const { values } = parseArgs({
  options: {
    failures: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    database: { type: 'string', default: 'sqlite' },
  },
})
const total = Number(values.failures)
const say = (line: string) => void process.stdout.write(`${line}\n`)

async function follow(database: Database) {
  const follower = issueFollower(database, {
    channels: { list: async () => [] },
    claims: claims(database, 'proof'),
    now: () => Date.now() + 60_000,
    log: logTo('warn', 'proof'),
  })
  await follower.run()
  await follower.stop()
}

say(`${machine()}; ${values.database}, ${total} failures, seed ${values.seed}`)
const cluster = values.database === 'postgres' ? await startPostgres() : undefined
const folder = mkdtempSync(join(tmpdir(), 'mediary-issues-'))
const database = openDatabase(cluster?.url ?? join(folder, 'issues.db'))
await migrate(database, migrations)
const began = Date.now()
await seedFailures(database, total, seededRandom(Number(values.seed)), async (count) => {
  if (count % 10_000 === 0) await follow(database)
})
await follow(database)
const issues = await issueStore(database).list({ limit: 500, page: 0 }, 'all')
const counted = issues.reduce((sum, { count }) => sum + Number(count), 0)
await database.close()
await cluster?.stop()
rmSync(folder, { recursive: true, force: true })
say(`${issues.length} issues of ${causes} causes, ${counted} of ${total} failures counted, in ${Date.now() - began} ms`)
process.exit(Math.abs(issues.length - causes) <= 1 && counted === total ? 0 : 1)
