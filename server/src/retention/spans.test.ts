import assert from 'node:assert/strict'
import { test } from 'node:test'
import { splitByRanges } from './spans.ts'

const id = (n: number) => n.toString(16).padStart(24, '0')
const show = (after: string, before: string, ranges: [first: string, before: string][]) =>
  splitByRanges(
    { after, before },
    ranges.map(([first, before]) => ({ first, before })),
  ).map((span) => [span.after, span.before, span.isDropped])

test('a span is split where ranges of dropped bodies begin and end', () => {
  assert.deepEqual(show('', id(90), []), [['', id(90), false]])
  assert.deepEqual(show('', id(90), [['', id(20)]]), [
    ['', id(20), true],
    [id(19), id(90), false],
  ])
  assert.deepEqual(show(id(5), id(90), [[id(10), id(20)]]), [
    [id(5), id(10), false],
    [id(9), id(20), true],
    [id(19), id(90), false],
  ])
  assert.deepEqual(show(id(15), id(90), [[id(10), id(20)]]), [
    [id(15), id(20), true],
    [id(19), id(90), false],
  ])
  assert.deepEqual(show(id(30), id(90), [[id(10), id(20)]]), [[id(30), id(90), false]])
  assert.deepEqual(show(id(12), id(18), [[id(10), id(20)]]), [[id(12), id(18), true]])
  assert.deepEqual(show('', id(5), [[id(10), id(20)]]), [['', id(5), false]])
})
