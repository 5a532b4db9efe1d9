// A copy of the configuration for a dry run: the import runs on it as it would run on the store, which stays as it is.
import { copyTables } from '../platform/database/copy-tables.ts'
import type { Database } from '../platform/database/database.ts'

/** The tables that an import of the configuration reads or changes. */
const tables = [
  'settings',
  'user_roles',
  'users',
  'roles',
  'clients',
  'credentials',
  'channels',
  'certificates',
  'documents',
  'mediators',
  'openhim_import',
]

/** Copies the configuration into an empty, migrated store. */
export const copyConfiguration = (from: Database, to: Database): Promise<void> => copyTables(from, to, tables)
