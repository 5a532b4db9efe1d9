import pg from 'pg'
import type { Log } from './log.ts'

const channel = 'mediary_changes'
const reconnect = 1_000

/** Other nodes on the same PostgreSQL hear that the configuration has changed, and this node hears them. */
export async function notices(url: string, node: string, heard: () => Promise<void>, log: Log) {
  const state = { client: undefined as pg.Client | undefined, closed: false }

  const connect = async () => {
    const client = new pg.Client({ connectionString: url })
    client.on('notification', ({ payload }) => {
      if (payload !== node) void heard()
    })
    client.on('error', (error) => log.warn({ err: error }, 'the connection that hears other nodes broke'))
    client.on('end', () => {
      if (!state.closed) setTimeout(() => void connect().catch(again), reconnect)
    })
    await client.connect()
    await client.query(`listen ${channel}`)
    state.client = client
    // What was said while nobody listened.
    await heard()
  }
  const again = () => {
    if (!state.closed) setTimeout(() => void connect().catch(again), reconnect)
  }

  await connect()
  return {
    tell: async () => void (await state.client?.query('select pg_notify($1, $2)', [channel, node])),
    async close() {
      state.closed = true
      await state.client?.end()
    },
  }
}
