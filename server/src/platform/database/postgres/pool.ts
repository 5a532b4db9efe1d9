import type pg from 'pg'
import { postgresDriver } from '../../libraries/libraries.ts'
import { clientClass } from './primary.ts'

/**
 * Plans of statements are kept, also those that were made while a table was empty. So one that reads a whole table is never wanted, nor
 * others to help with one. Without an index there is no other way, and then its forbidding price would let PostgreSQL compile it.
 */
export const byIndex = {
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  jit: 'off',
} as const

type Wanted = {
  max: number
  /** Parameters of each session. They are set by a statement: a pooler refuses those that a connection begins with. */
  parameters: Readonly<Record<string, string>>
  /** A statement that prepares each session. */
  prepare?: string | undefined
  /** Statements are sent before those ahead of them are answered. */
  pipeline?: boolean
}

/** Opens a pool of connections. */
export function openPool(url: string, { max, parameters, prepare, pipeline = false }: Wanted): pg.Pool {
  const names = Object.keys(parameters)
  const set = `select ${names.map((_, n) => `set_config($${2 * n + 1}, $${2 * n + 2}, false)`).join(', ')}`
  const pool = new (postgresDriver().pg.Pool)({
    connectionString: url,
    Client: clientClass(url),
    max,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    pipeline,
    async onConnect(client) {
      // One that breaks in use fails its query; without a listener it would end the process when none is under way.
      client.on('error', () => undefined)
      await client.query(set, Object.entries(parameters).flat())
      if (prepare !== undefined) await client.query(prepare)
    },
  })
  // A connection that breaks while idle is replaced at its next use; without a listener it would end the process.
  pool.on('error', () => undefined)
  return pool
}
