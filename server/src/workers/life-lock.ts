import type { Database } from '../platform/database/database.ts'
import { keepSession } from '../platform/database/postgres/session.ts'
import type { Log } from '../platform/log.ts'

/** The first number of the advisory locks that living processes hold. The second is the process id. */
export const lifeLocks = 4_820_002

// PostgreSQL frees the lock of a machine that has lost its power or its network as soon as it knows.
const noticeLostMachines = `select set_config('tcp_keepalives_idle', '5', false), set_config('tcp_keepalives_interval', '2', false),
  set_config('tcp_keepalives_count', '3', false)`

/**
 * Holds a lock in the name of a process, on a session of its own: when the process ends, however it ends, the lock is free at
 * once, and every node can see that. On SQLite nodes do not share a store.
 */
export async function holdLifeLock(database: Database, processId: string, log: Log): Promise<() => Promise<void>> {
  if (database.engine === 'sqlite') return async () => undefined
  const { connectionString } = database.postgres.options
  if (connectionString === undefined) throw new Error('The address of the database is not known')
  const session = await keepSession(connectionString, {
    name: 'mediary life lock',
    async prepare(client) {
      await client.query(noticeLostMachines)
      const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1, $2) as held', [
        lifeLocks,
        Number.parseInt(processId, 16),
      ])
      // PostgreSQL does not know yet that the former connection is gone.
      if (!rows[0]?.held) throw new Error('The lock is still held by the former connection of this process')
    },
    log,
  })
  return session.close
}
