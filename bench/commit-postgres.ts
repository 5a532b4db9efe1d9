// `npm run bench:commit -- --database postgres`: what recording costs the process that commits and PostgreSQL.
import { randomBytes } from 'node:crypto'
import { migrations } from '../server/migrations/index.ts'
import { openDatabase } from '../server/src/platform/database/database.ts'
import { migrate } from '../server/src/platform/database/migrate.ts'
import { startPostgres } from '../server/src/testing/postgres.ts'
import { postgresCommit } from '../server/src/transactions/recording/postgres.ts'
import { group, record } from './commit-load.ts'
import { readCpu } from './cpu.ts'

const [warmUp, commits, rounds] = [300, 1_000, 3]

/** Transactions follow each other without a pause, so the wall time of one is what a request would wait for. */
export async function measurePostgres() {
  console.log('| request | round | process µs | PostgreSQL µs | wall µs | WAL bytes |\n|---|---:|---:|---:|---:|---:|')
  for (let round = 1; round <= rounds; round++) for (const size of [0, 10_000]) await measure(round, size)
}

async function measure(round: number, size: number) {
  const cluster = await startPostgres()
  const database = openDatabase(cluster.url)
  try {
    await migrate(database, migrations)
    if (database.engine !== 'postgres') throw new Error('This measures PostgreSQL')
    const { postgres } = database
    const commit = postgresCommit(postgres)
    const body = size ? randomBytes(size) : null
    for (let n = 0; n < warmUp; n++) await record(commit, n, body)
    const readWal = async () => {
      const { rows } = await postgres.query<{ bytes: string }>(
        `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') bytes`,
      )
      return Number(rows[0]?.bytes)
    }
    const before = {
      own: process.cpuUsage(),
      postgres: readCpu(cluster.pid),
      wal: await readWal(),
      wall: performance.now(),
    }
    for (let n = 0; n < commits; n++) await record(commit, n, body)
    const wall = (performance.now() - before.wall) * 1_000
    const { user, system } = process.cpuUsage(before.own)
    const figures = [
      user + system,
      spentBy(before.postgres, readCpu(cluster.pid)),
      wall,
      (await readWal()) - before.wal,
    ]
    const cells = figures.map((figure) => (figure / (commits * group)).toFixed(0))
    console.log(`| ${size ? 'POST 10 KB' : 'GET 0.7 KB'} | ${round} | ${cells.join(' | ')} |`)
  } finally {
    await database.close()
    await cluster.stop()
  }
}

/** A worker of autovacuum may end meanwhile: what it spent is not counted. */
const spentBy = (before: Map<number, number>, after: Map<number, number>) =>
  [...after].reduce((sum, [pid, microseconds]) => sum + microseconds - (before.get(pid) ?? 0), 0)
