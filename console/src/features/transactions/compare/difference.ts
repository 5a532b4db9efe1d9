import { withNumbers, withoutNumbers } from '../body/numbers.ts'
import { xmlOf } from '../body/xml.ts'

export type DifferenceLine = { kind: 'same' | 'removed' | 'added'; text: string }

/** More changes than this are shown as one: everything removed, everything added. */
const mostChanges = 1000

/** What is compared line by line. Of JSON the order of keys and the white space are no difference. */
export function comparable(body: string): string[] {
  const start = body.trimStart()
  if (start.startsWith('{') || start.startsWith('[')) return jsonOf(start) ?? body.split('\n')
  if (start.startsWith('<')) return (xmlOf(body) ?? body).split('\n')
  return body.split(/\r\n?|\n/)
}

function jsonOf(body: string): string[] | undefined {
  try {
    return withNumbers(JSON.stringify(JSON.parse(withoutNumbers(body)), inOrder, 2)).split('\n')
  } catch {
    return undefined
  }
}

const inOrder = (_key: string, value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value

/** The fewest lines that turn one text into the other (Myers, 1986), as long as they are not too many. */
export function difference(before: readonly string[], after: readonly string[]): DifferenceLine[] {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start++
  let end = 0
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++
  const same = (lines: readonly string[]) => lines.map((text): DifferenceLine => ({ kind: 'same', text }))
  return [
    ...same(before.slice(0, start)),
    ...between(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...same(before.slice(before.length - end)),
  ]
}

function between(before: readonly string[], after: readonly string[]): DifferenceLine[] {
  const trace = before.length && after.length ? furthest(before, after) : undefined
  if (trace) return along(trace, before, after)
  return [
    ...before.map((text): DifferenceLine => ({ kind: 'removed', text })),
    ...after.map((text): DifferenceLine => ({ kind: 'added', text })),
  ]
}

/** By number of changes: how far into `before` each diagonal reaches. Undefined when too many are needed. */
function furthest(before: readonly string[], after: readonly string[]): Int32Array[] | undefined {
  const most = Math.min(before.length + after.length, mostChanges)
  const middle = most + 1
  const reached = new Int32Array(2 * most + 3)
  const trace: Int32Array[] = []
  for (let changes = 0; changes <= most; changes++) {
    trace.push(reached.slice(middle - changes - 1, middle + changes + 2))
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      const left = reached[middle + diagonal - 1] ?? 0
      const above = reached[middle + diagonal + 1] ?? 0
      let x = diagonal === -changes || (diagonal !== changes && left < above) ? above : left + 1
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++
      reached[middle + diagonal] = x
      if (x >= before.length && x - diagonal >= after.length) return trace
    }
  }
  return undefined
}

/** Back along the way that was found. */
function along(trace: readonly Int32Array[], before: readonly string[], after: readonly string[]): DifferenceLine[] {
  const lines: DifferenceLine[] = []
  let [x, y] = [before.length, after.length]
  for (let changes = trace.length - 1; changes >= 0; changes--) {
    const reached = trace[changes] ?? new Int32Array()
    const at = (diagonal: number) => reached[diagonal + changes + 1] ?? 0
    const diagonal = x - y
    const added = diagonal === -changes || (diagonal !== changes && at(diagonal - 1) < at(diagonal + 1))
    const from = added ? at(diagonal + 1) : at(diagonal - 1)
    const fromY = from - (added ? diagonal + 1 : diagonal - 1)
    for (; x > from && y > fromY; x--, y--) lines.push({ kind: 'same', text: before[x - 1] ?? '' })
    if (changes === 0) break
    lines.push(added ? { kind: 'added', text: after[y - 1] ?? '' } : { kind: 'removed', text: before[x - 1] ?? '' })
    ;[x, y] = [from, fromY]
  }
  return lines.reverse()
}

type DifferencePart = { hidden: number } | { lines: DifferenceLine[] }

/** What did not change is folded, but for some lines around each change. */
export function folded(lines: readonly DifferenceLine[], around = 3): DifferencePart[] {
  const near = new Uint8Array(lines.length)
  for (const [at, { kind }] of lines.entries())
    if (kind !== 'same') near.fill(1, Math.max(0, at - around), at + around + 1)
  const parts: DifferencePart[] = []
  for (const [at, line] of lines.entries()) {
    const last = parts.at(-1)
    if (near[at]) {
      if (last && 'lines' in last) last.lines.push(line)
      else parts.push({ lines: [line] })
    } else if (last && 'hidden' in last) last.hidden++
    else parts.push({ hidden: 1 })
  }
  return parts
}

type Headers = Record<string, string | string[]>
export type Changed = { name: string; before: string | undefined; after: string | undefined }

/** Headers that are not on both sides with the same value, whatever the case of their names. */
export function changedHeaders(before: Headers, after: Headers): Changed[] {
  const [from, to] = [byName(before), byName(after)]
  return [...new Set([...from.keys(), ...to.keys()])]
    .sort()
    .map((name) => ({ name, before: from.get(name), after: to.get(name) }))
    .filter((changed) => changed.before !== changed.after)
}

const byName = (headers: Headers) =>
  new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat().join(', ')]))
