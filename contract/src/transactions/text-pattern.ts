// Reads the regular expressions that scripts of OpenHIM write into filters of paths and query strings, as far as they only
// anchor or escape a text. See docs/guides/migration.md.

export type Anchored = 'start' | 'end' | 'both'
/** A text that a value contains; `$anchored`: begins with, ends with, or is. Case is ignored. */
type TextPattern = { $part: string; $anchored?: Anchored }

const escaped = /\\([^A-Za-z0-9])/g
/** Stands for an escaped character while the rest is examined. */
const placeholder = '\0'
/** What a regular expression says beyond a text: a class, a group, a choice, a repetition, `.*` between texts. */
const expression = /\\|\.[*+?]|\[[^\]]*\]|\([^)]*\)|\||\{\d+(?:,\d*)?\}/

/** Returns the text that a pattern looks for; undefined when it is a regular expression that a search cannot follow. */
export function readTextPattern(pattern: string): TextPattern | undefined {
  const characters: string[] = []
  let rest = pattern.replace(escaped, (_all, character: string) => {
    characters.push(character)
    return placeholder
  })
  let start = rest.startsWith('^')
  if (start) rest = rest.slice(1)
  let end = rest.endsWith('$')
  if (end) rest = rest.slice(0, -1)
  if (/^\.[*+]/.test(rest)) {
    rest = rest.slice(2)
    start = false
  }
  if (/\.[*+]$/.test(rest)) {
    rest = rest.slice(0, -2)
    end = false
  }
  if (expression.test(rest)) return undefined
  const $part = rest.replaceAll(placeholder, () => characters.shift() ?? '')
  if (start && end) return { $part, $anchored: 'both' }
  if (start || end) return { $part, $anchored: start ? 'start' : 'end' }
  return { $part }
}
