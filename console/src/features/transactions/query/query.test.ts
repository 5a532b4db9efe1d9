import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TransactionFilters } from '@mediary/contract/transactions/filters'
import fc from 'fast-check'
import { suggest } from '../../../lib/query/complete.ts'
import { readQuery } from '../../../lib/query/fields.ts'
import { parseQuery, printQuery } from '../../../lib/query/grammar.ts'
import { isPublic, readAddress, writeAddress } from './address.ts'
import { type FieldContext, transactionFields } from './fields.ts'
import { recognise } from './recognise.ts'

const id = (sign: string) => sign.repeat(24)
const context: FieldContext = {
  channels: [
    { value: 'laboratory results', label: 'laboratory results', api: id('1') },
    { value: 'lab orders', label: 'lab orders', api: id('2') },
    { value: 'pharmacy', label: 'pharmacy', api: id('3') },
  ],
  clients: [{ value: 'st-mary', label: 'St Mary', api: id('a') }],
  searchKeys: ['patient', 'host'],
  statuses: ['Processing', 'Successful', 'Completed', 'Completed with error(s)', 'Failed'].map((value) => ({
    value,
    label: value === 'Failed' ? 'Échouée' : value,
  })),
  ranges: [
    { value: 'today', label: 'Aujourd’hui' },
    { value: 'yesterday', label: 'Hier' },
  ],
  yes: 'oui',
  no: 'non',
  title: (key) => `name of ${key}`,
  moment: { now: Date.parse('2026-03-11T22:30:20Z'), zone: 'UTC' },
}
const fields = transactionFields(context)
const read = (text: string, given = context) => {
  const { filters, issues } = readQuery(recognise(parseQuery(text), given), transactionFields(given))
  return issues.size > 0 ? [...issues].map(([place, { code }]) => `${place} ${code}`).join(', ') : filters
}

const day = { $gte: '2026-03-10T00:00:00.000Z', $lt: '2026-03-11T00:00:00.000Z' }
const cases: [query: string, filters: object | string][] = [
  ['', {}],
  [
    'status:failed channel:pharmacy client:"St Mary" code:5xx path:/Patient took:>2s yesterday',
    {
      status: 'Failed',
      channelID: id('3'),
      clientID: id('a'),
      'response.status': '5xx',
      'request.path': '/Patient',
      duration: { $gt: 2000 },
      'request.timestamp': day,
    },
  ],
  ['échouée', { status: 'Failed' }],
  ['STATUS:Échouée', { status: 'Failed' }],
  ['status:completed', { status: 'Completed' }],
  ['status:error', { status: 'Completed with error(s)' }],
  ['status:complete', '0 ambiguous'],
  ['status:failed status:successful', { status: { $in: ['Failed', 'Successful'] } }],
  ['-status:failed -status:successful', { status: { $nin: ['Failed', 'Successful'] } }],
  ['channel:lab', { channelID: { $in: [id('1'), id('2')] } }],
  ['channel:nothing', '0 unknown-value'],
  [`channel:${id('f')}`, { channelID: id('f') }],
  ['client:none', { clientID: { $exists: false } }],
  ['-client:none', { clientID: { $exists: true } }],
  ['client:none client:st-mary', '1 once'],
  ['code:404,5XX', { 'response.status': { $in: ['404', '5xx'] } }],
  ['code:>=400 code:<500', { 'response.status': { $gte: 400, $lt: 500 } }],
  ['code:400..499 -code:404', { 'response.status': { $nin: ['404'], $gte: 400, $lte: 499 } }],
  ['code:4', '0 not-a-code'],
  ['code:', '0 empty'],
  ['took:1,5s..2min', { duration: { $gte: 1500, $lte: 120_000 } }],
  ['took:2s', '0 not-a-range'],
  ['-took:>2s', '0 not-negated'],
  ['path:/a path:/b', '1 once'],
  ['path:a.*b', '0 not-a-pattern'],
  ['/Patient 404 get', { 'request.path': '/Patient', 'response.status': '404', 'request.method': 'GET' }],
  ['at:10:32', { 'request.timestamp': { $gte: '2026-03-11T10:32:00.000Z', $lt: '2026-03-11T10:33:00.000Z' } }],
  [
    'since:2026-03-01 until:2026-03-02T10:00',
    { 'request.timestamp': { $gte: '2026-03-01T00:00:00.000Z', $lt: '2026-03-02T10:01:00.000Z' } },
  ],
  ['since:soon', '0 not-a-time'],
  ['error:oui rerunnable:no', { error: { $exists: true }, canRerun: false }],
  ['-retry:yes', { autoRetry: false }],
  [`rerun-of:${id('b')}`, { parentID: id('b') }],
  [`rerun-of:${id('b')} is-rerun:yes`, '1 once'],
  ['id:17', '0 not-an-id'],
  [
    'route:Archive route.code:503 orchestration.path:/in',
    { 'routes.name': 'Archive', 'routes.response.status': '503', 'orchestrations.request.path': '/in' },
  ],
  ['property.Facility:"F 7" property.beds:12', { 'properties.Facility': 'F 7', 'properties.beds': '12' }],
  ['patient:P-1100', { searchKey: { name: 'patient', value: 'P-1100' } }],
  ['key.host:x host:example.org', { searchKey: { name: 'host', value: 'x' }, 'request.host': 'example.org' }],
  ['patient:P-1100 key.host:x', '1 once'],
  ['P-1100', '0 which-field'],
  ['colour:red', '0 unknown-key'],
  ['http://example.org', '0 unknown-key'],
]

