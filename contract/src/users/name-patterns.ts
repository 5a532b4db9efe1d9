// Permissions for all channels whose names match a pattern, also for those that are added later.
import type { PermissionList } from '../permission.ts'

/** The lists whose entries are ids of channels, or patterns of their names such as `name:lab*`. */
export const channelLists = [
  'channel-view-specified',
  'channel-manage-specified',
  'transaction-view-specified',
  'transaction-view-body-specified',
  'transaction-rerun-specified',
] as const satisfies readonly PermissionList[]

const prefix = 'name:'

export const toNameEntry = (pattern: string) => `${prefix}${pattern}`

/** Returns the pattern of an entry; undefined when the entry is an id. */
export const readNameEntry = (entry: string): string | undefined =>
  entry.startsWith(prefix) ? entry.slice(prefix.length) : undefined

/** Tells if a name matches a pattern, in which `*` stands for any text. Capital and small letters are the same. */
export function matchesNamePattern(pattern: string, name: string): boolean {
  const [first = '', ...parts] = pattern.toLowerCase().split('*')
  const text = name.toLowerCase()
  const last = parts.pop()
  if (last === undefined) return text === first
  if (!text.startsWith(first)) return false
  let from = first.length
  for (const part of parts) {
    const at = text.indexOf(part, from)
    if (at === -1) return false
    from = at + part.length
  }
  return text.length - last.length >= from && text.endsWith(last)
}
