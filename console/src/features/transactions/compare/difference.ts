import { diffArrays } from 'diff'
import { maskNumbers, restoreNumbers } from '../body/numbers.ts'
import { formatXml } from '../body/xml.ts'

export type DifferenceLine = { kind: 'same' | 'removed' | 'added'; text: string }

/** More changes than this are shown as one: everything removed, everything added. */
const maxChanges = 1000

/** Returns the lines to compare. In JSON, the order of keys and white space make no difference. */
export function toComparableLines(body: string): string[] {
  const start = body.trimStart()
  if (start.startsWith('{') || start.startsWith('[')) return formatJson(start) ?? body.split('\n')
  if (start.startsWith('<')) return (formatXml(body) ?? body).split('\n')
  return body.split(/\r\n?|\n/)
}

function formatJson(body: string): string[] | undefined {
  try {
    return restoreNumbers(JSON.stringify(JSON.parse(maskNumbers(body)), sortKeys, 2)).split('\n')
  } catch {
    return undefined
  }
}

const sortKeys = (_key: string, value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value

/** Returns the fewest lines that turn one text into the other, as long as they are not too many. */
export function diffLines(before: readonly string[], after: readonly string[]): DifferenceLine[] {
  const changes = diffArrays([...before], [...after], { maxEditLength: maxChanges }) ?? [
    { value: [...before], removed: true, added: false },
    { value: [...after], removed: false, added: true },
  ]
  return changes.flatMap(({ value, removed, added }) => {
    const kind = removed ? 'removed' : added ? 'added' : 'same'
    return value.map((text): DifferenceLine => ({ kind, text }))
  })
}

type DifferencePart = { hidden: number } | { lines: DifferenceLine[] }

/** Folds the unchanged lines, except some around each change. */
export function foldUnchanged(lines: readonly DifferenceLine[], around = 3): DifferencePart[] {
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

/** Returns the headers whose values differ. The case of their names makes no difference. */
export function diffHeaders(before: Headers, after: Headers): Changed[] {
  const [from, to] = [byName(before), byName(after)]
  return [...new Set([...from.keys(), ...to.keys()])]
    .sort()
    .map((name) => ({ name, before: from.get(name), after: to.get(name) }))
    .filter((changed) => changed.before !== changed.after)
}

const byName = (headers: Headers) =>
  new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat().join(', ')]))
