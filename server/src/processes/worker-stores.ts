import { authorityStore, revocationStore } from '../authority/index.ts'
import { channelStore } from '../channels/index.ts'
import { clientMembers, clientStore, guessStore } from '../clients/index.ts'
import { keystoreStore } from '../keystore/index.ts'
import { limitStore } from '../limits/index.ts'
import { changeLog } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import type { IdGenerator } from '../platform/ids.ts'
import type { Secrets } from '../platform/secrets.ts'
import { refusalStore } from '../refusals/index.ts'
import type { Settings } from '../settings/settings.ts'
import { shadowLog } from '../shadow/index.ts'
import { issuerStore, mechanismStore } from '../system/index.ts'
import { transactionSearch, transactionStore } from '../transactions/index.ts'
import { openBodies } from './bodies/open.ts'

type Deps = { database: Database; settings: Settings; secrets: Secrets; newId: IdGenerator }

/** Opens the stores that a gateway worker needs. A worker changes no configuration, so nobody waits for its changes. */
export function openWorkerStores({ database, settings, secrets, newId }: Deps) {
  const { write } = changeLog(database, async () => undefined)
  const hasTransactions = transactionSearch(database).existsFor
  const authority = authorityStore(database, write, { secrets, newId })
  const { bodies, bodyKeys } = openBodies(database, settings, secrets)
  return {
    clients: clientStore(database, write, { secrets, newId }),
    channels: channelStore(database, write, { secrets, newId, hasTransactions, listClients: clientMembers.list }),
    mechanisms: mechanismStore(database, write, settings),
    issuers: issuerStore(database, write, { ...settings, secrets, newId }),
    keystore: keystoreStore(database, write, { secrets, newId }),
    authority,
    revocation: revocationStore(database, write, { newId, authority }),
    refusals: refusalStore(database),
    limits: limitStore(database),
    guesses: guessStore(database, { digest: secrets.searchDigest }),
    transactions: transactionStore(database),
    bodies,
    bodyKeys,
    shadow: settings.shadow ? shadowLog(database, newId) : undefined,
  }
}
