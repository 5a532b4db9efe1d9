import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addVary, canShrink, mayTransform, readHeaders, toCompressedHead } from './rules.ts'

const json = ['Content-Type', 'application/fhir+json; charset=utf-8', 'Content-Length', '2000']

for (const [what, status, headers, shrinks] of [
  ['JSON', 200, json, true],
  ['an error in JSON', 422, json, true],
  ['JSON of unknown length', 200, ['Content-Type', 'application/json'], true],
  ['HL7 v2', 200, ['content-type', 'application/hl7-v2+xml'], true],
  ['a small answer', 200, ['Content-Type', 'application/json', 'Content-Length', '1023'], false],
  ['a picture', 200, ['Content-Type', 'image/jpeg'], false],
  ['an archive', 200, ['Content-Type', 'application/zip'], false],
  ['something without a type', 200, [], false],
  ['what is compressed already', 200, [...json, 'Content-Encoding', 'br'], false],
  ['a part', 206, [...json, 'Content-Range', 'bytes 0-1999/9000'], false],
  ['a part with another status', 200, [...json, 'Content-Range', 'bytes 0-1999/9000'], false],
  ['no-transform', 200, [...json, 'Cache-Control', 'max-age=60, no-transform'], false],
  ['a digest of its bytes', 200, [...json, 'Content-Digest', 'sha-256=:x:'], false],
  ['no content', 204, json, false],
  ['not modified', 304, json, false],
] as const)
  test(`${what} is ${shrinks ? '' : 'not '}compressed`, () =>
    assert.equal(canShrink(status, readHeaders(headers)), shrinks))

test('a client may forbid to change an answer, and the answer to HEAD stays', () => {
  assert.equal(mayTransform('GET', new Map()), true)
  assert.equal(mayTransform('HEAD', new Map()), false)
  assert.equal(mayTransform('GET', readHeaders(['Cache-Control', 'no-transform'])), false)
})

test('the head says that the answer is compressed, and that it depends on the request', () => {
  assert.deepEqual(addVary(['Vary', 'Origin']), ['Vary', 'Origin', 'Vary', 'Accept-Encoding'])
  assert.deepEqual(addVary(['vary', 'Origin, accept-encoding']), ['vary', 'Origin, accept-encoding'])
  assert.deepEqual(addVary(['Vary', '*']), ['Vary', '*'])
  assert.deepEqual(toCompressedHead(['ETag', '"a"', 'Content-Length', '5', 'Accept-Ranges', 'bytes', 'X', '1']), [
    ...['ETag', 'W/"a"', 'X', '1', 'Content-Encoding', 'gzip'],
  ])
})
