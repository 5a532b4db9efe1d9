// Nodes on one PostgreSQL tell each other what they changed. It is faster than to look, and nothing depends on it.
import type pg from 'pg'
import { every } from '../../every.ts'
import type { Log } from '../../log.ts'
import type { Database } from '../database.ts'
import { keepSession } from './session.ts'

const channel = 'mediary_changes'
/** Looks for what no notice told, and finds out that a connection is dead although nobody closed it. */
const lookInterval = 1_000

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
  let lastSend: Promise<unknown> = Promise.resolve()
  let heardAt = performance.now()
  let seq: number | undefined

  const applyChanges = () =>
    heard.changed().catch((error: unknown) => log.warn({ err: error }, 'what another node changed is not obeyed'))
  const listen = async (client: pg.Client) => {
    client.on('notification', ({ payload }) => {
      const [from, ...words] = (payload ?? '').split(' ')
      if (from === node) return
      if (words.length) heard.onWords(words)
      else void applyChanges()
    })
    await client.query(`listen ${channel}`)
    heardAt = performance.now()
    // What was said while nobody listened.
    await heard.changed()
  }
  const session = await keepSession(url, { name: 'mediary notices', prepare: listen, log })

  const look = async () => {
    const askedAt = performance.now()
    const answer = await session.client()?.query<{ seq: string | number }>('select max(seq) as seq from changes')
    if (!answer) return
    heardAt = askedAt
    const newest = Number(answer.rows[0]?.seq ?? 0)
    if (seq !== undefined && newest !== seq) void applyChanges()
    seq = newest
  }
  const looking = every(lookInterval, 'looking for changes of other nodes', () => look().catch(session.drop), log)
  return {
    /** Returns for how many milliseconds nothing can have been heard. */
    silentFor: () => performance.now() - heardAt,
    /** Without words: that the configuration was changed. */
    async send(words: readonly string[] = []) {
      // A connection takes one query after the other.
      const telling = lastSend.then(() =>
        session.client()?.query('select pg_notify($1, $2)', [channel, [node, ...words].join(' ')]),
      )
      lastSend = telling.catch(() => undefined)
      await telling
    },
    async close() {
      await looking.stop()
      await session.close()
    },
  }
}
