import { sql } from 'kysely'
import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Reads the table of bodies once, while others write to it: all rows are below the bound that 0064 has set. */
export const bodyPartitionsCheck: Migrations[string] = (engine) => ({
  async up(db) {
    if (engine === 'sqlite') return
    const { rows } = await sql`select from pg_constraint where conname = 'body_chunks_bound'
      and conrelid = 'body_chunks'::regclass`.execute(db)
    if (rows.length > 0) await sql`alter table body_chunks validate constraint body_chunks_bound`.execute(db)
  },
})
