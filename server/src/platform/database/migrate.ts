import { type Migration, Migrator } from 'kysely/migration'
import type { Database } from './database.ts'

export type Migrations = Record<string, (engine: Database['engine']) => Migration>

const buildMigrator = (database: Database, migrations: Migrations) => {
  const provided = Object.fromEntries(Object.entries(migrations).map(([name, make]) => [name, make(database.engine)]))
  return new Migrator({
    db: database.kysely,
    provider: { getMigrations: async () => provided },
    // Each stands for itself, and several are written at the same time: a store may have had a later one first.
    allowUnorderedMigrations: true,
  })
}

/** Names of the migrations that the store has not had yet. Changes nothing. */
export const pendingMigrations = async (database: Database, migrations: Migrations): Promise<string[]> =>
  (await buildMigrator(database, migrations).getMigrations())
    .filter(({ executedAt }) => executedAt === undefined)
    .map(({ name }) => name)

/** Brings the store to the newest form; throws the cause when that fails, and the store stays as it was. */
export async function migrate(database: Database, migrations: Migrations) {
  const { error, results } = await buildMigrator(database, migrations).migrateToLatest()
  if (error) throw error
  // A loss of power soon after the first start must not leave a store without its tables.
  if (database.engine === 'sqlite' && results?.length) database.sqlite.exec('pragma wal_checkpoint(passive)')
}
