// A connection to PostgreSQL of its own, for what belongs to a session: notices and advisory locks.
import { Socket } from 'node:net'
import type pg from 'pg'
import type { Log } from '../../log.ts'
import { clientClass } from './primary.ts'

const reconnect = 1_000
/** Routers forget idle connections, and tell neither end. */
const queryTimeout = 3_000

type Wanted = {
  /** Tells administrators of the database what the session is for. */
  name: string
  /** Prepares each new connection. The session is not used before. */
  prepare: (client: pg.Client) => Promise<void>
  log: Log
}
type Connection = { client: pg.Client; socket: Socket; prepared: boolean }

/** Keeps a session: a connection that breaks is replaced. Rejects when there is none to begin with. */
export async function keepSession(url: string, { name, prepare, log }: Wanted) {
  let current: Connection | undefined
  let closed = false
  const Client = clientClass(url)

  const connect = async () => {
    const connection = openConnection(Client, url, name)
    const { client } = connection
    current = connection
    client.on('error', (error) => log.warn({ err: error, session: name }, 'a connection to the database broke'))
    client.on('end', () => again(connection))
    try {
      await client.connect()
      await prepare(client)
      connection.prepared = true
    } catch (error) {
      connection.socket.destroy()
      again(connection)
      throw error
    }
  }
  /** Once for each connection, however often it says that it has ended. */
  const again = (ended: Connection) => {
    if (current !== ended) return
    current = undefined
    setTimeout(() => void (!closed && connect().catch(() => undefined)), reconnect)
  }

  await connect()
  return {
    /** Returns undefined while there is no connection. */
    client: () => (current?.prepared ? current.client : undefined),
    /** Gives a connection up that does not answer. */
    drop: () => void current?.socket.destroy(),
    async close() {
      closed = true
      await current?.client.end()
    },
  }
}

function openConnection(Client: typeof pg.Client, url: string, name: string): Connection {
  const socket = new Socket()
  const client = new Client({
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: 5_000,
    query_timeout: queryTimeout,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    stream: () => socket,
  })
  return { client, socket, prepared: false }
}
