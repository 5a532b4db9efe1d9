import type { HistoryEntry } from '@mediary/contract/operations/history'
import { isSame } from '../../lib/changes.ts'

/** A field that differs. A list of texts tells what came and what went, any other field what it was and is. */
export type Difference = { path: readonly string[] } & (
  | { before: unknown; after: unknown }
  | { added: readonly string[]; removed: readonly string[] }
)
type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')

/** Returns a list of objects by what names each, so that an object is compared with itself wherever it stands. */
function nameItems(value: unknown): Fields | undefined {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isFields)) return undefined
  const named = value.map((item, i) => [String(item.name || item.role || item.at || item._id || i + 1), item] as const)
  // Items of one name would hide each other.
  const isUnique = new Set(named.map(([name]) => name)).size === named.length
  return Object.fromEntries(isUnique ? named : value.map((item, i) => [String(i + 1), item]))
}

const isEmpty = (value: unknown) =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0)

/** Returns the fields in which two states of an object differ, each with the smallest part that says it. */
function listDifferences(before: unknown, after: unknown, path: readonly string[] = []): Difference[] {
  if (isSame(before, after) || (isEmpty(before) && isEmpty(after))) return []
  if ((isTexts(before) || isEmpty(before)) && (isTexts(after) || isEmpty(after))) {
    const [former, present] = [isTexts(before) ? before : [], isTexts(after) ? after : []]
    const added = present.filter((text) => !former.includes(text))
    const removed = former.filter((text) => !present.includes(text))
    // The same texts in another order are shown as they were and are.
    return added.length + removed.length > 0 ? [{ path, added, removed }] : [{ path, before, after }]
  }
  const [formerItems, presentItems] = [nameItems(before), nameItems(after)]
  // A list that is gone or new is compared with an empty one.
  const former = formerItems ?? (presentItems && isEmpty(before) ? {} : before)
  const present = presentItems ?? (formerItems && isEmpty(after) ? {} : after)
  if (isFields(former) && isFields(present)) return compareFields(former, present, path)
  return [{ path, before, after }]
}

const compareFields = (before: Fields, after: Fields, path: readonly string[]) =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => key !== '_id')
    .flatMap((key) => listDifferences(before[key], after[key], [...path, key]))

/** Returns what an entry says of its object: the differences of a change, or the fields of a new or a former object. */
export const describeEntry = ({ before, after }: Pick<HistoryEntry, 'before' | 'after'>) =>
  listDifferences(before ?? {}, after ?? {})

/** Returns the instant of a time that was typed in the browser; undefined while it is none. */
export function parseInstant(local: string | undefined): string | undefined {
  const time = Date.parse(local ?? '')
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}

/** Returns the names in the list of users that a refused undo answers, such as `"lab", "registry"`. */
export const readNames = (list: unknown): string[] =>
  typeof list === 'string' ? [...list.matchAll(/"([^"]*)"/g)].map(([, name = '']) => name) : []
