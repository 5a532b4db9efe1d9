import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { diffHeaders, diffLines, foldUnchanged, toComparableLines } from './difference.ts'

const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 })
const sides = (of: ReturnType<typeof diffLines>) => ({
  before: of.filter(({ kind }) => kind !== 'added').map(({ text }) => text),
  after: of.filter(({ kind }) => kind !== 'removed').map(({ text }) => text),
})
/** The length of the longest common subsequence, by the book. */
const common = (one: readonly string[], other: readonly string[]): number => {
  const row = new Array(other.length + 1).fill(0)
  for (const a of one) {
    let diagonal = 0
    for (const [j, b] of other.entries()) {
      const former = row[j + 1]
      row[j + 1] = a === b ? diagonal + 1 : Math.max(row[j + 1], row[j])
      diagonal = former
    }
  }
  return row[other.length]
}

test('a difference holds both texts, and keeps as many lines as can be kept', () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const found = diffLines(before, after)
      assert.deepEqual(sides(found), { before, after })
      assert.equal(found.filter(({ kind }) => kind === 'same').length, common(before, after))
    }),
  )
})

test('texts that have nothing in common are told at once, however long they are', () => {
  const before = Array.from({ length: 20_000 }, (_, i) => `before ${i}`)
  const after = Array.from({ length: 20_000 }, (_, i) => `after ${i}`)
  assert.deepEqual(sides(diffLines(before, after)), { before, after })
})

test('of JSON neither the order of keys nor white space is a difference', () => {
  assert.deepEqual(
    toComparableLines('{"b":1,"a":[2,{"d":3,"c":4}]}'),
    toComparableLines('{ "a": [2, {"c":4, "d":3}],\n "b": 1 }'),
  )
  assert.notDeepEqual(toComparableLines('[1,2]'), toComparableLines('[2,1]'))
  assert.deepEqual(toComparableLines('{broken'), ['{broken'])
})

test('numbers are compared as they were written: neither rounding nor precision is lost', () => {
  assert.deepEqual(toComparableLines('{"a":12345678901234567890,"b":"1.0","c":[1.0,-2e5]}'), [
    '{',
    '  "a": 12345678901234567890,',
    '  "b": "1.0",',
    '  "c": [',
    '    1.0,',
    '    -2e5',
    '  ]',
    '}',
  ])
})

test('HL7 is compared by segments, XML by its elements', () => {
  assert.deepEqual(toComparableLines('MSH|^~\\&|LAB\rPID|1'), ['MSH|^~\\&|LAB', 'PID|1'])
  assert.deepEqual(toComparableLines('<a><b>1</b></a>'), toComparableLines('<a>\n  <b>1</b>\n</a>'))
})

test('what did not change is folded, but for the lines around a change', () => {
  const before = Array.from({ length: 20 }, (_, i) => `${i}`)
  const after = before.with(10, 'ten')
  const parts = foldUnchanged(diffLines(before, after), 2)
  assert.deepEqual(
    parts.map((part) => ('hidden' in part ? part.hidden : part.lines.map(({ text }) => text))),
    [8, ['8', '9', '10', 'ten', '11', '12'], 7],
  )
})

test('headers are compared by name in any case', () => {
  assert.deepEqual(diffHeaders({ Accept: 'a', 'X-Kind': '1', Gone: 'x' }, { accept: 'a', 'x-kind': ['1', '2'] }), [
    { name: 'gone', before: 'x', after: undefined },
    { name: 'x-kind', before: '1', after: '1, 2' },
  ])
})
