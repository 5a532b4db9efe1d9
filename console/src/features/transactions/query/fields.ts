// The fields by which a query finds transactions: every filter of the API.
import { httpMethods } from '@mediary/contract/channels'
import { maxSearchValueLength } from '@mediary/contract/channels/search-keys'
import { readTextPattern } from '@mediary/contract/transactions/text-pattern'
import type { QueryField, QueryOption } from '../../../lib/query/fields.ts'
import {
  type ChoiceOption,
  choiceField,
  codeField,
  durationField,
  flagField,
  textField,
} from '../../../lib/query/kinds.ts'
import { type Moment, timeFields } from '../../../lib/query/times.ts'

/** Names, translations and the time, for the fields. */
export type FieldContext = {
  channels: readonly ChoiceOption[]
  clients: readonly ChoiceOption[]
  /** The names of the search keys of all channels. */
  searchKeys: readonly string[]
  statuses: readonly QueryOption[]
  ranges: readonly QueryOption[]
  yes: string
  no: string
  /** Returns the name of a field for people. */
  title: (key: FieldName) => string
  moment: Moment
}

const calls = ['route', 'orchestration'] as const
const callParts = ['code', 'method', 'host', 'port', 'path', 'query'] as const
type CallField = (typeof calls)[number] | `${(typeof calls)[number]}.${(typeof callParts)[number]}`

export type FieldName =
  | ('time' | 'since' | 'until' | 'at' | 'status' | 'code' | 'channel' | 'client' | 'method' | 'path' | 'query')
  | ('took' | 'host' | 'port' | 'id' | 'error' | 'rerunnable' | 'reran' | 'is-rerun' | 'rerun-of' | 'original-of')
  | ('retry' | 'property')
  | CallField

const isId = (text: string) => /^[0-9a-f]{24}$/i.test(text)
const readId = (text: string) => (isId(text) ? text.toLowerCase() : undefined)
const readPort = (text: string) => (/^\d{1,5}$/.test(text) ? text : undefined)
const readPattern = (text: string) => (readTextPattern(text) ? text : undefined)
const readSearchValue = (text: string) => (text.length <= maxSearchValueLength ? text : undefined)
const methods = httpMethods.map((value) => ({ value, label: value }))

/** Returns all fields, the most used first. */
export function transactionFields(context: FieldContext): QueryField[] {
  const { title, channels, clients, statuses, moment, ranges } = context
  const titles = { time: title('time'), since: title('since'), until: title('until'), at: title('at') }
  const name = <Key extends FieldName>(key: Key) => ({ key, title: title(key) })
  const flag = (key: FieldName, filter: string, convert?: (is: boolean) => unknown) =>
    flagField({
      ...name(key),
      filter,
      yes: { value: 'yes', label: context.yes },
      no: { value: 'no', label: context.no },
      ...(convert && { convert }),
    })
  const pattern = { convert: readPattern, issue: 'not-a-pattern' } as const
  const id = { convert: readId, issue: 'not-an-id', many: true } as const
  const exists = (is: boolean) => ({ $exists: is })
  const fields: QueryField[] = [
    choiceField({ ...name('status'), filter: 'status', options: statuses }),
    choiceField({ ...name('channel'), filter: 'channelID', options: channels, many: true, other: readId }),
    choiceField({ ...name('client'), filter: 'clientID', options: clients, many: true, other: readId, none: 'none' }),
    codeField({ ...name('code'), filter: 'response.status', hasRanges: true }),
    textField({ ...name('path'), filter: 'request.path', example: '/Patient', ...pattern }),
    durationField({ ...name('took'), filter: 'duration', example: '>2s' }),
    choiceField({ ...name('method'), filter: 'request.method', options: methods, other: readMethod }),
    ...timeFields('request.timestamp', titles, ranges, moment),
    textField({ ...name('query'), filter: 'request.querystring', example: '_id=7', ...pattern }),
    flag('error', 'error', exists),
    flag('rerunnable', 'canRerun'),
    flag('reran', 'wasRerun'),
    { ...flag('is-rerun', 'parentID', exists), only: 'parentID' },
    flag('retry', 'autoRetry'),
    textField({ ...name('rerun-of'), filter: 'parentID', only: 'parentID', ...id }),
    textField({ ...name('original-of'), filter: 'childIDs', ...id }),
    textField({ ...name('id'), filter: '_id', ...id }),
    textField({ ...name('host'), filter: 'request.host', example: 'example.org', many: true }),
    textField({ ...name('port'), filter: 'request.port', example: '5001', many: true, convert: readPort }),
    ...calls.flatMap((call) => callFields(call, title)),
    textField({
      key: 'property.',
      title: title('property'),
      filter: 'properties.',
      isPrefix: true,
      example: 'name:value',
    }),
  ]
  const known = new Set(fields.map(({ key }) => key))
  return [...searchKeyFields(context.searchKeys, known), ...fields]
}

const readMethod = (text: string) => (/^[a-z]{3,20}$/i.test(text) ? text.toUpperCase() : undefined)

function callFields(call: (typeof calls)[number], title: FieldContext['title']): QueryField[] {
  const filter = `${call}s`
  const part = (key: (typeof callParts)[number]) => ({ key: `${call}.${key}`, title: title(`${call}.${key}`) })
  return [
    textField({ key: call, title: title(call), filter: `${filter}.name`, example: 'Archive', many: true }),
    codeField({ ...part('code'), filter: `${filter}.response.status`, hasRanges: false }),
    textField({ ...part('method'), filter: `${filter}.request.method`, example: 'GET', many: true }),
    textField({ ...part('host'), filter: `${filter}.request.host`, example: 'example.org', many: true }),
    textField({ ...part('port'), filter: `${filter}.request.port`, example: '8080', many: true, convert: readPort }),
    textField({
      ...part('path'),
      filter: `${filter}.request.path`,
      example: '/in',
      convert: readPattern,
      issue: 'not-a-pattern',
    }),
    textField({
      ...part('query'),
      filter: `${filter}.request.querystring`,
      example: 'code=7',
      convert: readPattern,
      issue: 'not-a-pattern',
    }),
  ]
}

/** Returns a field for each search key. Its value can identify a patient, so it is private. */
const searchKeyFields = (names: readonly string[], known: ReadonlySet<string>): QueryField[] =>
  names.map((name) => ({
    ...textField({
      key: known.has(name.toLowerCase()) ? `key.${name}` : name,
      title: name,
      filter: 'searchKey',
      isPrivate: true,
      only: 'searchKey',
      convert: (value) => readSearchValue(value) && { name, value },
    }),
  }))
