import type { ChannelAudit, NewChannel } from '@mediary/contract/channels'

type Op = ChannelAudit['ops'][number]

/** What changed between two versions, as RFC 6902 operations on whole fields. Both are given as they are shown. */
export function changesBetween(former: Partial<NewChannel>, next: Partial<NewChannel>): Op[] {
  const keys = [...new Set([...Object.keys(former), ...Object.keys(next)])] as (keyof NewChannel)[]
  return keys.flatMap((key): Op[] => {
    const before = former[key]
    const after = next[key]
    if (JSON.stringify(before) === JSON.stringify(after)) return []
    if (after === undefined) return [{ op: 'remove', path: `/${key}` }]
    return [{ op: before === undefined ? 'add' : 'replace', path: `/${key}`, value: after }]
  })
}
