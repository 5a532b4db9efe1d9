import type { SQLInputValue } from 'node:sqlite'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type pg from 'pg'
import { entryPoint } from '../files/program-files.ts'
import { unavailable } from '../http/problem.ts'
import { thread } from '../thread.ts'
import type { Database } from './database.ts'
import { isPostgres } from './postgres/hosts.ts'
import { byIndex, openPool } from './postgres/pool.ts'
import type { Question } from './reader-thread.ts'

/** The connection for queries that may be slow. */
export type Reader = Pick<Database, 'engine' | 'kysely'>

/** Milliseconds that one query may take. */
const maxDuration = 10_000

const tooSlow = () => unavailable('search-too-slow')

/** Reads apart from what writes: SQLite in a thread, so that no query ever stalls the process; PostgreSQL with a time limit. */
export const openReader = (url: string): Reader & { close: () => Promise<void> } =>
  isPostgres(url) ? postgresReader(url) : sqliteReader(url)

function postgresReader(url: string) {
  const parameters = {
    ...byIndex,
    default_transaction_read_only: 'on',
    max_parallel_workers_per_gather: '0',
    // What it expects a list to take decides whether it looks things up in it or goes through it each time.
    work_mem: '32MB',
    statement_timeout: String(maxDuration),
  }
  const pool = openPool(url, { max: 4, parameters })
  const kysely = new Kysely<object>({ dialect: new PostgresDialect({ pool: prepared(pool) }) })
  return { engine: 'postgres' as const, kysely, close: () => kysely.destroy() }
}

const maxPrepared = 300

/** A search asks a dozen small statements, and planning one costs more than running it: each text is planned once a connection. */
function prepared(pool: pg.Pool): PostgresPool {
  const names = new Map<string, string>()
  const findName = (text: string) => {
    const known = names.get(text)
    if (known || names.size >= maxPrepared) return known
    const name = `search ${names.size}`
    names.set(text, name)
    return name
  }
  return {
    connect: async () => {
      const client = await pool.connect()
      return {
        query: (text: string, values: readonly unknown[]) => {
          const name = findName(text)
          return client.query({ ...(name && { name }), text, values: [...values] })
        },
        release: () => client.release(),
      } as unknown as PostgresPoolClient
    },
    end: () => pool.end(),
    options: pool.options,
  }
}

function sqliteReader(file: string) {
  const reading = thread<Question, unknown[]>(entryPoint('platform/database/reader-thread.ts'), {
    data: { file },
    maxDuration: maxDuration,
    tooSlow,
  })
  const kysely = new Kysely<object>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => threadDriver(reading),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  })
  return { engine: 'sqlite' as const, kysely, close: () => kysely.destroy() }
}

type Reading = ReturnType<typeof thread<Question, unknown[]>>

function threadDriver(reading: Reading): Driver {
  const readsOnly = () => Promise.reject(new Error('a reader has no transactions'))
  const connection: DatabaseConnection = {
    executeQuery: async <R>({ sql, parameters }: CompiledQuery) => ({
      rows: (await reading.ask({ sql, parameters: parameters as SQLInputValue[] })) as R[],
    }),
    streamQuery: () => {
      throw new Error('a reader does not stream')
    },
  }
  return {
    init: async () => undefined,
    acquireConnection: async () => connection,
    beginTransaction: readsOnly,
    commitTransaction: readsOnly,
    rollbackTransaction: readsOnly,
    releaseConnection: async () => undefined,
    destroy: reading.close,
  }
}
