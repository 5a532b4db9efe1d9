import { chmodSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { Kysely, PostgresDialect, type SqliteDatabase, type SqliteStatement } from 'kysely'
import type pg from 'pg'
import { BodyFiles } from '../body-files/body-files.ts'
import { makeFolder } from '../files/folder.ts'
import { postgresDriver } from '../libraries/libraries.ts'
import { isPostgres } from './postgres/hosts.ts'
import { byIndex, openPool } from './postgres/pool.ts'
import { WaitingSqliteDialect } from './sqlite/dialect.ts'
import { lockTimeout } from './sqlite/write-lock.ts'

/** Ready for each concept to add its own tables with `kysely.withTables`. */
export type Database = {
  // biome-ignore lint/complexity/noBannedTypes: an empty set of tables is what is meant
  kysely: Kysely<{}>
  close: () => Promise<void>
} & (SqliteParts | { engine: 'postgres'; postgres: pg.Pool })

/** A store in memory has no files, and keeps bodies in its table. */
export type SqliteParts = { engine: 'sqlite'; sqlite: DatabaseSync; bodyFiles: BodyFiles | undefined }

/** `full`: a commit has reached the disk when it returns, so that a loss of power loses nothing that was answered. */
type Durability = 'normal' | 'full'

/** `postgres://…` is PostgreSQL; anything else is the path of an SQLite file. */
export const openDatabase = (url: string, durability: Durability = 'normal'): Database =>
  isPostgres(url) ? openPostgres(url, durability) : openSqlite(url, durability)

/** The folder of the bodies of an SQLite store, beside its file. */
export const bodyFolder = (file: string) => `${file}-bodies`

/** Tells if an error is a violation of a unique constraint. */
export const isDuplicate = (error: unknown) =>
  error instanceof Error &&
  (('code' in error && error.code === '23505') || error.message.startsWith('UNIQUE constraint failed'))

function openSqlite(file: string, durability: Durability): Database {
  if (file !== ':memory:') makeFolder(dirname(file))
  const sqlite = new DatabaseSync(file, { timeout: lockTimeout })
  if (file !== ':memory:') chmodSync(file, 0o600)
  // Before there is a table: larger pages halve what a body costs, and a store that can give its disk back.
  sqlite.exec('PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL;')
  // What is removed is overwritten, so that no search of the files finds it.
  sqlite.exec('PRAGMA secure_delete = ON;')
  // Write-ahead logging with NORMAL survives the death of any process; a checkpoint, not a commit, waits for the disk.
  sqlite.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durability}; PRAGMA foreign_keys = ON;`)
  const kysely = new Kysely<object>({ dialect: new WaitingSqliteDialect(sqlite, asKyselyExpects(sqlite)) })
  const bodyFiles = file === ':memory:' ? undefined : new BodyFiles(bodyFolder(file), { durability })
  const close = async () => {
    bodyFiles?.close()
    await kysely.destroy()
  }
  return { engine: 'sqlite', sqlite, bodyFiles, kysely, close }
}

/** A longer statement is one of many that a list of values makes. */
const maxLength = 10_000
const maxStatements = 500

/** Keeps the statements that were used last: to prepare one takes ten times as long as to find a row with it. */
function asKyselyExpects(sqlite: DatabaseSync): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>()
  return {
    close: () => sqlite.close(),
    prepare(sql) {
      if (sql.length > maxLength) return prepareStatement(sqlite, sql)
      const statement = kept.get(sql) ?? prepareStatement(sqlite, sql)
      kept.delete(sql)
      kept.set(sql, statement)
      const [oldest] = kept.keys()
      if (kept.size > maxStatements && oldest !== undefined) kept.delete(oldest)
      return statement
    },
  }
}

function prepareStatement(sqlite: DatabaseSync, sql: string) {
  // A deferred transaction that reads before it writes fails at once when another process has written meanwhile.
  const prepare = () => sqlite.prepare(sql === 'begin' ? 'begin immediate' : sql)
  const statement = prepare()
  const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[]
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => statement.run(...values(parameters)),
    // Whoever asks the same must not meet one that was left in the middle.
    iterate: (parameters) => prepare().iterate(...values(parameters)),
  } as SqliteStatement
}

// A server may be set to answer before a commit is on disk; one that waits for standbys goes on doing so.
const waitForDisk = `select set_config('synchronous_commit', 'on', false)
  where current_setting('synchronous_commit') in ('off', 'local')`

function openPostgres(url: string, durability: Durability): Database {
  const int8 = 20
  postgresDriver().pg.types.setTypeParser(int8, Number)
  const prepare = durability === 'full' ? waitForDisk : undefined
  const postgres = openPool(url, { max: 8, parameters: byIndex, prepare, pipeline: true })
  const kysely = new Kysely<object>({ dialect: new PostgresDialect({ pool: postgres }) })
  return { engine: 'postgres', postgres, kysely, close: () => kysely.destroy() }
}
