import type { ChannelAudit } from '@mediary/contract/channels'

export type Change = { field: string; kind: 'add' | 'replace' | 'remove'; before: string | undefined; after: string }
type Entry = { id: string; date: string; who: string; first: boolean; changes: Change[] }

/** Returns the changes of a channel, newest first. The former value of each comes from the older entries. */
export function toHistory(audits: readonly ChannelAudit[]): Entry[] {
  return audits.map(({ _id, date, updatedBy, ops }, index) => ({
    id: _id,
    date,
    who: updatedBy.name,
    first: index === audits.length - 1 && ops.some(({ path, op }) => path === '/name' && op === 'add'),
    changes: ops.map(({ op, path, value }) => ({
      field: path.slice(1),
      kind: op,
      before: op === 'add' ? undefined : findFormerValue(audits.slice(index + 1), path),
      after: op === 'remove' ? '' : formatValue(value),
    })),
  }))
}

function findFormerValue(older: readonly ChannelAudit[], path: string): string | undefined {
  for (const { ops } of older) {
    const found = ops.find((op) => op.path === path)
    if (found) return found.op === 'remove' ? undefined : formatValue(found.value)
  }
  return undefined
}

function formatValue(value: unknown): string {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(', ')
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value)
}
