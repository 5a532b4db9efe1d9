import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import type { Recorded } from './target.ts'

const counting = 'select status, count(*) as n from transactions group by status'

export async function countInSqlite(data: string): Promise<Recorded> {
  const database = new DatabaseSync(join(data, 'mediary.db'), { readOnly: true, timeout: 5_000 })
  try {
    return tally(database.prepare(counting).all())
  } finally {
    database.close()
  }
}

export const countInPostgres = async (url: string): Promise<Recorded> => tally(await queryPostgres(url, counting))

/** Bytes that PostgreSQL has written to its write-ahead log. */
export async function readWalBytes(url: string): Promise<number> {
  const [row] = await queryPostgres(url, `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') as bytes`)
  return Number(row?.bytes)
}

async function queryPostgres(url: string, statement: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows
  } finally {
    await client.end()
  }
}

function tally(rows: Record<string, unknown>[]): Recorded {
  const of = (status: string) => Number(rows.find((row) => row.status === status)?.n ?? 0)
  const all = rows.reduce((sum, { n }) => sum + Number(n), 0)
  const [successful, unfinished] = [of('Successful'), of('Processing')]
  return { successful, unfinished, other: all - successful - unfinished }
}
