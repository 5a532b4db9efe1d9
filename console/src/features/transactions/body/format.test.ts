import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatBody, maxFormattedLength } from './format.ts'
import { toHexDump } from './hex.ts'
import { parseHl7 } from './hl7.ts'
import { formatXml } from './xml.ts'

const formatText = (body: string) => {
  const found = formatBody(body)
  return found && 'text' in found ? found.text : found
}

for (const [name, body, text] of [
  ['JSON', '{"a":[1]}', '{\n  "a": [\n    1\n  ]\n}'],
  ['numbers as they were written', '[1.0,12345678901234567890]', '[\n  1.0,\n  12345678901234567890\n]'],
  ['what only looks like a number', '[1.2.3]', undefined],
  ['XML', '<a><b x="1">t</b><c/></a>', '<a>\n  <b x="1">t</b>\n  <c/>\n</a>'],
  ['an element of one letter, and an empty one', '<a><b></b></a>', '<a>\n  <b></b>\n</a>'],
  ['a declaration and a comment', '<?xml version="1.0"?><!-- <x> --><a/>', '<?xml version="1.0"?>\n<!-- <x> -->\n<a/>'],
  ['CDATA', '<a><![CDATA[<b>]]></a>', '<a><![CDATA[<b>]]></a>'],
  ['a document that breaks off', '<a><b', '<a>\n  <b'],
  ['plain text', 'plain', undefined],
  ['broken JSON', '{broken', undefined],
  ['nothing', '', undefined],
] as const)
  test(`${name} reads well`, () => assert.equal(formatText(body), text))

test('a FHIR resource is told by its type, id and narrative, which is text and never HTML', () => {
  const div = '<div xmlns="http://www.w3.org/1999/xhtml"><b>Awa</b> &lt;Diallo&gt;<script>x</script></div>'
  const body = JSON.stringify({ resourceType: 'Patient', id: 'p1', text: { div } })
  const found = formatBody(body)
  assert.ok(found?.kind === 'fhir')
  assert.deepEqual(found.resource, { type: 'Patient', id: 'p1', narrative: 'Awa <Diallo> x', entries: undefined })
  const bundle = formatBody('{"resourceType":"Bundle","entry":[{},{}]}')
  assert.equal(bundle?.kind === 'fhir' && bundle.resource.entries, 2)
})

test('an HL7 v2 message has segments whose fields are numbered as in the standard', () => {
  const segments = parseHl7('\x0bMSH|^~\\&|LAB||EMR\rPID|1||4711^^^MRN||Diallo^Awa\r\x1c\r') ?? []
  assert.deepEqual(
    segments.map(({ name }) => name),
    ['MSH', 'PID'],
  )
  assert.deepEqual(segments[0]?.fields, [
    { place: 'MSH-1', value: '|' },
    { place: 'MSH-2', value: '^~\\&' },
    { place: 'MSH-3', value: 'LAB' },
    { place: 'MSH-5', value: 'EMR' },
  ])
  assert.deepEqual(segments[1]?.fields.at(-1), { place: 'PID-5', value: 'Diallo^Awa' })
  assert.equal(parseHl7('MSHX'), undefined)
})

test('bytes are shown as hexdump shows them', () => {
  const text = toHexDump(Buffer.from([0, 255, ...Buffer.from('Hi there, you all')]))
  assert.equal(text.split('\n')[0], '00000000  00 ff 48 69 20 74 68 65 72 65 2c 20 79 6f 75 20  ..Hi there, you ')
  assert.equal(toHexDump(new Uint8Array()), '')
})

const marks = fc.constantFrom(
  '<',
  '>',
  '/',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  'MSH|',
  '\r',
  '{',
  '[',
  '"',
  'a',
  '|^',
  '<?',
)
const wild = fc.oneof(
  fc.string(),
  fc.array(marks, { maxLength: 200 }).map((parts) => parts.join('')),
)

test('no text makes a formatter throw, and XML loses nothing but blanks', () => {
  fc.assert(
    fc.property(wild, (body) => {
      formatBody(body)
      formatBody(`<${body}`)
      formatBody(`MSH|${body}`)
      toHexDump(Buffer.from(body))
      const text = formatXml(`<${body}`)
      assert.equal(text?.replace(/\s/g, ''), `<${body}`.replace(/\s/g, ''))
    }),
    { numRuns: 500 },
  )
})

for (const [name, part] of [
  ['tags never closed', '<a'],
  ['tags ever deeper', '<a>'],
  ['brackets', '['],
  ['comments never closed', '<!--'],
  ['segments', 'MSH|\r'],
] as const)
  test(`the largest body of ${name} is formatted into a bounded text`, () => {
    const body = part.repeat(Math.floor(maxFormattedLength / part.length))
    const found = formatBody(body)
    assert.ok(JSON.stringify(found ?? '').length < 100 * maxFormattedLength)
    assert.equal(formatBody(`${body}${part.repeat(100)}`), undefined)
  })
