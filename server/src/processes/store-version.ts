// Which versions of the program may work with a store.
import { leastMigrations, migrations } from '../../migrations/index.ts'
import { hasColdBodies } from '../bodies/index.ts'
import { badConfiguration, CommandError } from '../platform/command-error.ts'
import type { Database } from '../platform/database/database.ts'
import { unknownMigrations } from '../platform/database/migrate.ts'
import { readLeastMigration, writeLeastMigration } from '../system/index.ts'

/**
 * Throws when a newer version of the program has changed the store so that this version cannot work with it. Returns true
 * when a newer version has changed it, and this one may go on beside.
 */
export async function checkStoreVersion(database: Database): Promise<boolean> {
  const unknown = await unknownMigrations(database, migrations)
  if (unknown.length === 0) return false
  const least = await readLeastMigration(database)
  if (least !== undefined && least in migrations) return true
  throw new CommandError(
    `The store belongs to a newer version of Mediary (it has had the migration ${unknown.at(-1)}): start that version, or restore a backup of this one.`,
    { exitCode: badConfiguration },
  )
}

const coldBodiesMigration = '0075-cold-bodies'

/** Keeps programs out that could not read bodies from a bucket. */
export const requireColdBodies = (database: Database) => writeLeastMigration(database, coldBodiesMigration)

/** Stores which programs may work with the store from now on. A newer version has said it already. */
export async function rememberStoreVersion(database: Database): Promise<void> {
  if ((await unknownMigrations(database, migrations)).length) return
  const least = (await hasColdBodies(database)) ? coldBodiesMigration : leastMigrations[database.engine]
  if ((await readLeastMigration(database)) !== least) await writeLeastMigration(database, least)
}
