import { migrations } from '../server/migrations/index.ts'
import { openDatabase } from '../server/src/platform/database/database.ts'
import { migrate } from '../server/src/platform/database/migrate.ts'

export type Size = { clients: number; channels: number }

type Tables = {
  clients: { id: string; client_id: string; definition: string }
  roles: { id: string; name: string }
  channels: { id: string; name: string; definition: string }
}

const roles = 100
const batch = 500

/** Puts clients and channels into a new store, besides those of the bench: all may be used, none is asked. */
export async function fill(url: string, { clients, channels }: Size) {
  const database = openDatabase(url)
  await migrate(database, migrations)
  const db = database.kysely.withTables<Tables>()
  for (const rows of batches(roles, (n) => ({ id: toId(1, n), name: toRole(n) })))
    await db.insertInto('roles').values(rows).execute()
  for (const rows of batches(clients, clientRow)) await db.insertInto('clients').values(rows).execute()
  for (const rows of batches(channels, channelRow)) await db.insertInto('channels').values(rows).execute()
  await database.close()
}

const clientRow = (n: number) => {
  const clientDomain = `facility-${n}.example.org`
  const definition = JSON.stringify({ name: `Facility ${n}`, roles: [toRole(n)], clientDomain })
  return { id: toId(2, n), client_id: `facility-${n}`, definition }
}

const channelRow = (n: number) => ({ id: toId(3, n), name: `Channel ${n}`, definition: channel(n) })

const channel = (n: number) =>
  JSON.stringify({
    urlPattern: `^/service-${n}/`,
    methods: ['GET', 'POST'],
    authType: 'private',
    allow: [toRole(n)],
    routes: [{ _id: toId(4, n), name: 'Upstream', primary: true, host: '127.0.0.1', port: 9, type: 'http' }],
  })

const toRole = (n: number) => `role-${n % roles}`
const toId = (kind: number, n: number) => `${kind}${n.toString(16).padStart(23, '0')}`

function* batches<Row>(count: number, row: (n: number) => Row) {
  for (let from = 0; from < count; from += batch)
    yield Array.from({ length: Math.min(batch, count - from) }, (_, i) => row(from + i))
}
