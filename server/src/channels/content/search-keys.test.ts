import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliCompressSync } from 'node:zlib'
import { SearchKeys } from '@mediary/contract/channels/search-keys'
import { PatternError } from '../../platform/patterns/pattern.ts'
import { compileSearchKeys } from './search-keys.ts'

const json = {
  resourceType: 'Bundle',
  entry: [{ resource: { identifier: [{ system: 'urn:nid', value: '42' }, { value: '7' }] } }],
}
const hl7 = 'MSH|^~\\&|LAB\rPID|1||123^^^NID~A\\S\\B^^^X||Doe^John\r'

const side = (body: string) => ({
  headers: ['X-Patient', ' 9 ', 'x-patient', '10'],
  query: 'pid=1&pid=2',
  body: new TextEncoder().encode(body),
})
const found = (key: object, body = '') =>
  compileSearchKeys(SearchKeys.parse([{ name: 'patient', ...key }]))({
    request: side(body),
    response: side('{}'),
  }).map(({ value }) => value)

const cases: [key: object, body: string, expected: string[]][] = [
  [{ by: 'json-path', expression: '$.entry[*].resource.identifier[*].value' }, JSON.stringify(json), ['42', '7']],
  [{ by: 'json-path', expression: '$.a' }, 'not json', []],
  [{ by: 'xpath', expression: '//id' }, '<p><id>1</id><id>2</id></p>', ['1', '2']],
  [{ by: 'xpath', expression: '//id' }, '<p>', []],
  [{ by: 'fhir-identifier', expression: 'urn:nid' }, JSON.stringify(json), ['urn:nid|42']],
  [{ by: 'fhir-identifier' }, JSON.stringify(json), ['urn:nid|42', '|7']],
  [{ by: 'hl7-field', expression: 'PID-3.1' }, hl7, ['123', 'A^B']],
  [{ by: 'hl7-field', expression: 'PID-5' }, hl7, ['Doe^John']],
  [{ by: 'hl7-field', expression: 'MSH-3' }, hl7, ['LAB']],
  [{ by: 'header', expression: 'x-patient' }, '', ['9', '10']],
  [{ by: 'query-parameter', expression: 'pid' }, '', ['1', '2']],
  [{ by: 'json-path', expression: '$.a', from: 'response' }, '{"a":1}', []],
  [{ by: 'json-path', expression: '$.a' }, JSON.stringify({ a: 'x'.repeat(257) }), []],
]
for (const [key, body, expected] of cases)
  test(`a search key is taken out: ${JSON.stringify(key)} of ${body.slice(0, 30)}`, () =>
    assert.deepEqual(found(key, body), expected))

const key = (by: string, expression: string) => ({ by, expression })
const batch = [
  'FHS|^~\\&|LAB|F',
  'BHS|^~\\&|LAB|F|||||||B7',
  'MSH|^~\\&|LAB|F|||2026||ORU^R01|C1|P|2.3',
  'PID|1||N1~N2',
  'MSH|%~\\&|LAB|F|||2026||ORU%R01|C2|P|2.3'.replaceAll('|', '$'),
  'PID$1$$N3%x',
  'BTS|2',
  'FTS|1',
].join('\r')
const fhirXml =
  '<Bundle xmlns="http://hl7.org/fhir"><entry><resource><Patient><identifier><system value="urn:nid"/><value value="77"/></identifier></Patient></resource></entry></Bundle>'
const referring = {
  resourceType: 'Observation',
  subject: { identifier: { system: 'urn:nid', value: '5' } },
  identifier: [{ system: 'urn:lab', value: 'o1' }],
}
const parameters = {
  resourceType: 'Parameters',
  parameter: [
    { name: 'a', valueIdentifier: { system: 'urn:nid', value: '6' } },
    { name: 'b', resource: { identifier: [{ system: 'urn:nid', value: '8' }] } },
  ],
}
const headed = (escaped: string) => `MSH|^~\\&|A|B||||||1|P|2.5\rPID|1||${escaped}\r`

