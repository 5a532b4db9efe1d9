import type { Issue } from '@mediary/contract/problem'
import type { AppStore } from '../apps/index.ts'
import type { ChannelStore } from '../channels/index.ts'
import type { ClientStore } from '../clients/index.ts'
import type { ContactGroupStore } from '../contact-groups/index.ts'
import type { KeystoreStore } from '../keystore/index.ts'
import type { MediatorStore } from '../mediators/index.ts'
import type { Caller } from '../platform/http/caller.ts'
import type { RoleStore } from '../roles/index.ts'
import type { UserRoleStore, UserStore } from '../users/index.ts'
import type { VisualizerStore } from '../visualizers/index.ts'

/** The stores of everything that is exported and imported. */
export type MetadataStores = {
  apps: AppStore
  channels: ChannelStore
  clients: ClientStore
  contactGroups: ContactGroupStore
  keystore: KeystoreStore
  mediators: MediatorStore
  roles: RoleStore
  users: UserStore
  userRoles: UserRoleStore
  visualizers: VisualizerStore
}

/** A document of an import. */
export type ImportedRecord = Record<string, unknown>

/** The surroundings of a document: the stores, the caller and the other documents. */
export type ImportContext = {
  stores: MetadataStores
  caller: Caller
  /** Nothing is kept: documents that the same import adds do not exist. */
  isRehearsal: boolean
  /** New documents keep their ids: they come from a database and not from an export. */
  keepsIds?: boolean
  /** All documents of the import, by collection. */
  bundle: ReadonlyMap<string, readonly ImportedRecord[]>
  endSessions: (userId: string, keep?: string) => Promise<void>
}

/**
 * The result of one document. `notes` names everything that was changed or not taken over, `id` the stored document.
 * `isDisabled`: the gateway would serve it, if it could.
 */
type ImportOutcome = { inserted: boolean; notes: Issue[]; id?: string | undefined; isDisabled?: boolean }

/** Adds or merges one document. Throws a problem when it cannot be stored. */
export type Importer = (record: ImportedRecord, context: ImportContext) => Promise<ImportOutcome>
