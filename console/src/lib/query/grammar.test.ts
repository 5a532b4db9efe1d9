import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseQuery, printQuery, type Term } from './grammar.ts'

const term = (key: string | undefined, value: string, negated = false): Term => ({ negated, key, value })

const cases: [text: string, terms: Term[]][] = [
  ['', []],
  ['   \t ', []],
  ['yesterday', [term(undefined, 'yesterday')]],
  [
    'status:failed channel:lab client:"St Mary" code:5xx path:/Patient took:>2s yesterday',
    [
      term('status', 'failed'),
      term('channel', 'lab'),
      term('client', 'St Mary'),
      term('code', '5xx'),
      term('path', '/Patient'),
      term('took', '>2s'),
      term(undefined, 'yesterday'),
    ],
  ],
  ['-status:failed', [term('status', 'failed', true)]],
  ['-', [term(undefined, '-')]],
  ['- x', [term(undefined, '-'), term(undefined, 'x')]],
  ['--x', [term(undefined, '-x', true)]],
  ['at:10:32:05', [term('at', '10:32:05')]],
  ['10:32', [term(undefined, '10:32')]],
  ['::1', [term(undefined, '::1')]],
  ['host:[::1]:80', [term('host', '[::1]:80')]],
  ['path:"/a \\"b\\" \\\\c"', [term('path', '/a "b" \\c')]],
  ['path:/a"b"', [term('path', '/a"b"')]],
  ['client:"St Mary', [term('client', 'St Mary')]],
  ['client:"St"Mary x', [term('client', 'StMary'), term(undefined, 'x')]],
  ['"patient id":P-1100', [term('patient id', 'P-1100')]],
  ['"status:failed"', [term(undefined, 'status:failed')]],
  ['status:', [term('status', '')]],
  ['status: failed', [term('status', ''), term(undefined, 'failed')]],
  ['""', []],
  ['":x', [term(undefined, ':x')]],
  ['état:échoué Ж:日本', [term('état', 'échoué'), term('Ж', '日本')]],
  ['property.a.b:"x y"', [term('property.a.b', 'x y')]],
  ['a\u00a0b', [term(undefined, 'a'), term(undefined, 'b')]],
]

test('a query is read into its terms', () => {
  for (const [text, terms] of cases) assert.deepEqual(parseQuery(text), terms, text)
})

const anyTerm = fc
  .record(
    {
      negated: fc.boolean(),
      key: fc.option(fc.string({ minLength: 1, unit: 'binary' }), { nil: undefined }),
      value: fc.string({ unit: 'binary' }),
    },
    { noNullPrototype: true },
  )
  .filter(({ key, value }) => key !== undefined || value !== '')

test('a printed query is read as the same terms, whatever they hold', () => {
  fc.assert(
    fc.property(fc.array(anyTerm, { maxLength: 10 }), (terms) => {
      assert.deepEqual(parseQuery(printQuery(terms)), terms)
    }),
    { numRuns: 2_000 },
  )
})

const pieces = fc.constantFrom('-', ':', '"', '\\', ' ', 'a', 'status', '>', '.', '\n', '…', '5xx')

test('whatever is typed can be read, and printing it twice changes nothing', () => {
  const typed = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
  )
  fc.assert(
    fc.property(typed, (text) => {
      const printed = printQuery(parseQuery(text))
      assert.equal(printQuery(parseQuery(printed)), printed)
    }),
    { numRuns: 5_000 },
  )
})

const plainWord = fc.stringMatching(/^[a-z0-9./>]{1,12}$/)
const plainKey = fc.stringMatching(/^[a-z][a-z.]{0,8}$/)

test('what people usually write is printed as it was written', () => {
  const plain = fc
    .array(fc.tuple(fc.constantFrom('', '-'), plainKey, plainWord), { minLength: 1, maxLength: 8 })
    .map((terms) => terms.map(([sign, key, value]) => `${sign}${key}:${value}`).join(' '))
  fc.assert(fc.property(plain, (text) => assert.equal(printQuery(parseQuery(text)), text)))
})

test('a long text gives a limited number of terms', () => {
  assert.equal(parseQuery('a '.repeat(100_000)).length, 50)
  assert.equal(parseQuery(`"${'\\"'.repeat(100_000)}`).length, 1)
})
