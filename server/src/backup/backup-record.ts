// The backups that were made of a store, noted in it.
import type { Database } from '../platform/database/database.ts'
import { idGenerator } from '../platform/ids.ts'

type Row = { id: string; made: number; bytes: number }
type Tables = { backups: Row }

const keepFor = 400 * 86_400_000

/** The record of the backups of a store. */
export function backupRecord(database: Database) {
  const db = database.kysely.withTables<Tables>()
  return {
    /** Notes a backup that was read back and is complete. */
    async add({ made, bytes }: Omit<Row, 'id'>) {
      await db
        .insertInto('backups')
        .values({ id: idGenerator()(made), made, bytes })
        .execute()
      await db
        .deleteFrom('backups')
        .where('made', '<', made - keepFor)
        .execute()
    },

    /** Returns when the last backup was begun: what was written later is not in it. */
    async findLast(): Promise<number | undefined> {
      const { made } = await db
        .selectFrom('backups')
        .select(({ fn }) => fn.max('made').as('made'))
        .executeTakeFirstOrThrow()
      return made === null ? undefined : Number(made)
    },
  }
}
