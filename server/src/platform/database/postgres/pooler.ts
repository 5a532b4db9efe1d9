import type pg from 'pg'
import { clientClass } from './primary.ts'

type Pooler = 'none' | 'session' | 'transaction'

/**
 * Finds out whether a pooler, such as PgBouncer, stands before PostgreSQL, and whether it lends a connection for a session or for a
 * transaction only. Then nothing works that belongs to a session: prepared statements, locks, notices.
 */
export async function findPooler(url: string): Promise<Pooler> {
  const Client = clientClass(url)
  const open = () => {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 5_000 })
    return client.on('error', () => undefined)
  }
  const [first, second] = [open(), open()]
  try {
    await first.connect()
    const own = await askProcess(first)
    // A pooler makes up the number by which a client may cancel.
    if (Reflect.get(first, 'processID') === own) return 'none'
    await second.connect()
    await second.query('begin')
    const others = await askProcess(second)
    const isShared = others === own || (await askProcess(first)) !== own
    await second.query('rollback')
    return isShared ? 'transaction' : 'session'
  } finally {
    await Promise.all([first.end(), second.end()])
  }
}

async function askProcess(client: pg.Client) {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return rows[0]?.pid
}
