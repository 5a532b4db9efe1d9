// Opens what an installation is made of: its store, and the key that opens what is sealed in it.
import { join } from 'node:path'
import { migrations } from '../../migrations/index.ts'
import { badConfiguration, CommandError } from '../platform/command-error.ts'
import { type Database, openDatabase } from '../platform/database/database.ts'
import { migrate } from '../platform/database/migrate.ts'
import { isPostgres } from '../platform/database/postgres/hosts.ts'
import { findPooler } from '../platform/database/postgres/pooler.ts'
import { makeFolder } from '../platform/files/folder.ts'
import { buildSecrets, createInstallationKey, readInstallationKey, type Secrets } from '../platform/secrets.ts'
import type { Settings } from '../settings/settings.ts'
import { readKeyId, rememberKeyId } from '../system/index.ts'
import { takeOver } from '../transactions/index.ts'
import { databaseUrl } from './places.ts'
import { checkStoreVersion, rememberStoreVersion } from './store-version.ts'

type Installation = { database: Database; secrets: Secrets }

/** Opens the store and reads the key of an installation that has been prepared. */
export function openInstallation(settings: Settings): Installation {
  makeFolder(settings.data)
  const secrets = readSecrets(settings) ?? refuseMissingKey(settings)
  return { database: openDatabase(databaseUrl(settings), settings.durability), secrets }
}

/** Brings the store up to date. A new store gets a new key; an older one must meet the key it was made with. */
export async function prepareInstallation(settings: Settings): Promise<Installation> {
  makeFolder(settings.data)
  const database = openDatabase(databaseUrl(settings), settings.durability)
  try {
    await refuseTransactionPooler(settings)
    const secrets = await findSecrets(database, settings)
    await checkStoreVersion(database)
    // Nothing is written to the store of another installation.
    if (await hasSettings(database)) await checkKeyId(database, secrets, settings)
    await migrate(database, migrations)
    await rememberStoreVersion(database)
    // A store of an earlier version does not know its key yet: it takes the first one that opens what it holds.
    if (await opensStore(database, secrets)) await rememberKeyId(database, secrets.keyId)
    await checkKey(database, secrets, settings)
    // What former processes have recorded, and SQLite does not have yet.
    await takeOver(database)
    return { database, secrets }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Throws when a pooler lends connections for one transaction only. */
async function refuseTransactionPooler(settings: Settings) {
  const url = databaseUrl(settings)
  if (!isPostgres(url) || (await findPooler(url)) !== 'transaction') return
  throw new CommandError(
    'DATABASE_URL leads to a pooler in transaction mode, in which locks, notices and prepared statements do not work: use its session mode (pool_mode = session), or the address of PostgreSQL itself.',
    { exitCode: badConfiguration },
  )
}

/** Throws when the store belongs to another installation key. */
export async function checkKey(database: Database, secrets: Secrets, settings: Settings): Promise<void> {
  await checkKeyId(database, secrets, settings)
  if (!(await opensStore(database, secrets))) throw otherKey(settings)
}

async function checkKeyId(database: Database, secrets: Secrets, settings: Settings) {
  const known = await readKeyId(database)
  if (known !== undefined && known !== secrets.keyId) throw otherKey(settings)
}

const otherKey = (settings: Settings) =>
  new CommandError(
    `The store belongs to another installation key than that of ${keySource(settings)}: put the key back with which the store was made.`,
    { exitCode: badConfiguration },
  )

const hasSettings = async ({ kysely }: Database) =>
  (await kysely.introspection.getTables()).some(({ name }) => name === 'settings')

const readSecrets = ({ data, installationKey }: Settings) => {
  const key = readInstallationKey(data, installationKey)
  return key && buildSecrets(key)
}

const keySource = ({ data, installationKey }: Settings) =>
  installationKey ? 'MEDIARY_INSTALLATION_KEY' : join(data, 'installation.key')

function refuseMissingKey({ data }: Settings): never {
  throw new CommandError(
    `There is a store, but no ${join(data, 'installation.key')}: put the key back with which the store was made, or set MEDIARY_INSTALLATION_KEY.`,
    { exitCode: badConfiguration },
  )
}

/** A key is made only together with a new store. */
async function findSecrets(database: Database, settings: Settings): Promise<Secrets> {
  const secrets = readSecrets(settings)
  if (secrets) return secrets
  const tables = await database.kysely.introspection.getTables()
  if (tables.length > 0) return refuseMissingKey(settings)
  return buildSecrets(createInstallationKey(settings.data))
}

type Tables = { certificates: { sealed_key: string | null } }

/** Tells whether a key opens what is sealed in the store. */
async function opensStore(database: Database, { open }: Secrets) {
  const certificates = database.kysely.withTables<Tables>().selectFrom('certificates')
  const sealed = await certificates.select('sealed_key').where('sealed_key', 'is not', null).executeTakeFirst()
  try {
    open(sealed?.sealed_key ?? '')
    return true
  } catch {
    return sealed === undefined
  }
}
