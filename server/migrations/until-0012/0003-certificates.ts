import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Adds issued certificates, enrolment codes, and the revocation lists of other authorities. */
export const certificates = (): Migration => {
  const issued = async (db: Kysely<unknown>) => {
    const text = ['client', 'serial', 'how', 'reason', 'sealed_passphrase'] as const
    for (const name of text) await db.schema.alterTable('certificates').addColumn(name, 'text').execute()
    const times = ['revoked_at', 'first_used'] as const
    for (const name of times) await db.schema.alterTable('certificates').addColumn(name, 'bigint').execute()
    await db.schema.createIndex('certificates_purpose').on('certificates').columns(['purpose', 'id']).execute()
  }

  return {
    async up(db) {
      await issued(db)
      await db.schema
        .createTable('enrolments')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('client', 'text', (column) => column.notNull())
        .addColumn('code_digest', 'text', (column) => column.notNull().unique())
        .addColumn('days', 'integer', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('expires', 'bigint', (column) => column.notNull())
        .addColumn('attempts', 'integer', (column) => column.notNull())
        .addColumn('used_at', 'bigint')
        .addColumn('used_from', 'text')
        .addColumn('certificate', 'text')
        .execute()
      await db.schema
        .createTable('revocation_lists')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('issuer_key', 'text', (column) => column.notNull().unique())
        .addColumn('issuer', 'text', (column) => column.notNull())
        .addColumn('pem', 'text', (column) => column.notNull())
        .addColumn('this_update', 'bigint', (column) => column.notNull())
        .addColumn('next_update', 'bigint')
        .execute()
    },
  }
}
