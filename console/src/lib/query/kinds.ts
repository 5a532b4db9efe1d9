// The kinds of fields of a query, and how each reads its values.
import type { Given, QueryField, QueryOption, Report } from './fields.ts'

type Named = Pick<QueryField, 'key' | 'title' | 'example' | 'isPrefix' | 'isPrivate' | 'only'>

/** An option, and the value that the API wants for it. */
export type ChoiceOption = QueryOption & { api?: string }

/** The API takes at most so many values for one filter. */
const maxValues = 100

const toApi = ({ value, api }: ChoiceOption) => api ?? value

/** Finds what a text names: an exact value or label first, then all that contain it. */
export function findOptions<Option extends QueryOption>(options: readonly Option[], text: string): Option[] {
  const wanted = text.trim().toLowerCase()
  const names = ({ value, label }: Option) => [value.toLowerCase(), label.toLowerCase()]
  const exact = options.filter((option) => names(option).includes(wanted))
  return exact.length > 0 ? exact : options.filter((option) => names(option).some((name) => name.includes(wanted)))
}

/** Returns the condition for wanted and unwanted values. */
function toCondition(wanted: readonly string[], unwanted: readonly string[]): unknown {
  const [only] = wanted
  if (wanted.length === 1 && unwanted.length === 0) return only
  return {
    ...(wanted.length > 0 && { $in: [...new Set(wanted)] }),
    ...(unwanted.length > 0 && { $nin: [...new Set(unwanted)] }),
  }
}

type Choice = Named & {
  filter: string
  options: readonly ChoiceOption[]
  /** A text may name several options, and then means any of them. */
  many?: boolean
  /** Reads a value that is no option. */
  other?: (text: string) => string | undefined
  /** The word for transactions that have no value. */
  none?: string
}

/** A field with one value of several. Repeated terms mean any of the values, negated ones none of them. */
export function choiceField({ filter, options, many, other, none, ...named }: Choice): QueryField {
  const isNone = ({ value }: Given) => none !== undefined && value.toLowerCase() === none
  const find = ({ index, value }: Given, report: Report): string[] => {
    const exact = other?.(value)
    if (exact !== undefined) return [exact]
    const found = findOptions(options, value)
    if (found.length === 0) report(index, 'unknown-value', value)
    else if (found.length > maxValues) report(index, 'too-many', String(found.length))
    else if (found.length > 1 && !many) report(index, 'ambiguous', found.map(({ label }) => label).join(', '))
    return found.map(toApi)
  }
  return {
    ...named,
    options: none === undefined ? options : [...options, { value: none, label: none }],
    read(given, report) {
      const without = given.find(isNone)
      if (without) {
        for (const { index } of given) if (index !== without.index) report(index, 'once')
        return { [filter]: { $exists: without.negated } }
      }
      const pick = (negated: boolean) =>
        given.filter((one) => one.negated === negated).flatMap((one) => find(one, report))
      const [wanted, unwanted] = [pick(false), pick(true)]
      return wanted.length + unwanted.length > 0 ? { [filter]: toCondition(wanted, unwanted) } : {}
    },
  }
}

/** Reads `>2s`, `<=500ms` or `2s..5s`. */
function readRange(text: string, parse: (text: string) => number | undefined) {
  const [, sign, bound = ''] = /^(>=|<=|>|<)(.*)$/s.exec(text) ?? []
  const operators = { '>': '$gt', '>=': '$gte', '<': '$lt', '<=': '$lte' } as const
  if (sign === '>' || sign === '>=' || sign === '<' || sign === '<=') {
    const at = parse(bound.trim())
    return at === undefined ? undefined : { [operators[sign]]: at }
  }
  const [, from = '', to = ''] = /^(.+?)\.\.(.+)$/s.exec(text) ?? []
  const [start, end] = [parse(from.trim()), parse(to.trim())]
  return start === undefined || end === undefined ? undefined : { $gte: start, $lte: end }
}

const units = { '': 1, ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 } as const
const isUnit = (text: string): text is keyof typeof units => Object.hasOwn(units, text)
const maxMilliseconds = 31_622_400_000

