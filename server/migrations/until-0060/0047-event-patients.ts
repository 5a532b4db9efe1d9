import { sql } from 'kysely'
import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds the index of the patients that transactions, audits and views of bodies name. */
export const eventPatients: Migrations[string] = (engine) => ({
  async up(db) {
    await db.schema
      .createTable('event_patients')
      // Behind `=` the value, behind `#` a keyed hash of it.
      .addColumn('value', 'text', (column) => column.notNull())
      // The system of an identifier; empty for a reference, and when none is known.
      .addColumn('system', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('event_patients_key', ['value', 'id', 'system'])
      .modifyEnd(sql.raw(engine === 'sqlite' ? 'without rowid' : ''))
      .execute()
    await db.schema.createIndex('event_patients_id').on('event_patients').column('id').execute()
  },
})
