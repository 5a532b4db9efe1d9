import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readTextPattern } from './text-pattern.ts'

const texts = ['/fhir/Patient', 'a.b', '/Patient/$everything', 'name=a+b', 'x*', 'q?', 'caret^inside', '(', ']', '{']
for (const text of texts) test(`${text} is a text`, () => assert.deepEqual(readTextPattern(text), { $part: text }))

const patterns: [pattern: string, expected: ReturnType<typeof readTextPattern>][] = [
  ['^/fhir', { $part: '/fhir', $anchored: 'start' }],
  ['/fhir$', { $part: '/fhir', $anchored: 'end' }],
  ['^/fhir$', { $part: '/fhir', $anchored: 'both' }],
  ['\\/fhir\\/Patient\\.json', { $part: '/fhir/Patient.json' }],
  ['cost\\$', { $part: 'cost$' }],
  ['\\^top', { $part: '^top' }],
  ['^/fhir/.*$', { $part: '/fhir/', $anchored: 'start' }],
  ['.*Patient.+', { $part: 'Patient' }],
  ['^$', { $part: '', $anchored: 'both' }],
  ['.*', { $part: '' }],
]
for (const [pattern, expected] of patterns)
  test(`${pattern} is read as an anchored or escaped text`, () => assert.deepEqual(readTextPattern(pattern), expected))

for (const pattern of ['/a.*b', '/(a|b)', 'a|b', '[0-9]', '\\d+', '/x{2}', 'a\\', '.?x'])
  test(`${pattern} is refused`, () => assert.equal(readTextPattern(pattern), undefined))

test('a control character is a character like others', () =>
  assert.deepEqual(readTextPattern('\0\\.\0'), { $part: '\0.\0' }))

test('what a pattern finds is what its regular expression finds', () => {
  const piece = fc.constantFrom('a', 'b', '/', '.', '$', '^', '\\.', '\\/', '\\$', '.*', '-', '*')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), fc.stringMatching(/^[ab/.$^-]{0,8}$/), (pieces, value) => {
      const pattern = pieces.join('')
      const read = readTextPattern(pattern)
      // A sign that a text may well contain is taken for itself; the rest is compared with the expression.
      if (!read || /(^|[^.\\])\*|.\^|[^\\]\$.|(^|[^\\])\.(?![*+])/.test(pattern)) return
      const { $part, $anchored } = read
      const found =
        $anchored === 'both'
          ? value === $part
          : $anchored === 'start'
            ? value.startsWith($part)
            : $anchored === 'end'
              ? value.endsWith($part)
              : value.includes($part)
      assert.equal(found, new RegExp(pattern).test(value), `${pattern} on ${value}`)
    }),
  )
})
