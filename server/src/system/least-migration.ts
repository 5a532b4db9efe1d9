import type { Database } from '../platform/database/database.ts'
import { readStored, writeStored } from './stored-settings.ts'

const name = 'least-migration'

/** Returns the migration that a program must know to work with the store; undefined in a store of an earlier version. */
export const readLeastMigration = ({ kysely }: Database) => readStored(kysely, name)

/** Stores which migration a program must know from now on. */
export const writeLeastMigration = ({ kysely }: Database, migration: string) => writeStored(kysely, name, migration)
