import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Mediators, and every configuration they have had. `definition` and `config` are sealed: they hold passwords of upstreams. */
export const mediators: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('mediators')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('urn', 'text', (column) => column.notNull().unique())
      .addColumn('version', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('definition', 'text', (column) => column.notNull())
      .addColumn('config', 'text')
      .addColumn('config_modified', 'bigint')
      // 1 until a heartbeat has been answered with the configuration.
      .addColumn('config_pending', 'integer', (column) => column.notNull())
      .addColumn('uptime', 'double precision')
      .addColumn('last_heartbeat', 'bigint')
      .execute()
    await db.schema
      .createTable('mediator_configs')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('mediator', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('by', 'text', (column) => column.notNull())
      .addColumn('config', 'text', (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('mediator_configs_mediator')
      .on('mediator_configs')
      .columns(['mediator', 'id'])
      .execute()
  },
})
