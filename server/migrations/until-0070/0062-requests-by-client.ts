import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds an index by which the requests of one client are counted without those of the others. */
export const requestsByClient: Migrations[string] = () => ({
  async up(db) {
    await db.schema.createIndex('client_requests_by_client').on('client_requests').columns(['client', 'day']).execute()
  },
})
