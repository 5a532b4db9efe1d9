// The query in the address of the list.
import { findField, type QueryField } from '../../../lib/query/fields.ts'
import { parseQuery, printQuery, type Term } from '../../../lib/query/grammar.ts'
import { timeRanges } from '../../../lib/time-ranges.ts'
import type { TransactionFilters } from '../search.ts'

/** The parameters that hold one value of one field. Links of other pages and of earlier versions use them. */
const parameters = ['status', 'channel', 'client', 'method', 'path', 'code'] as const

const toTerm = (key: string, value: string | undefined): Term[] =>
  value === undefined || value === '' ? [] : [{ negated: false, key, value }]

/** Returns the terms that an address holds. A named range takes the place of the times. */
export const readAddress = (search: TransactionFilters): Term[] => [
  ...(search.range
    ? toTerm('time', search.range)
    : [...toTerm('since', search.since), ...toTerm('until', search.until)]),
  ...parameters.flatMap((key) => toTerm(key, search[key])),
  ...parseQuery(search.q ?? ''),
]

/** Tells if a term may stand in an address: not if it can identify a patient. */
export const isPublic = (term: Term, fields: readonly QueryField[]): boolean =>
  term.key !== undefined && findField(fields, term.key) !== undefined && !findField(fields, term.key)?.isPrivate

const isTime = ({ key }: Term) => key === 'time' || key === 'since' || key === 'until'

/** Returns the parameters for terms: the times in their own ones, all others in the query. Of two times the last one counts. */
export function writeAddress(terms: readonly Term[]) {
  const times = terms.filter((term) => isTime(term) && !term.negated)
  const last = times.at(-1)
  const range = timeRanges.find((one) => last?.key === 'time' && one === last.value)
  const find = (key: string) => (range ? undefined : times.findLast((term) => term.key === key)?.value)
  return {
    ...Object.fromEntries(parameters.map((key) => [key, undefined])),
    range,
    since: find('since'),
    until: find('until'),
    q: printQuery(terms.filter((term) => !times.includes(term))) || undefined,
  }
}
