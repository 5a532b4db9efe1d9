import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RegExpParser } from '@eslint-community/regexpp'
import fc from 'fast-check'
import { linearEngine } from './linear.ts'
import { compilePattern } from './pattern.ts'

const refused: [pattern: string, why: RegExp][] = [
  ['^(a+)+$', /nested quantifier/],
  ['(.*)*', /nested quantifier/],
  ['(\\w+\\s?)*', /nested quantifier/],
  ['^(([a-z])+.)+$', /nested quantifier/],
  ['([\\w-.]+@)*x+([\\w-.]+b?)+', /nested quantifier/],
  ['(?=a)b', /look-around/],
  ['(?<!a)b', /look-around/],
  ['(a)\\1', /back-reference/],
  ['a{1,5000}', /too large/],
  ['((a{1,50}){1,50}){1,50}', /too large/],
  ['(unclosed', /not a regular expression: Unterminated group/],
  ['[z-a]', /not a regular expression/],
  ['(?i)fhir', /not a regular expression/],
]
for (const [pattern, why] of refused) {
  test(`the pattern ${pattern} is refused`, () => assert.throws(() => compilePattern(pattern), why))
}

const accepted: [pattern: string, engine: 'native' | 'linear', takes: string, not: string][] = [
  ['^/fhir/.*$', 'native', '/fhir/Patient', '/x/fhir/'],
  ['/lab', 'native', '/a/lab/b', '/la'],
  ['^/fhir(/.*)?$', 'native', '/fhir', '/fhirx'],
  ['^/(lab|clinic)/[0-9a-f]{8}-[0-9a-f]{4}$', 'native', '/lab/0123abcd-00ff', '/lab/0123'],
  ['encounters/[0-9]{1,3}$', 'native', '/encounters/12', '/encounters/'],
  ['^(/[a-z]+)+$', 'linear', '/a/bc', '/a/b1'],
  ['^([a-z]+\\.)+[a-z]+$', 'linear', 'a.b.c', 'a..b'],
  ['(a|aa)+$', 'linear', 'aaa', 'b'],
  ['^/a.*b.*c$', 'linear', '/a-b-c', '/a-c-b'],
  ['x*y', 'linear', 'xxy', 'xx'],
  ['(a?){30}a{30}', 'linear', 'a'.repeat(30), 'a'.repeat(29)],
  ['^(?:a*){3}b$', 'linear', 'aab', 'aa'],
  ['(a|a|a){20}b', 'linear', `${'a'.repeat(20)}b`, 'a'.repeat(20)],
  ['a{0,100}b', 'linear', 'aab', 'aa'],
]
for (const [pattern, engine, takes, not] of accepted) {
  test(`the pattern ${pattern} runs on the ${engine} engine`, () => {
    const compiled = compilePattern(pattern)
    assert.equal(compiled.engine, engine)
    assert.ok(compiled.test(takes))
    assert.ok(!compiled.test(not))
  })
}

const atoms = fc.constantFrom(
  ...['a', 'b', '/', '.', '[ab]', '[^a]', '\\d', '\\D', '\\s', '\\S', '\\w', '\\W', '\\b', '\\B', '(?:a|b)', '(ab)'],
  ...['a?', 'b*', '[a/]+', 'x{1,2}', '[\\s\\d]', '[^\\S]', '[\\W_]', '[\\D]', '[]', '[^]', '\\A', '\\z', '\\pL', '\\.'],
  ...['[[:alpha:]]', '\\u0061', '\\x62', '\\t', '(|a)', 'a*?', '\\cA', '[\\b-]', '\\Q', '\\/', '-', '\\0'],
)
const patterns = fc
  .tuple(fc.constantFrom('', '^'), fc.array(atoms, { minLength: 1, maxLength: 5 }), fc.constantFrom('', '$', '|a'))
  .map(([start, middle, end]) => start + middle.join('') + end)
const texts = fc.string({
  unit: fc.constantFrom('a', 'b', '/', 'x', '1', ' ', '\n', '\u2028', '\u00a0', '_', 'é', ']', 'z', 'p'),
  maxLength: 12,
})
const onLinear = (source: string) => linearEngine(new RegExpParser({ ecmaVersion: 2024 }).parsePattern(source))

test('both engines read a pattern alike', () => {
  const alike = (source: string, text: string) => onLinear(source).test(text) === new RegExp(source).test(text)
  fc.assert(fc.property(patterns, texts, alike), { numRuns: 3000 })
})

test('both engines replace alike', () => {
  const replacements = fc.constantFrom('', 'y', '$&$&', '[$1]', '$$', '$12', '$`', "$'", '$0', '$validate')
  const simple = fc.constantFrom('a', '(a|b)c?', '^/(.)', '([a-z])([0-9])', 'x{1,2}', '(a)|(b)', '[^/]', '$', '')
  fc.assert(
    fc.property(simple, texts, replacements, fc.boolean(), (source, text, replacement, all) => {
      const expected = text.replace(new RegExp(source, all ? 'g' : ''), replacement)
      assert.equal(onLinear(source).replace(text, replacement, all), expected)
    }),
    { numRuns: 2000 },
  )
})

test('the linear engine says no to characters that it would count differently', () => {
  assert.throws(() => compilePattern('(a|b)+😀'), /beyond U\+FFFF/)
})

const prefixes: [pattern: string, prefix: string][] = [
  ['^/fhir/.*$', '/fhir/'],
  ['^/lab$', '/lab'],
  ['^\\/a\\.b\\/c', '/a.b/c'],
  ['^/labs?', '/lab'],
  ['^/lab+', '/la'],
  ['^/lab|^/clinic', ''],
  ['^(/lab)', ''],
  ['^[/]lab', ''],
  ['/lab', ''],
  ['$', ''],
]
for (const [pattern, prefix] of prefixes) {
  test(`what ${pattern} takes begins with "${prefix}"`, () => assert.equal(compilePattern(pattern).prefix, prefix))
}
