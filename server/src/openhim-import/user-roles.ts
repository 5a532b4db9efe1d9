// OpenHIM 8.5 has groups of users by name only, and channels that name the groups which may see them.
import type { PermissionList } from '@mediary/contract/permission'
import type { ImportedRecord } from '../metadata/index.ts'

const listsOfFields: Record<string, PermissionList[]> = {
  txViewAcl: ['channel-view-specified', 'transaction-view-specified'],
  txViewFullAcl: ['channel-view-specified', 'transaction-view-specified', 'transaction-view-body-specified'],
  txRerunAcl: ['transaction-rerun-specified'],
}

/** A user role for a group, with the lists of its permissions. */
type UserRole = { name: string; permissions: Partial<Record<PermissionList, string[]>> }

/** Collects the groups that channels and users name. */
export class GroupCollector {
  readonly #roles = new Map<string, Map<PermissionList, Set<string>>>()

  addChannel(channel: ImportedRecord) {
    for (const [field, lists] of Object.entries(listsOfFields))
      for (const group of toNames(channel[field]))
        for (const list of lists) this.#find(group, list).add(String(channel.name))
  }

  /** Returns a role for each group that a channel names. Groups of users alone become roles without permissions. */
  list(): UserRole[] {
    return [...this.#roles].map(([name, lists]) => ({
      name,
      permissions: Object.fromEntries([...lists].map(([list, channels]) => [list, [...channels]])),
    }))
  }

  #find(group: string, list: PermissionList): Set<string> {
    const lists = this.#roles.get(group) ?? new Map<PermissionList, Set<string>>()
    this.#roles.set(group, lists)
    const channels = lists.get(list) ?? new Set<string>()
    lists.set(list, channels)
    return channels
  }
}

/** MongoDB may hold one text where OpenHIM expects a list. */
const toNames = (value: unknown): string[] =>
  [value].flat().filter((one): one is string => typeof one === 'string' && one !== '')
