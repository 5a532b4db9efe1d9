import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrations } from '../../migrations/index.ts'
import {
  type ApiAddress,
  type ApiUser,
  apiTransactions,
  copyConfiguration,
  type ImportReport,
  importOpenhim,
  openApiDump,
  openDump,
  signIn,
  unpackedPrefix,
} from '../openhim-import/index.ts'
import { CommandError } from '../platform/command-error.ts'
import type { Write } from '../platform/database/changes.ts'
import { type Database, openDatabase } from '../platform/database/database.ts'
import { migrate, pendingMigrations } from '../platform/database/migrate.ts'
import { isPostgres } from '../platform/database/postgres/hosts.ts'
import { announceChanges } from '../platform/database/postgres/notices.ts'
import { lockFile } from '../platform/files/file-lock.ts'
import { idGenerator } from '../platform/ids.ts'
import { buildSecrets, type Secrets } from '../platform/secrets.ts'
import { configurationStores } from '../processes/configuration-stores.ts'
import { installation } from '../processes/installation.ts'
import { checkKey, openInstallation, prepareInstallation } from '../processes/open.ts'
import { databaseUrl, lockInstallation } from '../processes/places.ts'
import { sessionStore } from '../sessions/index.ts'
import type { Settings } from '../settings/settings.ts'
import { isRunning } from './doctor.ts'

type Options = { dryRun?: boolean; database?: string; since?: Date; transactions: boolean }
type Store = { database: Database; secrets: Secrets }
type Opened = Store & { isServed: boolean; close: () => Promise<void> }

type Source = Parameters<typeof importOpenhim>[0]
type OnProgress = (done: number, all: number) => void

/** Imports a dump of an OpenHIM database into the store: while Mediary serves it, or while it is stopped. */
export const importDump = (path: string, settings: Settings, options: Options, onProgress: OnProgress) =>
  importFrom({ dump: openDump(path, { database: options.database }) }, settings, options, onProgress)

/** Imports from the API of a running OpenHIM. */
export async function importFromApi(
  { address, user }: { address: ApiAddress; user: ApiUser },
  settings: Settings,
  options: Options,
  onProgress: OnProgress,
): Promise<ImportReport> {
  const api = await signIn(address, user)
  const source = { dump: openApiDump(api, address.url.origin), api: { readTransactions: apiTransactions(api) } }
  return importFrom(source, settings, options, onProgress)
}

async function importFrom(
  source: Source,
  settings: Settings,
  options: Options,
  onProgress: OnProgress,
): Promise<ImportReport> {
  const store = options.dryRun ? await openForRehearsal(settings) : await openStore(settings)
  const { database, secrets, record, folder, close } = store
  try {
    const stores = installation(database, secrets, settings, async () => undefined)
    await stores.userRoles.ensureDefaults()
    const newId = idGenerator()
    const storesOn = (on: Database, write: Write) => ({
      ...configurationStores(on, write, { secrets, newId, hasTransactions: async () => true }),
      endSessions: sessionStore(on, settings.api.maxAge).closeAll,
    })
    const seals = !options.dryRun
    const report = await importOpenhim(
      source,
      {
        database,
        record,
        storesOn,
        digest: secrets.digest,
        channels: () => stores.channels.list(),
        sealFor: ({ _id, sealBodies }, at) => (seals && sealBodies ? stores.bodyKeys.sealer(_id, at) : undefined),
        isShared: store.isServed || database.engine === 'postgres',
        announce: () => announceChanges(database, 'import-openhim'),
      },
      {
        folder,
        isRehearsal: options.dryRun === true,
        withTransactions: options.transactions,
        since: options.since?.getTime(),
        settings: {
          compatOpenhim: settings.compat.openhim,
          tokenAuthentication: settings.api.tokenAuthentication,
        },
        onProgress,
      },
    )
    return report
  } finally {
    await close()
  }
}

/** Opens the store to write. A store that is served must be up to date; another one is brought up to date. */
async function openStore(settings: Settings): Promise<Opened & { record: Database; folder: string }> {
  const isServed = await isRunning(settings)
  const release = isServed ? () => undefined : lockInstallation(settings)
  const unlock = lockFile(join(settings.data, 'openhim-import.lock'))
  if (!unlock) throw new CommandError('Another import runs on this data folder: wait for its end.')
  removeUnpacked(settings.data)
  const { database, secrets } = isServed ? await openServed(settings) : await prepareInstallation(settings)
  const close = async () => {
    await database.close()
    unlock()
    release()
  }
  return { database, secrets, record: database, folder: settings.data, isServed, close }
}

async function openServed(settings: Settings): Promise<Store> {
  const store = openInstallation(settings)
  const pending = await pendingMigrations(store.database, migrations)
  if (pending.length)
    throw new CommandError('Mediary serves this store in an older version: restart it with this version first.')
  await checkKey(store.database, store.secrets, settings)
  return store
}

/** Removes what an import left behind that was killed. */
function removeUnpacked(data: string) {
  for (const name of readdirSync(data))
    if (name.startsWith(unpackedPrefix)) rmSync(join(data, name), { recursive: true, force: true })
}

/** Opens a copy of the configuration, in a folder that is removed. Where there is no store yet, the copy is empty. */
async function openForRehearsal(settings: Settings): Promise<Opened & { record: Database; folder: string }> {
  const url = databaseUrl(settings)
  const exists = isPostgres(url) || existsSync(url)
  const stored = exists ? await openServed(settings) : undefined
  const folder = mkdtempSync(join(tmpdir(), 'mediary-rehearsal-'))
  const database = openDatabase(join(folder, 'rehearsal.db'))
  await migrate(database, migrations)
  if (stored) await copyConfiguration(stored.database, database)
  const close = async () => {
    await database.close()
    await stored?.database.close()
    rmSync(folder, { recursive: true, force: true })
  }
  const secrets = stored?.secrets ?? buildSecrets(randomBytes(32))
  return { database, secrets, record: stored?.database ?? database, folder, isServed: false, close }
}
