import { type Kysely, sql } from 'kysely'
import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Times are epoch milliseconds; ids are 24 hexadecimal characters; documents are JSON text. */
export const first: Migrations[string] = (engine) => {
  const bytes = sql.raw(engine === 'postgres' ? 'bytea' : 'blob')
  return {
    async up(db) {
      await createConfiguration(db)
      await createPeople(db)
      await createTransactions(db, bytes)
      await createBodiesAndRefusals(db, bytes)
    },
  }
}

type Db = Kysely<unknown>
type ColumnType = ReturnType<typeof sql.raw>

async function createConfiguration(db: Db) {
  await db.schema
    .createTable('changes')
    .addColumn('seq', 'bigint', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute()

  await db.schema
    .createTable('clients')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('client_id', 'text', (column) => column.notNull().unique())
    .addColumn('definition', 'text', (column) => column.notNull())
    .addColumn('password_hash', 'text')
    .addColumn('token_digest', 'text', (column) => column.unique())
    .execute()

  await db.schema
    .createTable('roles')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('made_for', 'text')
    .execute()

  await db.schema
    .createTable('channels')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('definition', 'text', (column) => column.notNull())
    .execute()

  await db.schema
    .createTable('channel_audits')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('by', 'text', (column) => column.notNull())
    .addColumn('ops', 'text', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('channel_audits_channel').on('channel_audits').columns(['channel', 'id']).execute()

  await db.schema
    .createTable('certificates')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('fingerprint256', 'text', (column) => column.notNull())
    .addColumn('pem', 'text', (column) => column.notNull())
    .addColumn('sealed_key', 'text')
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute()
}

async function createPeople(db: Db) {
  await db.schema
    .createTable('users')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('email', 'text', (column) => column.notNull().unique())
    .addColumn('definition', 'text', (column) => column.notNull())
    .addColumn('password_hash', 'text')
    .addColumn('token_digest', 'text', (column) => column.unique())
    .addColumn('token_expiry', 'bigint')
    .execute()

  await db.schema
    .createTable('user_roles')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('permissions', 'text', (column) => column.notNull())
    .execute()

  await db.schema
    .createTable('sessions')
    .addColumn('digest', 'text', (column) => column.primaryKey())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addColumn('expires', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('sessions_user').on('sessions').column('user_id').execute()

  await db.schema
    .createTable('settings')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute()
}

async function createTransactions(db: Db, bytes: ColumnType) {
  await db.schema
    .createTable('workers')
    .addColumn('maker', 'text', (column) => column.primaryKey())
    .addColumn('host', 'text', (column) => column.notNull())
    .addColumn('pid', 'integer', (column) => column.notNull())
    .addColumn('seen', 'bigint', (column) => column.notNull())
    .addColumn('since', 'text', (column) => column.notNull())
    .execute()

  await db.schema
    .createTable('transactions')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('client', 'text')
    .addColumn('client_ip', 'text', (column) => column.notNull())
    .addColumn('recognised', 'text')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('requested_at', 'bigint', (column) => column.notNull())
    .addColumn('method', 'text', (column) => column.notNull())
    .addColumn('host', 'text')
    .addColumn('path', 'text', (column) => column.notNull())
    .addColumn('query', 'text', (column) => column.notNull())
    .addColumn('request_headers', 'text', (column) => column.notNull())
    .addColumn('request_body', bytes)
    .addColumn('request_size', 'bigint')
    .addColumn('can_rerun', 'integer', (column) => column.notNull())
    .addColumn('responded_at', 'bigint')
    .addColumn('response_status', 'integer')
    .addColumn('response_headers', 'text')
    .addColumn('response_body', bytes)
    .addColumn('response_size', 'bigint')
    .addColumn('upstream', 'text')
    .addColumn('error', 'text')
    .execute()
  await db.schema.createIndex('transactions_channel').on('transactions').columns(['channel', 'id']).execute()
  await db.schema.createIndex('transactions_client').on('transactions').columns(['client', 'id']).execute()
  // Nearly all are successful, and those under way are the newest: neither needs an index, which every request would pay for.
  await sql`create index transactions_status on transactions (status, id) where status not in ('Processing', 'Successful')`.execute(
    db,
  )
}

async function createBodiesAndRefusals(db: Db, bytes: ColumnType) {
  await db.schema
    .createTable('body_chunks')
    .addColumn('transaction_id', 'text', (column) => column.notNull())
    .addColumn('part', 'text', (column) => column.notNull())
    .addColumn('n', 'integer', (column) => column.notNull())
    .addColumn('bytes', bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('body_chunks_key', ['transaction_id', 'part', 'n'])
    .execute()

  await db.schema
    .createTable('refusals')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('last_seen', 'bigint', (column) => column.notNull())
    .addColumn('count', 'integer', (column) => column.notNull())
    .addColumn('client_ip', 'text', (column) => column.notNull())
    .addColumn('client', 'text')
    .addColumn('channel', 'text')
    .addColumn('method', 'text')
    .addColumn('path', 'text')
    .addColumn('status', 'integer', (column) => column.notNull())
    .addColumn('stage', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .execute()
}
