import { sql } from 'kysely'
import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds up to where each journal has been taken over, and up to where that was overwritten since. Only SQLite has journals. */
export const journals: Migrations[string] = (engine) => ({
  async up(db) {
    if (engine === 'postgres') return
    await sql`create table journals (file integer primary key, position integer not null,
      cleared integer not null default 0)`.execute(db)
  },
})
