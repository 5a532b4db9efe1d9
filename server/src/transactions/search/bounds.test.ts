import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TransactionFilters } from '@mediary/contract/transactions/filters'
import { type CompiledQuery, createQueryId, type KyselyPlugin, SqliteQueryCompiler, sql } from 'kysely'
import { openDatabase } from '../../platform/database/database.ts'
import { openReader } from '../../platform/database/reader.ts'
import { combinedFilters, offeredFilters } from '../../testing/offered-filters.ts'
import { seed } from '../../testing/seed.ts'
import { newDatabaseUrl } from '../../testing/stores.ts'
import { transactionSearch } from './query.ts'

// How long a search takes depends on the machine; how much of the record it reads does not.
const rows = Number(process.env.MEDIARY_SEARCH_ROWS ?? 200_000)
/** Three segments that are read from end to end because of one text in each, and what is not yet indexed. */
const maxRows = 12_000
const limit = 50
/** Statements of a search: each costs a way to the reader and back, or, in PostgreSQL, a plan. */
const maxProbes = 10

const seeded = async (engine: 'sqlite' | 'postgres', count: number, cleanUps: (() => Promise<void>)[]) => {
  const url = await newDatabaseUrl(engine, (cleanUp) => cleanUps.push(cleanUp))
  await seed(url, count)
  const [database, reader] = [openDatabase(url), openReader(url)]
  cleanUps.unshift(reader.close, database.close)
  return { database, reader }
}

const firstPage = (filters: object) => ({ filters: TransactionFilters.parse(filters), channels: 'all', limit }) as const

test('the first page of every filter reads a small part of the record (postgres)', async (context) => {
  const cleanUps: (() => Promise<void>)[] = []
  context.after(async () => {
    for (const cleanUp of cleanUps) await cleanUp()
  })
  const { database, reader } = await seeded('postgres', rows, cleanUps)
  const search = transactionSearch(reader)
  const read = async () => {
    await sql`select pg_stat_force_next_flush()`.execute(reader.kysely)
    const counted = await sql<{ n: number }>`select (select sum(seq_tup_read) from pg_stat_user_tables
      where relname = 'transactions') + (select sum(idx_tup_read) from pg_stat_user_indexes
      where relname = 'transactions') as n`.execute(database.kysely)
    return Number(counted.rows[0]?.n)
  }
  for (const [name, filters] of [...offeredFilters(), ...combinedFilters()]) {
    const before = await read()
    await search.rows((await search.ids(firstPage(filters))).ids)
    const visited = (await read()) - before
    assert.ok(visited < maxRows, `${name}: ${visited} of ${rows} transactions were read`)
  }
})

test('what is not indexed is asked for all its calls at once, and not one after the other (postgres)', async (context) => {
  const cleanUps: (() => Promise<void>)[] = []
  context.after(async () => {
    for (const cleanUp of cleanUps) await cleanUp()
  })
  const { database, reader } = await seeded('postgres', 20_000, cleanUps)
  const before = await transactionSearch(reader).ids(firstPage({ 'orchestrations.name': 'Lookup' }))
  for (const table of ['search_postings', 'search_segments'])
    await sql`delete from ${sql.table(table)}`.execute(database.kysely)
  const scans = async () => {
    await sql`select pg_stat_force_next_flush()`.execute(reader.kysely)
    const counted = await sql<{ n: number }>`select coalesce(sum(coalesce(idx_scan, 0) + seq_scan), 0) as n
      from pg_stat_user_tables where relname = 'calls'`.execute(database.kysely)
    return Number(counted.rows[0]?.n)
  }
  const first = await scans()
  const found = await transactionSearch(reader).ids(firstPage({ 'orchestrations.name': 'Lookup' }))
  assert.deepEqual(found.ids, before.ids)
  const asked = (await scans()) - first
  assert.ok(asked > 0 && asked < 20, `calls were looked for ${asked} times`)
})

/** The statements of a search, as SQLite gets them. */
function listening(heard: CompiledQuery[]): KyselyPlugin {
  const compiler = new SqliteQueryCompiler()
  return {
    transformQuery: ({ node }) => {
      heard.push(compiler.compileQuery(node, createQueryId()))
      return node
    },
    transformResult: async ({ result }) => result,
  }
}

test('no filter makes SQLite read a table that is not ordered for it, or ask every segment for a value', async (context) => {
  const cleanUps: (() => Promise<void>)[] = []
  context.after(async () => {
    for (const cleanUp of cleanUps) await cleanUp()
  })
  const { database, reader } = await seeded('sqlite', 6_000, cleanUps)
  if (database.engine !== 'sqlite') return
  for (const [name, filters] of [...offeredFilters(), ...combinedFilters()]) {
    const heard: CompiledQuery[] = []
    const search = transactionSearch({ ...reader, kysely: reader.kysely.withPlugin(listening(heard)) })
    await search.rows((await search.ids(firstPage(filters))).ids)
    assert.ok(heard.length > 0 && heard.length < maxProbes, `${name}: ${heard.length} statements`)
    for (const query of heard) {
      const plan = database.sqlite.prepare(`explain query plan ${query.sql}`).all(...(query.parameters as string[]))
      for (const step of plan)
        assert.doesNotMatch(
          String(step.detail),
          /^SCAN (transactions|calls|reruns|retries|search_keys|search_postings|p|c|k)$|BLOOM FILTER ON|^SEARCH p USING PRIMARY KEY \(segment[<>]/,
          `${name}: ${query.sql}`,
        )
    }
  }
})
