import { authorityStore, enrolmentStore, revocationStore } from '../authority/index.ts'
import { bodyReader, bodyViews, keyForgetting } from '../bodies/index.ts'
import { clientImportStore, guessStore } from '../clients/index.ts'
import type { Database } from '../platform/database/database.ts'
import type { Reader } from '../platform/database/reader.ts'
import { idGenerator } from '../platform/ids.ts'
import type { Secrets } from '../platform/secrets.ts'
import { refusalStore } from '../refusals/index.ts'
import { previewer, removalStore, storageReport } from '../retention/index.ts'
import type { Settings } from '../settings/settings.ts'
import { issuerStore, mechanismStore, type Sources } from '../system/index.ts'
import { taskStore } from '../tasks/index.ts'
import { toIndexedValue, transactionSearch, transactionStore } from '../transactions/index.ts'
import { trafficReader } from '../visualizers/index.ts'
import { auditStores } from './audit-stores.ts'
import { openBodies } from './bodies/open.ts'
import { configurationStores, rehearsingStores } from './configuration-stores.ts'
import { peopleStores } from './people-stores.ts'
import { openHistory } from './recorded-objects.ts'
import { countingStores } from './request-rates.ts'

export type Installation = ReturnType<typeof installation>

/**
 * Every store of the management side. `announce` resolves when all gateway workers obey what was changed; `reader` is asked
 * what may take long.
 */
export function installation(
  database: Database,
  secrets: Secrets,
  settings: Settings,
  publish: () => Promise<void>,
  sources?: Sources,
  reader: Reader = database,
) {
  const newId = idGenerator()
  const search = transactionSearch(reader, (key) =>
    [false, true].map((hashed) => toIndexedValue(secrets.searchDigest, { ...key, hashed })),
  )
  const deps = { secrets, newId, hasTransactions: search.existsFor }
  const people = peopleStores(database, secrets, settings)
  const { write, ...recorded } = openHistory(database, publish, {
    ...deps,
    endSessions: people.stores.sessions.closeAll,
  })
  const transactions = transactionStore(database)
  const authority = authorityStore(database, write, { secrets, newId })
  const configuration = configurationStores(database, write, deps)
  const { users, clients, channels } = configuration
  const enrolments = enrolmentStore(database, write, { secrets, newId, authority, findClient: clients.find })
  const { bodies, bodyKeys, coldBodies } = openBodies(database, settings, secrets)
  const views = bodyViews(database, newId)
  const audits = auditStores(database, reader, { secrets, newId, settings })
  const demandsReason = async (id: string) => (await channels.find(id))?.demandBodyReason === true
  return {
    reader,
    ...configuration,
    rehearsing: rehearsingStores(database, deps),
    ...people.stores,
    setup: people.findSetup(users),
    authority,
    revocation: revocationStore(database, write, { newId, authority }),
    enrolments,
    clientImport: clientImportStore(database, write, { secrets, newId, invite: enrolments.inviteWithin }),
    transactions,
    bodies,
    coldBodies,
    bodyKeys,
    keyForgetting: keyForgetting(database, bodyKeys),
    bodyViews: views,
    ...audits,
    bodyReader: bodyReader({ bodies, views, demandsReason }),
    retentionPreview: previewer(database, { search, holds: audits.legalHolds }),
    removals: removalStore(database),
    storageReport: storageReport(database, { reader, search, channels: channels.list, settings, cold: coldBodies }),
    search,
    traffic: trafficReader(reader),
    ...countingStores(database, reader, { search, timeZone: settings.metrics.timeZone }),
    refusals: refusalStore(database),
    guesses: guessStore(database, { digest: secrets.searchDigest }),
    tasks: taskStore(database, { newId }),
    issuers: issuerStore(database, write, { ...settings, secrets, newId }),
    mechanisms: mechanismStore(database, write, { authentication: settings.authentication, sources }),
    ...recorded,
  }
}
