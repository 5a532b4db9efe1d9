import { appStore } from '../apps/index.ts'
import { channelMembers, channelStore } from '../channels/index.ts'
import { clientMembers, clientStore, credentialLimits, credentialStore, leakFinder } from '../clients/index.ts'
import { contactGroupStore } from '../contact-groups/index.ts'
import { keystoreStore } from '../keystore/index.ts'
import { limitStore } from '../limits/index.ts'
import { mediatorStore } from '../mediators/index.ts'
import { noticeSettingsStore, noticeStore } from '../notices/index.ts'
import { rehearse, type Write } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import type { IdGenerator } from '../platform/ids.ts'
import type { Secrets } from '../platform/secrets.ts'
import { roleStore } from '../roles/index.ts'
import { savedViewStore } from '../saved-views/index.ts'
import { userRoleStore, userStore } from '../users/index.ts'
import { visualizerStore } from '../visualizers/index.ts'

type Deps = { secrets: Secrets; newId: IdGenerator; hasTransactions: (channelId: string) => Promise<boolean> }

/** The stores of everything that an administrator configures. All their changes go through `write`. */
export const configurationStores = (database: Database, write: Write, { hasTransactions, ...deps }: Deps) => ({
  users: userStore(database, write, deps),
  userRoles: userRoleStore(database, write, deps),
  clients: clientStore(database, write, deps),
  credentials: credentialStore(database, write, deps),
  roles: roleStore(database, write, { ...deps, clients: clientMembers, channels: channelMembers }),
  channels: channelStore(database, write, { ...deps, hasTransactions, listClients: clientMembers.list }),
  mediators: mediatorStore(database, write, deps),
  contactGroups: contactGroupStore(database, write, deps),
  notices: noticeStore(database, deps),
  noticeSettings: noticeSettingsStore(database, write, deps.secrets),
  visualizers: visualizerStore(database, write, deps),
  apps: appStore(database, write, deps),
  savedViews: savedViewStore(database, write, deps),
  credentialLimits: credentialLimits(database, write),
  findLeaked: leakFinder(database, deps),
  limits: limitStore(database),
  keystore: keystoreStore(database, write, deps),
})

/** The same stores, whose changes are undone at once: what would fail fails. */
export const rehearsingStores = (database: Database, deps: Deps) =>
  configurationStores(database, rehearse(database), deps)
