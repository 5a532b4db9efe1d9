import { type Kysely, sql } from 'kysely'
import type { Migrations } from '../../src/platform/database/migrate.ts'

/** A task of a million transactions is a million rows, each claimed and ended by itself. */
export const tasks: Migrations[string] = () => ({
  async up(db) {
    await createTasks(db)
    await createLineage(db)
  },
})

async function createTasks(db: Kysely<unknown>) {
  await db.schema
    .createTable('tasks')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('by', 'text', (column) => column.notNull())
    .addColumn('created', 'bigint', (column) => column.notNull())
    .addColumn('completed', 'bigint')
    .addColumn('batch_size', 'integer', (column) => column.notNull())
    .addColumn('rate', 'double precision')
    .addColumn('order_by', 'text', (column) => column.notNull())
    .addColumn('total', 'integer', (column) => column.notNull())
    // What is still to be gathered: the filters, the channels they are held to, and how far it has come.
    .addColumn('gather', 'text')
    .addColumn('watermark', 'text')
    .addColumn('owner', 'text')
    .addColumn('lease_until', 'bigint', (column) => column.notNull())
    .execute()
  await sql`create index tasks_open on tasks (id) where status not in ('Completed', 'Cancelled')`.execute(db)

  await db.schema
    .createTable('task_rows')
    .addColumn('task', 'text', (column) => column.notNull())
    .addColumn('n', 'integer', (column) => column.notNull())
    .addColumn('transaction_id', 'text', (column) => column.notNull())
    .addColumn('order_key', 'text')
    .addColumn('tstatus', 'text', (column) => column.notNull())
    .addColumn('rerun_id', 'text')
    .addColumn('rerun_status', 'text')
    .addColumn('error', 'text')
    .addColumn('attempt', 'integer')
    .addColumn('routes', 'text')
    .addColumn('edit', 'text')
    .addPrimaryKeyConstraint('task_rows_key', ['task', 'n'])
    .execute()
  await db.schema.createIndex('task_rows_status').on('task_rows').columns(['task', 'tstatus', 'n']).execute()
}

async function createLineage(db: Kysely<unknown>) {
  await db.schema
    .createTable('reruns')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('parent', 'text', (column) => column.notNull())
    .addColumn('by', 'text', (column) => column.notNull())
    .addColumn('task', 'text', (column) => column.notNull())
    .addColumn('attempt', 'integer')
    .addColumn('changes', 'text')
    .execute()
  await db.schema.createIndex('reruns_parent').on('reruns').columns(['parent', 'id']).execute()

  await db.schema
    .createTable('retries')
    .addColumn('transaction_id', 'text', (column) => column.primaryKey())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('due', 'bigint', (column) => column.notNull())
    .addColumn('attempt', 'integer', (column) => column.notNull())
    .addColumn('routes', 'text')
    .execute()
  await db.schema.createIndex('retries_due').on('retries').columns(['due']).execute()
}