test('a query becomes the filters of the API, and each wrong term is told', () => {
  for (const [query, expected] of cases) {
    const found = read(query)
    assert.deepEqual(found, expected, query)
    if (typeof found === 'object') assert.ok(TransactionFilters.safeParse(found).success, query)
  }
})

test('a bare word is a part of the path where it cannot be the identifier of a patient', () => {
  assert.deepEqual(read('orders', { ...context, searchKeys: [] }), { 'request.path': 'orders' })
})

test('whatever is typed never throws, and what is not told to be wrong is what the API takes', () => {
  const pieces = fc.constantFrom(
    ...'status: code: took: channel: property. at: - " > .. 5xx failed P-1 2s : ^ $ \u0000'.split(' '),
  )
  const typed = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 8 }).map((all) => all.join('')),
  )
  fc.assert(
    fc.property(typed, (text) => {
      const found = read(text)
      if (typeof found === 'object') assert.ok(TransactionFilters.safeParse(found).success, text)
      suggest(text, fields)
    }),
    { numRuns: 1_000 },
  )
})

test('parameters of earlier addresses are terms, and a changed query keeps times in parameters of their own', () => {
  const terms = readAddress({ range: 'yesterday', since: '2026-01-01', status: 'Failed', path: '/a b', q: '-code:404' })
  assert.equal(printQuery(terms), 'time:yesterday status:Failed path:"/a b" -code:404')
  const { range, since, until, q } = writeAddress(terms)
  assert.deepEqual([range, since, until, q], ['yesterday', undefined, undefined, 'status:Failed path:"/a b" -code:404'])
  assert.deepEqual(readAddress({ range, q }), terms)
  const later = writeAddress([...terms, ...parseQuery('since:2026-01-01T10:00')])
  assert.deepEqual([later.range, later.since], [undefined, '2026-01-01T10:00'])
})

test('a value that can identify a patient, and what is not understood, do not stand in an address', () => {
  const terms = parseQuery('patient:P-1100 P-1100 patiënt:P-1100 status:failed')
  assert.equal(printQuery(terms.filter((term) => isPublic(term, fields))), 'status:failed')
})

test('completion offers fields by key or by name, their values, and where a word can be looked for', () => {
  const offer = (text: string) => suggest(text, fields).map((one) => one.text)
  assert.ok(offer('sta').includes('status:'))
  assert.deepEqual(offer('yesterday -status:éch'), ['yesterday -status:Failed'])
  assert.deepEqual(offer('channel:lab'), ['channel:"laboratory results"', 'channel:"lab orders"'])
  assert.deepEqual(offer('P-1100'), ['patient:P-1100', 'key.host:P-1100', 'path:P-1100'])
  assert.ok(offer('').length > 10)
})
