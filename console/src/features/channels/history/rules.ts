import type { ChannelAudit } from '@mediary/contract/channels'

export type Change = { field: string; kind: 'add' | 'replace' | 'remove'; before: string | undefined; after: string }
type Entry = { id: string; date: string; who: string; first: boolean; changes: Change[] }
type Operation = ChannelAudit['ops'][number]

/** Returns the changes of a channel, newest first. Applying them from the oldest on tells the former value of each. */
export function toHistory(audits: readonly ChannelAudit[]): Entry[] {
  const document: Record<string, unknown> = {}
  return audits
    .toReversed()
    .map(({ _id, date, updatedBy, ops }, index) => ({
      id: _id,
      date,
      who: updatedBy.name,
      first: index === 0 && ops.some(({ path, op }) => path === '/name' && op === 'add'),
      changes: ops.map((operation) => applyOperation(document, operation)),
    }))
    .toReversed()
}

/** Applies an operation of RFC 6902 and returns it as a change. What older entries do not tell stays unknown. */
function applyOperation(document: Record<string, unknown>, { op, path, value }: Operation): Change {
  const keys = path.split('/').slice(1).map(unescapeKey)
  const last = keys.at(-1) ?? ''
  const parent = keys.slice(0, -1).reduce<unknown>(readValue, document)
  const former = op === 'add' ? undefined : readValue(parent, last)
  // The document is edited: its values must not be those of the answer.
  if (Array.isArray(parent)) editList(parent, Number(last), op, structuredClone(value))
  else if (typeof parent === 'object' && parent !== null)
    Reflect.set(parent, last, op === 'remove' ? undefined : structuredClone(value))
  return {
    field: keys.join('/'),
    kind: op,
    before: former === undefined ? undefined : formatValue(former),
    after: op === 'remove' ? '' : formatValue(value),
  }
}

const editList = (list: unknown[], at: number, op: Operation['op'], value: unknown) =>
  list.splice(at, op === 'add' ? 0 : 1, ...(op === 'remove' ? [] : [value]))

const readValue = (node: unknown, key: string): unknown =>
  typeof node === 'object' && node !== null ? Reflect.get(node, key) : undefined

const unescapeKey = (key: string) => key.replaceAll('~1', '/').replaceAll('~0', '~')

function formatValue(value: unknown): string {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(', ')
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value)
}
