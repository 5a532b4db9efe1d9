import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fromYaml, toYaml } from './index.ts'

const bomb = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...'bcdefgh'.split('').map((name, i) => `${name}: &${name} [${`*${'abcdefg'[i]}, `.repeat(9)}]`),
].join('\n')

const hostile: [name: string, text: string, message: RegExp][] = [
  ['a bomb of aliases', bomb, /anchors|aliases/],
  ['an alias', 'a: &x 1\nb: *x', /anchors|aliases/],
  ['a merge key', 'base: {a: 1}\n<<: {b: 2}', /merge keys/],
  ['a repeated key', 'name: a\nname: b', /unique/],
  ['a tag', 'a: !!js/function "x"', /tags|tag/],
  ['a binary tag', 'a: !!binary aGk=', /tags|tag|no YAML/],
  ['two documents', 'a: 1\n---\nb: 2', /one document/],
  ['no document', '', /./],
  ['a list', '- a\n- b', /list of fields/],
  ['a text', 'hello', /list of fields/],
  ['a key that is a list', '? [a]\n: 1', /keys of a document are texts/],
  ['the prototype', '__proto__: {a: 1}', /__proto__/],
  ['deep brackets', `a: ${'['.repeat(100_000)}`, /nested too deeply/],
  ['deep lists', `${'- '.repeat(10_000)}a`, /nested too deeply/],
  ['deep indents', Array.from({ length: 300 }, (_, i) => `${' '.repeat(i * 2)}a:`).join('\n'), /nested too deeply/],
  ['a huge file', `a: ${'x'.repeat(5 * 1024 * 1024)}`, /larger than 4 MiB/],
  ['broken quotes', 'password: "hunter2', /no YAML/],
]

for (const [name, text, message] of hostile)
  test(`${name} is refused in one sentence with the name of the file`, () => {
    const started = performance.now()
    assert.throws(
      () => fromYaml(text, 'clients/a.yaml'),
      ({ message: sentence }: Error) => {
        assert.match(sentence, message)
        assert.match(sentence, /^clients\/a\.yaml: [^\n]+\.$/)
        assert.doesNotMatch(sentence, /hunter2/)
        return true
      },
    )
    assert.ok(performance.now() - started < 5000)
  })

test('every document that JSON can hold comes back as it was', () => {
  const key = fc
    .oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.constantFrom('<<', 'yes', 'null', '', '- ', '1'))
    .filter((text) => text !== '__proto__')
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'yes',
      'null',
      '~',
      '1e3',
      '0x1',
      '2026-01-01',
      'a\n',
      '\na',
      ' a',
      'a: b',
      '# a',
      '\u2028',
      '\u0085',
      '\r\n',
      '*a',
      '&a',
      '!a',
      '<<',
      '|',
      '>',
    ),
  )
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      tie('list'),
      tie('map'),
    ),
    list: fc.array(tie('any'), { maxLength: 4 }),
    map: fc.dictionary(key, tie('any'), { maxKeys: 4, noNullPrototype: true }),
  }))
  fc.assert(
    fc.property(fc.dictionary(key, value.any, { noNullPrototype: true }), (document) => {
      const expected = JSON.parse(JSON.stringify(document))
      assert.deepEqual(fromYaml(toYaml(expected), 'a.yaml'), expected)
    }),
    { numRuns: 300 },
  )
})
