import { sql } from 'kysely'
import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds what is or was wrong with the installation, each from its beginning to its end. */
export const conditions: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('conditions')
      .addColumn('rule', 'text', (column) => column.notNull())
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('began', 'bigint', (column) => column.notNull())
      .addColumn('ended', 'bigint')
      // The people who know of the beginning, so that they learn of the end.
      .addColumn('told', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('conditions_key', ['rule', 'subject', 'began'])
      .execute()
    // Two nodes that see the same tell it once.
    await db.schema
      .createIndex('conditions_open')
      .on('conditions')
      .columns(['rule', 'subject'])
      .unique()
      .where(sql.ref('ended'), 'is', null)
      .execute()
  },
})