/** Reads a duration such as `2s`, `1.5 s`, `1,5s` or `250ms`, in milliseconds. */
function parseDuration(text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d{1,12}(?:[.,]\d{1,3})?)\s*([a-z]*)$/i.exec(text) ?? []
  const lower = unit.toLowerCase()
  if (number === '' || !isUnit(lower)) return undefined
  const milliseconds = Math.round(Number(number.replace(',', '.')) * units[lower])
  return milliseconds <= maxMilliseconds ? milliseconds : undefined
}

/** A field of durations. */
export const durationField = ({ filter, ...named }: Named & { filter: string }): QueryField => ({
  ...named,
  read: (given, report) => {
    const ranges = given.map(({ index, negated, value }) => {
      const range = readRange(value, parseDuration)
      if (negated) report(index, 'not-negated')
      else if (!range) report(index, 'not-a-range', named.example)
      return range
    })
    return { [filter]: Object.assign({}, ...ranges) }
  },
})

const parseCode = (text: string) => (/^[1-5]\d\d$/.test(text) ? Number(text) : undefined)

/** A field of status codes: `404`, `5xx`, `404,5xx`, `>=400` or `400..499`. */
export const codeField = ({
  filter,
  hasRanges,
  ...named
}: Named & { filter: string; hasRanges: boolean }): QueryField => ({
  ...named,
  options: ['2xx', '3xx', '4xx', '5xx'].map((value) => ({ value, label: value })),
  read: (given, report) => {
    const ranges: object[] = []
    const codes = new Map<boolean, string[]>([
      [true, []],
      [false, []],
    ])
    for (const { index, negated, value } of given) {
      const parts = value.split(',').map((part) => part.trim().toLowerCase())
      const range = hasRanges && !negated ? readRange(value, parseCode) : undefined
      if (range) ranges.push(range)
      else if (negated && !hasRanges) report(index, 'not-negated')
      else if (parts.every((part) => /^[1-5](\d\d|xx)$/.test(part))) codes.get(negated)?.push(...parts)
      else report(index, 'not-a-code')
    }
    const [wanted, unwanted] = [codes.get(false) ?? [], codes.get(true) ?? []]
    if (ranges.length === 0)
      return wanted.length + unwanted.length > 0 ? { [filter]: toCondition(wanted, unwanted) } : {}
    const chosen = toCondition(wanted, unwanted)
    return { [filter]: Object.assign({}, typeof chosen === 'object' ? chosen : { $eq: chosen }, ...ranges) }
  },
})

type Text = Named & {
  filter: string
  /** Several terms mean any of the values. */
  many?: boolean
  /** Returns the value for the API; undefined for one that cannot be meant. */
  convert?: (value: string, key: string) => unknown
  issue?: 'not-an-id' | 'not-a-pattern'
}

/** A field with free text. */
export const textField = ({ filter, many, convert, issue, ...named }: Text): QueryField => ({
  ...named,
  read: (given, report, key) => {
    const values = given.flatMap(({ index, negated, value }, place) => {
      if (negated) report(index, 'not-negated')
      else if (place > 0 && !many) report(index, 'once')
      const read = convert ? convert(value, key) : value
      if (read === undefined) report(index, issue ?? 'unknown-value', value)
      return read === undefined ? [] : [read]
    })
    if (values.length === 0) return {}
    return {
      [named.isPrefix ? filter + key.slice(named.key.length) : filter]: values.length > 1 ? { $in: values } : values[0],
    }
  },
})

type Flag = Named & {
  filter: string
  yes: QueryOption
  no: QueryOption
  /** Returns the condition of the API. */
  convert?: (is: boolean) => unknown
}

/** A field that is yes or no. */
export const flagField = ({ filter, yes, no, convert = (is) => is, ...named }: Flag): QueryField => ({
  ...named,
  options: [yes, no],
  read: (given, report) => {
    const answers = given.flatMap(({ index, negated, value }, place) => {
      const [found] = findOptions([yes, no], value)
      if (!found) report(index, 'unknown-value', value)
      else if (place > 0) report(index, 'once')
      return found ? [(found.value === yes.value) !== negated] : []
    })
    return answers.length > 0 ? { [filter]: convert(answers[0] === true) } : {}
  },
})
