// Compares the rows of the store with those of the beginning, and puts them back.
import assert from 'node:assert/strict'
import type { World } from './organisations.ts'

/** Tables that hold no state of an organisation: who called, what was changed, and what the processes know of each other. */
const bookkeeping = new Set([
  'kysely_migration',
  'kysely_migration_lock',
  'changes',
  'history',
  'audits',
  'audit_terms',
  'audit_options',
  'attempts',
  'sessions',
  'claims',
  'progress',
])
/** What is recorded is only ever added to, and is not put back. */
const record = new Set(['transactions', 'body_chunks', 'calls', 'search_keys'])
/** Nothing in these tables decides who reaches or reads something. */
const undeciding = new Set([
  ...record,
  'channel_audits',
  'issues',
  'mediator_configs',
  'notes',
  'reruns',
  'second_factors',
  'task_rows',
  'tasks',
  'user_preferences',
])

/** Counts the writes to each table: after a call that wrote nothing, nothing has to be looked at. */
export function countWrites({ database }: World) {
  assert.ok(database.engine === 'sqlite')
  const { sqlite } = database
  const tables = sqlite
    .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
    .all()
    .map(({ name }) => String(name))
    .filter((name) => !bookkeeping.has(name))
  sqlite.exec('create temp table writes (name text primary key, number integer not null)')
  for (const table of tables) {
    sqlite.exec(`insert into writes values ('${table}', 0)`)
    for (const kind of ['insert', 'update', 'delete'])
      sqlite.exec(`create temp trigger ${kind}_${table} after ${kind} on main.${table}
        begin update writes set number = number + 1 where name = '${table}'; end`)
  }
  const rows = sqlite.prepare('select name, number from writes')
  return () => new Map(rows.all().map(({ name, number }) => [String(name), Number(number)]))
}

/** Keeps the rows of all tables, and puts them back. */
export async function keepRows({ database, ours }: World, readWrites: () => Map<string, number>) {
  const db = database.kysely.withTables<Record<string, Record<string, unknown>>>()
  const read = (table: string) => db.selectFrom(table).selectAll().execute()
  const tables = [...readWrites().keys()]
  const kept = new Map(await Promise.all(tables.map(async (table) => [table, await read(table)] as const)))
  const isOurs = (row: string) =>
    [ours.clientId, ours.channelId, ours.appId, ours.urn, ours.mediatorId, 'role-ours', 'all@example.org'].some((id) =>
      row.includes(id),
    )
  /** Its own user may write into a transaction what they like, the names of others, too. */
  const isOurTransaction = (row: string) =>
    row.includes(`"channel":"${ours.channelId}"`) || row.includes(ours.transactionId)
  /** Tells if a row that existed at first does not belong to the caller: nobody here may change it. */
  const isOthers = (row: string) => !isOurTransaction(row) && (!isOurs(row) || row.includes('theirs'))
  const list = (rows: Record<string, unknown>[] = []) => rows.map((row) => JSON.stringify(row))
  const state = { writes: readWrites() }
  const listWritten = () => {
    const writes = readWrites()
    return tables.filter((table) => writes.get(table) !== state.writes.get(table))
  }
  return {
    listWritten,
    /** Reads the tables that were written since the rows were put back. */
    async compare() {
      const written = listWritten()
      const present = await Promise.all(written.map(async (table) => ({ table, rows: list(await read(table)) })))
      const changed = present.filter(({ table, rows }) => rows.join() !== list(kept.get(table)).join())
      return {
        /** What of the tables that decide differs from the first state, whoever changed it; else the names of the tables. */
        changed: changed
          .map(({ table, rows }) => (undeciding.has(table) ? table : `${table} ${rows}`))
          .join('\n')
          .replace(/\\"updatedBy\\":\{[^}]*\}/g, ''),
        damaged: present.flatMap(({ table, rows }) => {
          const all = new Set(rows)
          return list(kept.get(table)).filter((row) => isOthers(row) && !all.has(row))
        }),
      }
    },
    async restore() {
      for (const table of listWritten().filter((one) => !record.has(one))) {
        await db.deleteFrom(table).execute()
        for (const row of kept.get(table) ?? []) await db.insertInto(table).values(row).execute()
      }
      state.writes = readWrites()
    },
  }
}
