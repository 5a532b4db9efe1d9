import type { Migrations } from '../src/platform/database/migrate.ts'

/** Adds the health of routes: what the gateway has learnt about upstreams from the requests that it sent to them. */
export const routeHealth: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('route_health')
      .addColumn('channel', 'text', (column) => column.notNull())
      .addColumn('route', 'text', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('last_tried', 'bigint', (column) => column.notNull())
      .addColumn('health', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('route_health_key', ['channel', 'route'])
      .execute()
  },
})
