import { type Permission, type PermissionList, Permissions, permissionFlags } from '@mediary/contract/permission'
import { findList } from './permissions.ts'

/** What people of a kind may do: for some channels, or for all. */
const ofChannels = {
  viewer: ['channel-view-all', 'transaction-view-all'],
  reader: ['channel-view-all', 'transaction-view-all', 'transaction-view-body-all'],
  support: ['channel-view-all', 'transaction-view-all', 'transaction-view-body-all', 'transaction-rerun-all'],
} as const satisfies Record<string, readonly Permission[]>

/** What the preset has beside its channels. Support answers the questions of clients. */
const beside: Partial<Record<Preset, readonly Permission[]>> = { support: ['client-view-all'] }

export const presets = ['viewer', 'reader', 'support', 'administrator'] as const
export type Preset = (typeof presets)[number]

export const isPreset = (name: string): name is Preset => presets.some((preset) => preset === name)

/** Returns the permissions of a preset for some channels; without entries, for all of them. */
export function buildPreset(preset: Preset, entries: readonly string[]): Permissions {
  if (preset === 'administrator') return grant(permissionFlags)
  if (entries.length === 0) return grant([...ofChannels[preset], ...(beside[preset] ?? [])])
  const lists = ofChannels[preset].map(findList).filter((list): list is PermissionList => list !== undefined)
  return {
    ...grant(beside[preset] ?? []),
    ...Object.fromEntries(lists.map((list) => [list, [...entries]])),
  }
}

const grant = (flags: readonly Permission[]) => Permissions.parse(Object.fromEntries(flags.map((flag) => [flag, true])))
