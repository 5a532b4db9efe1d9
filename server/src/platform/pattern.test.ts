import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compilePattern } from './pattern.ts'

const refused: [pattern: string, why: RegExp][] = [
  ['^(a+)+$', /repeats a repetition/],
  ['(.*)*', /repeats a repetition/],
  ['(\\w+\\s?)*', /repeats a repetition/],
  ['^(([a-z])+.)+$', /repeats a repetition/],
  ['(?=a)b', /look-around/],
  ['(a)\\1', /look-around or back-references/],
  ['(unclosed', /not a regular expression/],
  ['[z-a]', /not a regular expression/],
]
for (const [pattern, why] of refused) {
  test(`the pattern ${pattern} is refused`, () => assert.throws(() => compilePattern(pattern), why))
}

const accepted: [pattern: string, engine: 'native' | 'linear', takes: string, not: string][] = [
  ['^/fhir/.*$', 'native', '/fhir/Patient', '/x/fhir/'],
  ['/lab', 'native', '/a/lab/b', '/la'],
  ['^/fhir(/.*)?$', 'linear', '/fhir', '/fhirx'],
  ['^(/[a-z]+)+$', 'linear', '/a/bc', '/a/b1'],
  ['(a|aa)+$', 'linear', 'aaa', 'b'],
  ['^/a.*b.*c$', 'linear', '/a-b-c', '/a-c-b'],
  ['encounters/[0-9]{1,3}$', 'native', '/encounters/12', '/encounters/'],
]
for (const [pattern, engine, takes, not] of accepted) {
  test(`the pattern ${pattern} runs on the ${engine} engine`, () => {
    const compiled = compilePattern(pattern)
    assert.equal(compiled.engine, engine)
    assert.ok(compiled.test(takes))
    assert.ok(!compiled.test(not))
  })
}

test('both engines read a pattern alike', () => {
  const atom = fc.constantFrom(
    'a',
    'b',
    '/',
    '.',
    '[ab]',
    '[^a]',
    '\\d',
    '(?:a|b)',
    '(ab)',
    'a?',
    'b*',
    '[a/]+',
    'x{1,2}',
  )
  const pattern = fc
    .tuple(fc.constantFrom('', '^'), fc.array(atom, { minLength: 1, maxLength: 5 }), fc.constantFrom('', '$'))
    .map(([start, atoms, end]) => start + atoms.join('') + end)
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', 'x', '1'), maxLength: 12 })
  fc.assert(
    fc.property(
      pattern,
      text,
      (source, value) => compilePattern(source).test(value) === new RegExp(source).test(value),
    ),
    { numRuns: 2000 },
  )
})

test('a replacement is taken as it is written', () => {
  assert.equal(compilePattern('o').replace('foo', '$&', false), 'f$&o')
  assert.equal(compilePattern('(a|b).*c').replace('xabc', '$1', true), 'x$1')
})
