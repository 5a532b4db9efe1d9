import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NewChannel } from '@mediary/contract/channels'
import { PatternError } from '../../platform/patterns/pattern.ts'
import { isWithinBounds } from '../../platform/text/xml-bounds.ts'
import { compileContentRule } from './content.ts'

type Rule = Partial<
  Record<'matchContentRegex' | 'matchContentXpath' | 'matchContentJson' | 'matchContentValue', string>
>
const compileRule = (rule: Rule) => compileContentRule(NewChannel.parse({ name: 'lab', urlPattern: '/', ...rule }))
const takes = (rule: Rule, body: string) => compileRule(rule)?.({ whole: body, root: body })
const xpath = (matchContentXpath: string, matchContentValue = 'A1'): Rule => ({ matchContentXpath, matchContentValue })
const json = (matchContentJson: string, matchContentValue = 'A1'): Rule => ({ matchContentJson, matchContentValue })

test('a channel without a content rule takes any content', () => assert.equal(compileRule({}), undefined))

const table: [what: string, rule: Rule, body: string, taken: boolean][] = [
  ['a pattern found anywhere', { matchContentRegex: 'MSH\\|' }, 'xMSH|y', true],
  ['a pattern not found', { matchContentRegex: '^MSH' }, 'xMSH', false],
  ['a pattern on no body', { matchContentRegex: '^$' }, '', true],
  ['an XPath of the value', xpath('string(/order/id)'), '<order><id>A1</id></order>', true],
  ['an XPath of another value', xpath('string(/order/id)'), '<order><id>B2</id></order>', false],
  ['an XPath of an attribute', xpath('string(//@kind)'), '<?xml version="1.0"?><o><p kind="A1"/></o>', true],
  ['an XPath through a node', xpath('/order/id'), '<order><id>A1</id></order>', true],
  ['an XPath of a count', xpath('count(//id)', '2'), '<o><id/><id/></o>', true],
  ['a prefix that the document declares', xpath('string(//x:id)'), '<o xmlns:x="urn:a"><x:id>A1</x:id></o>', true],
  [
    'a known prefix for another one',
    xpath('string(//hl7:id)'),
    '<h:o xmlns:h="urn:hl7-org:v3"><h:id>A1</h:id></h:o>',
    true,
  ],
  [
    'a known prefix for a default namespace inside',
    xpath('string(//soap:Body/cda:id)'),
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><id xmlns="urn:hl7-org:v3">A1</id></e:Body></e:Envelope>',
    true,
  ],
  [
    'no prefix in the default namespace',
    xpath('/Patient/id/@value'),
    '<Patient xmlns="http://hl7.org/fhir"><id value="A1"/></Patient>',
    true,
  ],
  ['a namespace by its name', xpath('string(//Q{urn:a}id)'), '<o xmlns:x="urn:a"><x:id>A1</x:id></o>', true],
  ['a prefix that nobody declares', xpath('string(//y:id)'), '<o xmlns:x="urn:a"><x:id>A1</x:id></o>', false],
  ['a prefix of another namespace', xpath('string(//hl7:id)'), '<o xmlns="urn:a"><id>A1</id></o>', false],
  ['an XPath on text that is not XML', xpath('string(/order/id)'), '{"order": 1}', false],
  ['an XPath on XML that is cut off', xpath('string(/order/id)'), '<order><id>A1', false],
  ['an XPath that fails on this document', xpath('string(xs:integer(/a))'), '<a>x</a>', false],
  ['an XPath on a document type', xpath('string(/a)', ''), '<!DOCTYPE a [<!ENTITY b "c">]><a/>', false],
  ['a property', json('order.ids[1].value'), '{"order":{"ids":[{},{"value":"A1"}]}}', true],
  ['a number', json('order.n', '7'), '{"order":{"n":7}}', true],
  ['a number of 18 digits', json('id', '900719925474099301'), '{"id":900719925474099301}', true],
  ['a number that differs in its last digit', json('id', '900719925474099302'), '{"id":900719925474099301}', false],
  ['a decimal by its digits', json('$.dose', '1.50'), '{"dose":1.50}', true],
  ['a decimal by its value', json('dose', '1.5'), '{"dose":1.50}', true],
  ['a truth', json('order.urgent', 'true'), '{"order":{"urgent":true}}', true],
  ['a property that is absent', json('order.id', 'undefined'), '{"order":{}}', false],
  ['a property of nothing', json('order.id'), 'null', false],
  ['what every object inherits', json('constructor.name', 'Object'), '{}', false],
  ['a property on text that is not JSON', json('order.id'), '<order/>', false],
  ['a JSON path', json('$.order.ids[1].value'), '{"order":{"ids":[{},{"value":"A1"}]}}', true],
  [
    'a JSON path with a filter',
    json('$..id[?@.use=="official"].value'),
    '{"id":[{"use":"official","value":"A1"}]}',
    true,
  ],
  ['a JSON path that finds nothing', json('$.order.id', 'undefined'), '{}', false],
  ['a JSON path on what is nested too deeply', json('$..id', 'undefined'), '['.repeat(9000) + ']'.repeat(9000), false],
]
for (const [what, rule, body, taken] of table) {
  test(`${what} ${taken ? 'matches' : 'does not match'}`, () => assert.equal(takes(rule, body), taken))
}

const faulty: Rule[] = [
  { matchContentRegex: '(a+)+$' },
  { matchContentRegex: '(' },
  xpath('string(/a'),
  xpath('unknown(/a)'),
  xpath('matches(/a, "(a+)+$")'),
  xpath('fn:tokenize#2'),
  json('a..b'),
  json('a['),
  json('a[b.c]'),
  json('$.a['),
  json('$[?match(@.a, "(a+)+$")]'),
  json('$..a..b..c'),
]
for (const rule of faulty) {
  test(`the rule ${Object.values(rule)[0]} cannot be saved`, () => assert.throws(() => compileRule(rule), PatternError))
}

test('XML that would hold the parser is not looked at', () => {
  const attributes = Array.from({ length: 101 }, (_, i) => `a${i}=">"`).join(' ')
  assert.ok(!isWithinBounds('<a>'.repeat(201)))
  assert.ok(!isWithinBounds(`<a ${attributes}/>`))
  assert.ok(!isWithinBounds(`<r>${'<a/>'.repeat(50_000)}</r>`))
  assert.ok(!isWithinBounds('<'.repeat(1024 * 1024)))
  assert.ok(!isWithinBounds('<a b="'))
  assert.ok(isWithinBounds(`<a>${'<!-- <b> --><![CDATA[<b><b>]]><b c="/>"></b><c/>'.repeat(1000)}</a>`))
})
