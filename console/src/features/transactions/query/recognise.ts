// What bare words of a query mean: `yesterday`, `failed`, `404`, `/Patient`, the name of a channel or client.
import { httpMethods } from '@mediary/contract/channels'
import type { Term } from '../../../lib/query/grammar.ts'
import type { ChoiceOption } from '../../../lib/query/kinds.ts'
import { fixMoment, recogniseTime } from '../../../lib/query/times.ts'
import type { FieldContext } from './fields.ts'

const isCalled = (word: string) => (option: ChoiceOption) =>
  [option.value, option.label].some((name) => name.toLowerCase() === word.toLowerCase())

/** Returns the key that a bare word belongs to, by its form or because something has this name. */
function findKey(word: string, { statuses, channels, clients, searchKeys }: FieldContext): string | undefined {
  if (/^[0-9a-f]{24}$/i.test(word)) return 'id'
  if (/^[1-5](\d\d|xx)$/i.test(word)) return 'code'
  if (word.startsWith('/')) return 'path'
  if (httpMethods.some((method) => method === word.toUpperCase())) return 'method'
  if (statuses.some(isCalled(word))) return 'status'
  if (channels.some(isCalled(word))) return 'channel'
  if (clients.some(isCalled(word))) return 'client'
  // A word that can be the identifier of a patient is not put into an address as a path.
  return searchKeys.length === 0 ? 'path' : undefined
}

/** Gives typed terms the keys that they mean, and makes their moments absolute. */
export const recognise = (terms: readonly Term[], context: FieldContext): Term[] =>
  terms.map((term) => {
    if (term.key !== undefined) return fixMoment(term, context.moment)
    const time = recogniseTime(term, context.ranges)
    return time ?? { ...term, key: findKey(term.value.trim(), context) }
  })
