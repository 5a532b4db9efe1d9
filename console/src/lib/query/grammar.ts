// The grammar of the query bar: `status:failed client:"St Mary" -code:404 yesterday`.

/** A term of a query. Without a key it is a bare word. */
export type Term = { negated: boolean; key: string | undefined; value: string }

/** The maximum number of terms. What follows is ignored: nobody types so many. */
const maxTerms = 50

const space = /\s/u
const bareKey = /^(\p{L}[^\s":]*):/u

/** Reads a quoted text from its opening quote on. A quote that is not closed ends with the text. */
function readQuoted(text: string, start: number): { value: string; end: number } {
  let value = ''
  for (let at = start + 1; at < text.length; at++) {
    const sign = text.charAt(at)
    if (sign === '"') return { value, end: at + 1 }
    if (sign === '\\' && at + 1 < text.length) at++
    value += text.charAt(at)
  }
  return { value, end: text.length }
}

function findSpace(text: string, start: number): number {
  let at = start
  while (at < text.length && !space.test(text.charAt(at))) at++
  return at
}

function readKey(text: string, start: number): { key: string; end: number } | undefined {
  if (text.charAt(start) === '"') {
    const { value, end } = readQuoted(text, start)
    return value !== '' && text.charAt(end) === ':' ? { key: value, end: end + 1 } : undefined
  }
  const [found, key] = bareKey.exec(text.slice(start, findSpace(text, start))) ?? []
  return found !== undefined && key !== undefined ? { key, end: start + found.length } : undefined
}

/** Reads a value: quotes count only at its start, so that a quotation mark within a word stays what it is. */
function readValue(text: string, start: number): { value: string; end: number } {
  const quoted = text.charAt(start) === '"' ? readQuoted(text, start) : { value: '', end: start }
  const end = findSpace(text, quoted.end)
  return { value: quoted.value + text.slice(quoted.end, end), end }
}

function readTerm(text: string, start: number): { term: Term; end: number } {
  const next = text.charAt(start + 1)
  const negated = text.charAt(start) === '-' && next !== '' && !space.test(next)
  const begin = negated ? start + 1 : start
  const key = readKey(text, begin)
  const { value, end } = readValue(text, key?.end ?? begin)
  return { term: { negated, key: key?.key, value }, end }
}

/** Reads a query. Every text is a query: no text is refused here. */
export function parseQuery(text: string): Term[] {
  const terms: Term[] = []
  let at = 0
  while (terms.length < maxTerms) {
    while (at < text.length && space.test(text.charAt(at))) at++
    if (at >= text.length) break
    const { term, end } = readTerm(text, at)
    if (term.key !== undefined || term.value !== '') terms.push(term)
    at = end
  }
  return terms
}

const quote = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`
const hasSpace = (text: string) => /\s/u.test(text)

const printKey = (key: string) => (bareKey.exec(`${key}:`)?.[1] === key ? key : quote(key))

function printValue(value: string, key: string | undefined): string {
  if (hasSpace(value) || value.startsWith('"')) return quote(value)
  // A bare word must not look like a negation or like a key.
  if (key === undefined && (value === '' || value.startsWith('-') || bareKey.test(value))) return quote(value)
  return value
}

const printTerm = ({ negated, key, value }: Term) =>
  `${negated ? '-' : ''}${key === undefined ? '' : `${printKey(key)}:`}${printValue(value, key)}`

/** Writes a query so that reading it gives the same terms. */
export const printQuery = (terms: readonly Term[]) => terms.map(printTerm).join(' ')
