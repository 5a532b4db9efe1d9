import pg from 'pg'
import type { Log } from '../log.ts'
import type { Database } from './database.ts'

const channel = 'mediary_changes'
const reconnect = 1_000

/** Tells all nodes that another program has changed the configuration. On SQLite they look themselves. */
export async function announceChanges(database: Database, program: string): Promise<void> {
  if (database.engine === 'postgres') await database.postgres.query('select pg_notify($1, $2)', [channel, program])
}

type Heard = {
  /** The configuration was changed. */
  changed: () => Promise<void>
  /** Something else happened, said in words without spaces. */
  onWords: (words: string[]) => void
}

/** Other nodes on the same PostgreSQL hear what happens here, and this node hears them. */
export async function notices(url: string, node: string, heard: Heard, log: Log) {
  const state: { client: pg.Client | undefined; closed: boolean; lastSend: Promise<unknown> } = {
    client: undefined,
    closed: false,
    lastSend: Promise.resolve(),
  }

  const connect = async () => {
    const client = new pg.Client({ connectionString: url })
    state.client = client
    client.on('notification', ({ payload }) => {
      const [from, ...words] = (payload ?? '').split(' ')
      if (from === node) return
      if (words.length) heard.onWords(words)
      else
        heard.changed().catch((error: unknown) => log.warn({ err: error }, 'what another node changed is not obeyed'))
    })
    client.on('error', (error) => log.warn({ err: error }, 'the connection that hears other nodes broke'))
    client.on('end', () => again(client))
    try {
      await client.connect()
      await client.query(`listen ${channel}`)
      // What was said while nobody listened.
      await heard.changed()
    } catch (error) {
      client.end().catch(() => undefined)
      again(client)
      throw error
    }
  }
  /** Once for each connection, however often it says that it has ended. */
  const again = (ended: pg.Client) => {
    if (state.client !== ended) return
    state.client = undefined
    setTimeout(() => void (!state.closed && connect().catch(() => undefined)), reconnect)
  }

  await connect()
  return {
    /** Without words: that the configuration was changed. */
    async send(words: readonly string[] = []) {
      // A connection takes one query after the other.
      const telling = state.lastSend.then(() =>
        state.client?.query('select pg_notify($1, $2)', [channel, [node, ...words].join(' ')]),
      )
      state.lastSend = telling.catch(() => undefined)
      await telling
    },
    async close() {
      state.closed = true
      await state.client?.end()
    },
  }
}
