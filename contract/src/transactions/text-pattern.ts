// Reads the regular expressions that scripts of OpenHIM write into filters of paths and query strings, as far as they only
// anchor or escape a text. See docs/guides/migration.md.

export type Anchored = 'start' | 'end' | 'both'
/** A text that a value contains; `$anchored`: begins with, ends with, or is. Case is ignored. */
type TextPattern = { $part: string; $anchored?: Anchored }

/** One character, or an escaped one. A letter or digit after `\` would be a class or a reference. */
const token = /\\[^A-Za-z0-9]|[\s\S]/gu
/** What a regular expression says beyond a text: a class, a group, a choice, a repetition, `.*` between texts. */
const expression = /\\|\.[*+?]|\[[^\]]*\]|\([^)]*\)|\||\{\d+(?:,\d*)?\}/

const isEscaped = (one: string) => one.length > 1 && one.startsWith('\\')
const isAnything = (first: string | undefined, second: string | undefined) =>
  first === '.' && (second === '*' || second === '+')

/** Returns the text that a pattern looks for; undefined when it is a regular expression that a search cannot follow. */
export function readTextPattern(pattern: string): TextPattern | undefined {
  let tokens: string[] = pattern.match(token) ?? []
  let start = tokens[0] === '^'
  if (start) tokens = tokens.slice(1)
  let end = tokens.at(-1) === '$'
  if (end) tokens = tokens.slice(0, -1)
  if (isAnything(tokens[0], tokens[1])) {
    tokens = tokens.slice(2)
    start = false
  }
  if (isAnything(tokens.at(-2), tokens.at(-1))) {
    tokens = tokens.slice(0, -2)
    end = false
  }
  if (tokens.some((one, i) => isEscaped(one) && /^[*+?]$/.test(tokens[i + 1] ?? ''))) return undefined
  if (expression.test(tokens.map((one) => (isEscaped(one) ? '_' : one)).join(''))) return undefined
  const $part = tokens.map((one) => (isEscaped(one) ? one.slice(1) : one)).join('')
  if (start && end) return { $part, $anchored: 'both' }
  if (start || end) return { $part, $anchored: start ? 'start' : 'end' }
  return { $part }
}