const spoken: [what: string, key: object, body: string, expected: string[]][] = [
  ['every message of a batch', key('hl7-field', 'PID-3.1'), batch, ['N1', 'N2', 'N3']],
  ['the control id of a batch', key('hl7-field', 'BHS-11'), batch, ['B7']],
  ['the declared delimiters', key('hl7-field', 'MSH-2'), batch, ['^~\\&', '%~\\&']],
  [
    'behind a byte order mark and line feeds',
    key('hl7-field', 'MSH-10'),
    '\ufeff\n\nMSH|^~\\&|A|B||||||Z9|P|2.5',
    ['Z9'],
  ],
  ['segments that end in line feeds', key('hl7-field', 'PID-3'), 'MSH|^~\\&|A\nPID|1||7\n', ['7']],
  ['two hexadecimal escapes', key('hl7-field', 'PID-3'), headed('\\X4f\\x\\X3132\\'), ['Ox12']],
  ['a hexadecimal escape in UTF-8', key('hl7-field', 'PID-3'), headed('\\XC3A9\\'), ['é']],
  ['a hexadecimal escape in Latin-1', key('hl7-field', 'PID-3'), headed('\\XE9\\'), ['é']],
  ['every delimiter', key('hl7-field', 'PID-3'), headed('\\F\\\\S\\\\R\\\\E\\\\T\\'), ['|^~\\&']],
  ['a formatting escape as it stands', key('hl7-field', 'PID-3'), headed('a\\.br\\b'), ['a\\.br\\b']],
  ['an odd hexadecimal escape as it stands', key('hl7-field', 'PID-3'), headed('\\X4\\1'), ['\\X4\\1']],
  ['an escape behind one that is not closed', key('hl7-field', 'PID-3'), headed('a\\b\\F\\c'), ['a\\b|c']],
  ['an encoding of one sign', key('hl7-field', 'PID-3.1'), 'MSH|^|LAB|F\rPID|1||PA^x~PB\r', ['PA', 'PB']],
  ['a repetition sign that is the component sign', key('hl7-field', 'PID-3.1'), 'MSH|~|LAB|F\rPID|1||PA~x\r', ['PA']],
  ['a message that is none', key('hl7-field', 'PID-3'), 'MSHOP|1\rPID|1||7', []],
  ['a number of 20 digits', key('json-path', '$.id'), '{"id":12345678901234567891}', ['12345678901234567891']],
  ['a truth value', key('json-path', '$.active'), '{"active":true}', ['true']],
  ['numbers in a list', key('json-path', '$..n'), '[{"n":1.10},{"n":1e3},{"n":-0}]', ['1.10', '1e3', '-0']],
  [
    'a number among objects of one name',
    key('json-path', '$.a[?@.b=="x"].c'),
    '{"a":[{"b":"y","c":1},{"b":"x","c":9007199254740993}]}',
    ['9007199254740993'],
  ],
  ['ndjson', key('json-path', '$.id'), '{"id":1}\n{"id":"b"}\r\n\n{"id":3}\n', ['1', 'b', '3']],
  [
    'identifiers of ndjson',
    key('fhir-identifier', 'urn:nid'),
    `${JSON.stringify(json)}\n${JSON.stringify(referring)}`,
    ['urn:nid|42', 'urn:nid|5'],
  ],
  ['a reference by identifier', key('fhir-identifier', ''), JSON.stringify(referring), ['urn:lab|o1', 'urn:nid|5']],
  ['FHIR Parameters', key('fhir-identifier', 'urn:nid'), JSON.stringify(parameters), ['urn:nid|6', 'urn:nid|8']],
  [
    'an identifier whose value is a number',
    key('fhir-identifier', ''),
    '{"identifier":{"value":90071992547409931}}',
    ['|90071992547409931'],
  ],
  ['FHIR in XML', key('fhir-identifier', 'urn:nid'), fhirXml, ['urn:nid|77']],
  ['FHIR in XML of another system', key('fhir-identifier', 'urn:other'), fhirXml, []],
  ['XML in a namespace', key('xpath', '//fhir:value/@value'), fhirXml, ['77']],
]
for (const [what, key, body, expected] of spoken)
  test(`a search key reads what is sent: ${what}`, () => assert.deepEqual(found(key, body), expected))

test('a search key reads the text of a body by its labels', () => {
  const extract = compileSearchKeys(
    SearchKeys.parse([{ name: 'n', from: 'response', by: 'json-path', expression: '$.n' }]),
  )
  const response = (headers: string[], body: Uint8Array) =>
    extract({ request: side(''), response: { headers, query: '', body } })
  const value = [{ name: 'n', value: 'Ö', hashed: true }]
  assert.deepEqual(response(['content-encoding', 'br'], brotliCompressSync('{"n":"Ö"}')), value)
  assert.deepEqual(
    response(['Content-Type', 'application/json; charset=iso-8859-1'], Buffer.from('{"n":"Ö"}', 'latin1')),
    value,
  )
  assert.deepEqual(response(['Content-Encoding', 'gzip'], Buffer.from('{"n":"Ö"}')), [])
})

test('a batch of a thousand messages is indexed whole', () => {
  const messages = Array.from({ length: 1000 }, (_, i) => `MSH|^~\\&|A\rPID|1||P${i}`)
  assert.equal(found(key('hl7-field', 'PID-3'), `BHS|^~\\&|A\r${messages.join('\r')}\rBTS|1000`).length, 1000)
})

test('a key that cannot be read is refused', () => {
  for (const key of [
    { by: 'json-path', expression: 'a.b' },
    { by: 'json-path', expression: '$[?match(@.a, "x")]' },
    { by: 'xpath', expression: '//a[' },
    { by: 'xpath', expression: 'matches(., "x")' },
    { by: 'hl7-field', expression: 'PID3' },
    { by: 'header' },
  ])
    assert.throws(() => found(key), PatternError, JSON.stringify(key))
})
