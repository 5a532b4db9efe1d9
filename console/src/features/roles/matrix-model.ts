import type { Client } from '@mediary/contract/clients'
import type { Role } from '@mediary/contract/roles'
import type { Drafts } from './drafts.ts'
import type { Renaming } from './renaming.ts'
import type { ChannelHead, Membership } from './rules.ts'

/** The roles of the matrix, and the actions on them. */
export type MatrixModel = {
  roles: readonly Role[]
  clients: readonly Client[]
  columns: readonly ChannelHead[]
  mayChange: boolean
  drafts: Drafts
  renaming: Renaming
  assigning: boolean
  change: (role: string, change: Membership) => void
  rename: (role: Role, name: string) => Promise<void>
  toggleAssigning: () => void
  remove: (role: Role) => void
}
