import { sql } from 'kysely'
import type { Migrations } from '../../src/platform/database/migrate.ts'

/**
 * Adds where the bytes of a chunk are: in a body file, or, where `file` is null, in the row. Only SQLite has body files. What
 * is deleted of the table is listed until its bytes are overwritten.
 */
export const bodyFiles: Migrations[string] = (engine) => ({
  async up(db) {
    for (const column of ['file', 'position'])
      await db.schema.alterTable('body_chunks').addColumn(column, 'bigint').execute()
    await db.schema.alterTable('body_chunks').addColumn('size', 'integer').execute()
    if (engine === 'postgres') return
    await sql`create table removed_bodies (file integer not null, position integer not null, length integer not null,
      primary key (file, position)) without rowid`.execute(db)
    // Bytes of each file: up to where it has been checked, and how many are overwritten.
    await sql`create table body_files (file integer primary key, checked integer not null default 0,
      forgotten integer not null default 0)`.execute(db)
    await sql`create trigger body_chunks_removed after delete on body_chunks when old.file is not null begin
      insert or ignore into removed_bodies (file, position, length) values (old.file, old.position,
        16 + length(old.transaction_id) + length(old.part) + old.size);
      end`.execute(db)
  },
})
