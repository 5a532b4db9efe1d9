// The bodies of a whole day reach their age on PostgreSQL. What retention writes, and what the disk gives back, is measured.
import { Channel } from '@mediary/contract/channels'
import { sql } from 'kysely'
import { migrations } from '../../server/migrations/index.ts'
import { BodyKeys } from '../../server/src/bodies/index.ts'
import { claims } from '../../server/src/platform/database/claims.ts'
import { type Database, openDatabase } from '../../server/src/platform/database/database.ts'
import { migrate } from '../../server/src/platform/database/migrate.ts'
import { logTo } from '../../server/src/platform/log.ts'
import { buildSecrets } from '../../server/src/platform/secrets.ts'
import { Retention, removalStore } from '../../server/src/retention/index.ts'
import { Settings } from '../../server/src/settings/settings.ts'
import { startPostgres } from '../../server/src/testing/postgres.ts'
import { createBodyPartitions, transactionSearch } from '../../server/src/transactions/index.ts'

const day = 86_400_000
const bodyDays = 30
const channel = Channel.parse({ _id: 'a'.repeat(24), name: 'lab', urlPattern: '/', methods: ['POST'], routes: [] })

type Wanted = { rows: number; bytes: number; say: (line: string) => void }

/** Fills a day and lets retention remove its bodies. */
export async function dropDay({ rows, bytes, say }: Wanted) {
  const cluster = await startPostgres()
  const database = openDatabase(cluster.url)
  try {
    await migrate(database, migrations)
    // The first partition has what came before.
    const start = (Math.floor(Date.now() / day) + 10) * day
    await createBodyPartitions(database, { days: bodyDays, now: start })
    await fill(database, { start, rows, bytes })
    say('the day was written')
    await sql`vacuum analyze`.execute(database.kysely)
    await sql`checkpoint`.execute(database.kysely)
    const kept = buildRetention(database)
    const before = await measureStore(database)
    const began = performance.now()
    const ran = await kept.run({ now: start + (bodyDays + 1) * day })
    const milliseconds = performance.now() - began
    const after = await measureStore(database)
    const faults = ran?.bodies === rows ? [] : [`${ran?.bodies} of ${rows} transactions lost their bodies`]
    const left = await countBodies(database)
    if (left > 0) faults.push(`${left} chunks are left`)
    return {
      ...{ before: before.bytes, after: after.bytes, wal: after.wal - before.wal, milliseconds },
      ran: { bodies: ran?.bodies, chunks: ran?.chunks },
      faults,
    }
  } finally {
    await database.close()
    await cluster.stop()
  }
}

/** Transactions of one day in equal steps, each with the bodies of a request and an answer. */
async function fill({ kysely }: Database, { start, rows, bytes }: { start: number; rows: number; bytes: number }) {
  const at = sql`(${sql.lit(start)} + n * ${sql.lit(day)} / ${sql.lit(rows)})`
  const id = sql`lpad(to_hex(${at} / 1000), 8, '0') || lpad(to_hex((${at} % 1000) * 64), 4, '0') || '5eed00' || lpad(to_hex(n % 16777216), 6, '0')`
  const numbers = sql`generate_series(0::bigint, ${sql.lit(rows - 1)}) n`
  await sql`insert into transactions (id, channel, client_ip, status, requested_at, method, host, path, query, request_headers, request_size,
      can_rerun, responded_at, response_status, response_headers, response_size)
    select ${id}, ${channel._id}, '10.0.0.7', 'Successful', ${at}, 'POST', 'gateway.example.org', '/fhir/Patient/' || n, '', '["Accept","application/fhir+json"]',
      ${sql.lit(bytes)}, 1, ${at} + 20, 201, '["Content-Type","application/fhir+json"]', ${sql.lit(bytes)} from ${numbers}`.execute(
    kysely,
  )
  for (const part of ['request', 'response'])
    await sql`insert into body_chunks (transaction_id, part, n, bytes)
      select ${id}, ${part}, 0, substring(decode(repeat(md5(n::text), ${sql.lit(Math.ceil(bytes / 16))}), 'hex') from 1 for ${sql.lit(bytes)})
      from ${numbers}`.execute(kysely)
}

const buildRetention = (database: Database) =>
  new Retention(database, {
    channels: { list: async () => [channel] },
    search: transactionSearch(database),
    keys: new BodyKeys('/nowhere', buildSecrets(Buffer.alloc(32))),
    holds: { findHeld: async () => new Set(), isMonthHeld: async () => false, isRangeHeld: async () => false },
    claims: claims(database, 'proof'),
    removals: removalStore(database),
    settings: { ...Settings.parse({}).retention, bodyDays },
    log: logTo('warn', 'proof'),
  })

async function measureStore({ kysely }: Database) {
  const { rows } = await sql<{ bytes: string; wal: string }>`select pg_database_size(current_database()) as bytes,
    pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') as wal`.execute(kysely)
  return { bytes: Number(rows[0]?.bytes), wal: Number(rows[0]?.wal) }
}

async function countBodies({ kysely }: Database) {
  const { rows } = await sql<{ n: number }>`select count(*) as n from body_chunks`.execute(kysely)
  return Number(rows[0]?.n)
}
