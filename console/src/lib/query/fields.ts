import type { Term } from './grammar.ts'

/** A value that completion offers: as it is typed, and for people. */
export type QueryOption = { value: string; label: string }

const issueCodes = [
  'unknown-key',
  'which-field',
  'empty',
  'unknown-value',
  'ambiguous',
  'too-many',
  'once',
  'not-negated',
  'not-a-range',
  'not-a-code',
  'not-an-id',
  'not-a-time',
  'not-a-pattern',
] as const
type IssueCode = (typeof issueCodes)[number]

/** An error of a term. The text is the key, the value or the possible values, by code. */
export type Issue = { code: IssueCode; text: string }

export type Given = Pick<Term, 'negated' | 'value'> & { index: number }
export type Report = (index: number, code: IssueCode, text?: string) => void

/** A field that a query can name. */
export type QueryField = {
  key: string
  title: string
  /** A value as an example, where there are no options. */
  example?: string
  options?: readonly QueryOption[]
  /** The key is the beginning of a family of keys, such as `property.`. */
  isPrefix?: boolean
  /** The value can identify a patient: it never stands in an address. */
  isPrivate?: boolean
  /** At most one of the fields with the same word can be given, because they share a filter of the API. */
  only?: string
  /** Returns the filters for all terms with this key. */
  read: (given: readonly Given[], report: Report, key: string) => Record<string, unknown>
}

/** Finds the field of a key, ignoring case. */
export function findField(fields: readonly QueryField[], key: string): QueryField | undefined {
  const lower = key.toLowerCase()
  return (
    fields.find((field) => !field.isPrefix && field.key.toLowerCase() === lower) ??
    fields.find((field) => field.isPrefix && lower.startsWith(field.key) && lower.length > field.key.length)
  )
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Returns the filters of a query, and what is wrong with its terms, by their place. */
export function readQuery(terms: readonly Term[], fields: readonly QueryField[]) {
  const issues = new Map<number, Issue>()
  const report: Report = (index, code, text = '') => issues.set(index, { code, text })
  const given = new Map<string, { field: QueryField; key: string; values: Given[] }>()
  terms.forEach(({ key, negated, value }, index) => {
    const field = key === undefined ? undefined : findField(fields, key)
    if (key === undefined) report(index, 'which-field', value)
    else if (!field) report(index, 'unknown-key', key)
    else if (value.trim() === '') report(index, 'empty', field.example ?? field.options?.[0]?.value ?? '')
    else {
      // The rest of a prefixed key is a name, in which capitals count.
      const name = field.isPrefix ? key : field.key
      const same = given.get(name) ?? { field, key: name, values: [] }
      same.values.push({ index, negated, value: value.trim() })
      given.set(name, same)
    }
  })
  const taken = new Map<string, QueryField>()
  for (const { field, values } of given.values()) {
    if (field.only === undefined) continue
    if (taken.has(field.only)) for (const { index } of values) report(index, 'once')
    taken.set(field.only, field)
  }
  const filters: Record<string, unknown> = {}
  for (const { field, key, values } of given.values())
    for (const [name, filter] of Object.entries(field.read(values, report, key))) {
      const before = filters[name]
      filters[name] = isObject(before) && isObject(filter) ? { ...before, ...filter } : filter
    }
  return { filters, issues }
}
