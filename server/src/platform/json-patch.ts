/** An operation of a JSON Patch (RFC 6902). */
type PatchOperation = { op: 'add' | 'replace' | 'remove'; path: string; value?: unknown }

type Json = Record<string, unknown>

/** The values that operations show; they have the shape of the new document, and can mask parts of it. */
type Shown = unknown

/** Two longer lists are compared by their common beginning and end only. */
const maxComparisons = 250_000

/**
 * Returns the operations that lead from one document to another, applied one after the other. Only what differs is
 * named: one entry of a list, one field of an object. Properties without a value count as absent.
 */
export function diffJson(before: unknown, after: unknown, shown: Shown = after, path = ''): PatchOperation[] {
  if (isEqual(before, after)) return []
  if (Array.isArray(before) && Array.isArray(after)) return diffLists(before, after, toList(shown), path)
  if (isObject(before) && isObject(after)) return diffObjects(before, after, isObject(shown) ? shown : {}, path)
  return [{ op: 'replace', path, value: shown }]
}

function diffObjects(before: Json, after: Json, shown: Json, path: string): PatchOperation[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key): PatchOperation[] => {
    const at = `${path}/${escapeKey(key)}`
    if (after[key] === undefined) return before[key] === undefined ? [] : [{ op: 'remove', path: at }]
    if (before[key] === undefined) return [{ op: 'add', path: at, value: shown[key] }]
    return diffJson(before[key], after[key], shown[key], at)
  })
}

/** Entries between two that stay are compared in pairs; those left over are removed or added. */
function diffLists(before: unknown[], after: unknown[], shown: unknown[], path: string): PatchOperation[] {
  const operations: PatchOperation[] = []
  let [from, to] = [0, 0]
  for (const [nextFrom, nextTo] of [...findStaying(before, after), [before.length, after.length] as const]) {
    for (; from < nextFrom && to < nextTo; from++, to++)
      operations.push(...diffJson(before[from], after[to], shown[to], `${path}/${to}`))
    for (; from < nextFrom; from++) operations.push({ op: 'remove', path: `${path}/${to}` })
    for (; to < nextTo; to++) operations.push({ op: 'add', path: `${path}/${to}`, value: shown[to] })
    from = nextFrom + 1
    to = nextTo + 1
  }
  return operations
}

/** Returns the positions of a longest common subsequence of two lists. */
function findStaying(before: unknown[], after: unknown[]): (readonly [number, number])[] {
  const [old, now] = [before.map(toText), after.map(toText)]
  let start = 0
  while (start < old.length && start < now.length && old[start] === now[start]) start++
  let end = 0
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end++
  const pairs = (n: number, from: number, to: number) =>
    Array.from({ length: n }, (_, i) => [from + i, to + i] as const)
  const between = findCommon(old.slice(start, old.length - end), now.slice(start, now.length - end))
  return [
    ...pairs(start, 0, 0),
    ...between.map(([i, j]) => [start + i, start + j] as const),
    ...pairs(end, old.length - end, now.length - end),
  ]
}

function findCommon(old: string[], now: string[]): (readonly [number, number])[] {
  if (old.length * now.length > maxComparisons) return []
  const width = now.length + 1
  // The entry at i, j is the length of the longest common subsequence of what follows.
  const lengths = new Uint32Array((old.length + 1) * width)
  const lengthAt = (i: number, j: number) => lengths[i * width + j] ?? 0
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        old[i] === now[j] ? lengthAt(i + 1, j + 1) + 1 : Math.max(lengthAt(i + 1, j), lengthAt(i, j + 1))
  const found: (readonly [number, number])[] = []
  for (let [i, j] = [0, 0]; i < old.length && j < now.length; ) {
    if (old[i] === now[j]) found.push([i++, j++])
    else if (lengthAt(i + 1, j) >= lengthAt(i, j + 1)) i++
    else j++
  }
  return found
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const toList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

const toText = (value: unknown) => JSON.stringify(value) ?? ''

const isEqual = (one: unknown, other: unknown) => toText(one) === toText(other)

/** RFC 6901 §3. */
const escapeKey = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1')
