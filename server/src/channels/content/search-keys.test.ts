import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SearchKeys } from '@mediary/contract/channels/search-keys'
import { PatternFault } from '../../platform/patterns/pattern.ts'
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

test('a key that cannot be read is refused', () => {
  for (const key of [
    { by: 'json-path', expression: 'a.b' },
    { by: 'json-path', expression: '$[?match(@.a, "x")]' },
    { by: 'xpath', expression: '//a[' },
    { by: 'xpath', expression: 'matches(., "x")' },
    { by: 'hl7-field', expression: 'PID3' },
    { by: 'header' },
  ])
    assert.throws(() => found(key), PatternFault, JSON.stringify(key))
})
