import type { Migrations } from '../../src/platform/database/migrate.ts'

/** The tables of the search index get the terms of a bitmap index: segments, fields and ordinals. */
export const searchTerms: Migrations[string] = () => ({
  async up(db) {
    await db.schema.alterTable('search_blocks').renameTo('search_segments').execute()
    await db.schema.alterTable('search_postings').renameColumn('block', 'segment').execute()
    await db.schema.alterTable('search_postings').renameColumn('facet', 'field').execute()
    await db.schema.alterTable('search_postings').renameColumn('places', 'ordinals').execute()
  },
})
