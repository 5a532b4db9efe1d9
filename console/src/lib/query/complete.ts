import { findField, type QueryField, type QueryOption } from './fields.ts'
import { parseQuery, printQuery, type Term } from './grammar.ts'

/** A text that completion offers in place of the typed one. `isWhole`: the term is complete, otherwise its value follows. */
export type Suggestion = { text: string; label: string; note: string; isWhole: boolean }

const maxSuggestions = 12

/** A word that is a complete term, such as `yesterday`. */
export type Shortcut = QueryOption & { note: string }

const contains = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase())

/** Returns the last term of a text when it is still being typed, and what stands before it. */
function splitTyped(text: string): { before: Term[]; typed: Term | undefined } {
  const terms = parseQuery(text)
  const isOpen = text !== '' && !/\s$/u.test(text)
  return isOpen ? { before: terms.slice(0, -1), typed: terms.at(-1) } : { before: terms, typed: undefined }
}

/** Suggests values of the field that is typed, or fields and words. */
export function suggest(
  text: string,
  fields: readonly QueryField[],
  shortcuts: readonly Shortcut[] = [],
): Suggestion[] {
  const { before, typed } = splitTyped(text)
  const write = (term: Term) => printQuery([...before, term])
  const negated = typed?.negated ?? false
  if (typed?.key !== undefined) {
    const field = findField(fields, typed.key)
    return suggestValues(field, typed.value).map(({ value, label }) => ({
      text: write({ ...typed, value }),
      label,
      note: label === value ? '' : value,
      isWhole: true,
    }))
  }
  const part = typed?.value ?? ''
  const found = shortcuts
    .filter(({ value, label }) => part !== '' && (contains(value, part) || contains(label, part)))
    .map(({ value, label, note }) => ({
      text: write({ negated, key: undefined, value }),
      label,
      note: note || value,
      isWhole: true,
    }))
  const keys = fields
    .filter(({ key, title }) => part === '' || contains(key, part) || contains(title, part))
    .map(({ key, title, isPrefix, example = '' }) => ({
      text: isPrefix
        ? [printQuery(before), `${negated ? '-' : ''}${key}`].filter(Boolean).join(' ')
        : write({ negated, key, value: '' }),
      label: title,
      note: `${key}${isPrefix ? '' : ':'}${example}`,
      isWhole: false,
    }))
  return [...found, ...keys, ...suggestPlaces(part, fields, write, negated)].slice(0, part === '' ? 40 : maxSuggestions)
}

function suggestValues(field: QueryField | undefined, part: string): QueryOption[] {
  const options = field?.options ?? []
  return options.filter(({ value, label }) => contains(value, part) || contains(label, part)).slice(0, maxSuggestions)
}

/** Offers the fields in which a bare word can be searched: those of free text. */
function suggestPlaces(
  part: string,
  fields: readonly QueryField[],
  write: (term: Term) => string,
  negated: boolean,
): Suggestion[] {
  if (part === '' || negated) return []
  const places = fields.filter(({ key, isPrivate }) => isPrivate || key === 'path')
  return places.map(({ key, title }) => ({
    text: write({ negated, key, value: part }),
    label: `${title}: ${part}`,
    note: printQuery([{ negated, key, value: part }]),
    isWhole: true,
  }))
}
