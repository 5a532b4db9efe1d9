import { type Migration, Migrator } from 'kysely/migration'
import type { Database } from './database.ts'

export type Migrations = Record<string, (engine: Database['engine']) => Migration>

/** Brings the store to the newest form; throws the cause when that fails, and the store stays as it was. */
export async function migrate(database: Database, migrations: Migrations) {
  const provided = Object.fromEntries(Object.entries(migrations).map(([name, make]) => [name, make(database.engine)]))
  const migrator = new Migrator({ db: database.kysely, provider: { getMigrations: async () => provided } })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}
