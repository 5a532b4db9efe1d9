import { type Kysely, sql } from 'kysely'
import type { Migrations } from '../src/platform/database/migrate.ts'
import { idGenerator } from '../src/platform/ids.ts'

type Former = { id: string; definition: string; password_hash: string | null; token_digest: string | null }
type Credential = { id: string; client: string; kind: string; name: string; secret: string; made_at: number }
type Tables = { clients: Former; credentials: Credential }

const maxRowsPerStatement = 500

/** Credentials become rows of their own. Those that clients have are taken over, and leave the table of clients. */
export const credentials: Migrations[string] = () => ({
  async up(untyped: Kysely<unknown>) {
    const db = untyped.withTables<Tables>()
    await db.schema
      .createTable('credentials')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('client', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('secret', 'text')
      .addColumn('made_by', 'text')
      .addColumn('made_at', 'bigint', (column) => column.notNull())
      .addColumn('valid_from', 'bigint')
      .addColumn('valid_until', 'bigint')
      .addColumn('revoked_at', 'bigint')
      .addColumn('successor', 'text')
      .execute()
    await db.schema.createIndex('credentials_client').on('credentials').column('client').execute()
    await db.schema
      .createIndex('credentials_secret')
      .unique()
      .on('credentials')
      .columns(['kind', 'secret'])
      .where(sql<boolean>`kind in ('token', 'jwt')`)
      .execute()

    const newId = idGenerator()
    const clients = await db.selectFrom('clients').selectAll().execute()
    const rows = clients.flatMap((client) => listCredentials(client, newId))
    for (let from = 0; from < rows.length; from += maxRowsPerStatement)
      await db
        .insertInto('credentials')
        .values(rows.slice(from, from + maxRowsPerStatement))
        .execute()
    await rebuildClients(db)
  },
})

function listCredentials({ id, definition, password_hash, token_digest }: Former, newId: () => string): Credential[] {
  const { certFingerprint } = JSON.parse(definition)
  const found = { certificate: certFingerprint, basic: password_hash, token: token_digest }
  return Object.entries(found).flatMap(([kind, secret]) =>
    secret ? [{ id: newId(), client: id, kind, name: '', secret, made_at: Date.now() }] : [],
  )
}

/** SQLite cannot drop a column that is unique. */
async function rebuildClients(db: Kysely<Tables>) {
  await db.schema
    .createTable('clients_without_credentials')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('client_id', 'text', (column) => column.notNull().unique())
    .addColumn('definition', 'text', (column) => column.notNull())
    .execute()
  await sql`insert into clients_without_credentials select id, client_id, definition from clients`.execute(db)
  await db.schema.dropTable('clients').execute()
  await db.schema.alterTable('clients_without_credentials').renameTo('clients').execute()
}
