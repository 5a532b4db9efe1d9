import { type Migration, type MigrationResultSet, Migrator } from 'kysely/migration'
import type { Database } from './database.ts'

export type Migrations = Record<string, (engine: Database['engine']) => Migration>

const executed = 'kysely_migration'
type Tables = { kysely_migration: { name: string } }

/** Lists the migrations of the store that this program does not know: a newer version has made them. */
export async function unknownMigrations(database: Database, migrations: Migrations): Promise<string[]> {
  const tables = await database.kysely.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(({ name }) => name === executed)) return []
  const rows = await database.kysely.withTables<Tables>().selectFrom(executed).select('name').execute()
  return rows.map(({ name }) => name).filter((name) => !(name in migrations))
}

async function buildMigrator(database: Database, migrations: Migrations) {
  const provided = Object.fromEntries(Object.entries(migrations).map(([name, make]) => [name, make(database.engine)]))
  // They have been executed: nothing is left to do.
  const unknown = (await unknownMigrations(database, migrations)).map((name) => [name, { up: async () => undefined }])
  return new Migrator({
    db: database.kysely,
    provider: { getMigrations: async () => ({ ...provided, ...Object.fromEntries(unknown) }) },
    // Each stands for itself, and several are written at the same time: a store may have had a later one first.
    allowUnorderedMigrations: true,
  })
}

/** Names of the migrations that the store has not had yet. Changes nothing. */
export const pendingMigrations = async (database: Database, migrations: Migrations): Promise<string[]> =>
  (await (await buildMigrator(database, migrations)).getMigrations())
    .filter(({ executedAt }) => executedAt === undefined)
    .map(({ name }) => name)

/**
 * Brings the store to the newest form; throws the cause when that fails, and what failed leaves nothing behind. A store that is in use has one
 * migration after the other, so that the nodes that serve on wait for each of them only.
 */
export async function migrate(database: Database, migrations: Migrations) {
  const migrator = await buildMigrator(database, migrations)
  const isNew = (await migrator.getMigrations()).every(({ executedAt }) => executedAt === undefined)
  const runNext = () => (isNew ? migrator.migrateToLatest() : migrator.migrateUp())
  let isChanged = false
  for (;;) {
    const { error, results = [] } = await runUntilLocked(runNext)
    if (error) throw error
    if (results.length === 0) break
    isChanged = true
  }
  // A loss of power soon after the first start must not leave a store without its tables.
  if (database.engine === 'sqlite' && isChanged) database.sqlite.exec('pragma wal_checkpoint(passive)')
}

const maxAttempts = 10

/** 40P01: the transactions of other nodes and the migration waited for each other. 55P03: the migration waited as long as it may make others wait. */
const lockErrors = new Set<unknown>(['40P01', '55P03'])

/** Runs a migration that PostgreSQL ends because of a lock once more. */
async function runUntilLocked(run: () => Promise<MigrationResultSet>): Promise<MigrationResultSet> {
  for (let attempt = 1; ; attempt++) {
    const result = await run()
    const { error } = result
    const isLockError = error instanceof Error && 'code' in error && lockErrors.has(error.code)
    if (!isLockError || attempt === maxAttempts) return result
  }
}
