import { join } from 'node:path'
import { type Database, openDatabase } from '../platform/database/database.ts'
import { makeFolder } from '../platform/folder.ts'
import { installationKey, type Secrets, secretsOf } from '../platform/secrets.ts'
import type { Settings } from '../settings/settings.ts'

/** Keys of sealed bodies stand outside the store, so that no copy of the store has them. */
export const bodyKeyFolder = ({ data, bodyKeys }: Settings) => bodyKeys ?? join(data, 'body-keys')

export const databaseUrl = ({ data, databaseUrl: url }: Settings) => url ?? join(data, 'mediary.db')

/** The store and the secrets of this installation. */
export function openInstallation(settings: Settings): { database: Database; secrets: Secrets } {
  makeFolder(settings.data)
  const secrets = secretsOf(installationKey(settings.data, settings.installationKey))
  return { database: openDatabase(databaseUrl(settings), settings.durability), secrets }
}
