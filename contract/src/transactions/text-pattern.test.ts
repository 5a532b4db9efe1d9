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

for (const pattern of ['/a.*b', '/(a|b)', 'a|b', '[0-9]', '\\d+', '/x{2}', 'a\\', '.?x', '\\.*', 'a\\.+'])
  test(`${pattern} is refused`, () => assert.equal(readTextPattern(pattern), undefined))

test('a control character is a character like others', () =>
  assert.deepEqual(readTextPattern('\0\\.\0'), { $part: '\0.\0' }))

test('what a pattern finds is what its regular expression finds', () => {
  const text = fc.array(fc.constantFrom('a', 'b', '/', '-', '\\.', '\\/', '\\$', '\\*'), { maxLength: 5 })
  const [start, end] = [fc.constantFrom('', '^', '.*', '^.*'), fc.constantFrom('', '$', '.*', '.*$')]
  fc.assert(
    fc.property(start, text, end, fc.stringMatching(/^[ab/.$*-]{0,8}$/), (before, pieces, after, value) => {
      const pattern = before + pieces.join('') + after
      const { $part, $anchored } = readTextPattern(pattern) ?? assert.fail(`${pattern} was refused`)
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
    { numRuns: 1000 },
  )
})
