import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Database, openDatabase } from '../platform/database.ts'
import { installationKey, type Secrets, secretsOf } from '../platform/secrets.ts'
import type { Settings } from '../settings.ts'

export const databaseUrl = ({ data, databaseUrl: url }: Settings) => url ?? join(data, 'mediary.db')

/** The store and the secrets of this installation. */
export function openInstallation(settings: Settings): { database: Database; secrets: Secrets } {
  mkdirSync(settings.data, { recursive: true, mode: 0o700 })
  const secrets = secretsOf(installationKey(settings.data, settings.installationKey))
  return { database: openDatabase(databaseUrl(settings)), secrets }
}
