import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildRequestHead, type HttpRequest } from './request-head.ts'

const plain: HttpRequest = { method: 'GET', path: '/', headers: [], body: null }
const build = (over: Partial<HttpRequest>) => buildRequestHead({ ...plain, ...over }, 'lab.example:8080')
const stream = async function* () {}

const framed: [what: string, over: Partial<HttpRequest>, lines: string[]][] = [
  ['a GET without a body has no length', {}, []],
  ['a POST without a body has the length 0', { method: 'POST' }, ['Content-Length: 0']],
  ['a PUT with an empty body has the length 0', { method: 'PUT', body: Buffer.alloc(0) }, ['Content-Length: 0']],
  ['a DELETE with an empty body has no length', { method: 'DELETE', body: Buffer.alloc(0) }, []],
  ['a body at hand has its length', { method: 'DELETE', body: Buffer.from('abc') }, ['Content-Length: 3']],
  [
    'a stream keeps the length that it has',
    { method: 'PUT', headers: ['content-length', '12'], body: stream() },
    ['Content-Length: 12'],
  ],
  ['a stream without a length is sent in chunks', { method: 'PUT', body: stream() }, ['Transfer-Encoding: chunked']],
]
for (const [what, over, lines] of framed)
  test(what, () => {
    const { text } = build(over)
    const [first, ...fields] = text.slice(0, -4).split('\r\n')
    assert.equal(first, `${over.method ?? 'GET'} / HTTP/1.1`)
    assert.deepEqual(fields, ['Host: lab.example:8080', 'Connection: keep-alive', ...lines])
    assert.ok(text.endsWith('\r\n\r\n'))
  })

test('headers stay as they are, in their order', () => {
  const { text } = build({ headers: ['b', '1', 'A', ' \xe9\t', 'b', ''] })
  assert.match(text, /\r\nb: 1\r\nA: {2}\xe9\t\r\nb: \r\n\r\n$/)
})

const unsendable: [what: string, over: Partial<HttpRequest>][] = [
  ['CR and LF in a value', { headers: ['A', 'b\r\nC: d'] }],
  ['LF in a value', { headers: ['A', 'b\nC: d'] }],
  ['CR in a value', { headers: ['A', 'b\rC: d'] }],
  ['NUL in a value', { headers: ['A', 'b\0'] }],
  // As one byte it would be a line feed.
  ['U+010A in a value', { headers: ['A', 'b\u010aC: d'] }],
  ['LF in a name', { headers: ['A\nB', 'c'] }],
  ['a colon in a name', { headers: ['A: b', 'c'] }],
  ['an empty name', { headers: ['', 'c'] }],
  ['a space in the path', { path: '/a HTTP/1.1' }],
  ['CR and LF in the path', { path: '/a\r\nHost: other' }],
  ['U+010D in the path', { path: '/a\u010d' }],
  ['an empty path', { path: '' }],
  ['a space in the method', { method: 'GET /other' }],
  ['a second host', { headers: ['HOST', 'other'] }],
  ['a header of the connection', { headers: ['connection', 'close'] }],
  ['a transfer coding', { headers: ['Transfer-Encoding', 'chunked'] }],
  ['a length that is no number', { headers: ['Content-Length', '5 '], body: Buffer.from('abcde') }],
  ['two lengths', { headers: ['Content-Length', '3', 'content-length', '3'], body: Buffer.from('abc') }],
]
for (const [what, over] of unsendable)
  test(`a request is refused with ${what}`, () => {
    assert.throws(() => build(over), { name: 'CallError', kind: 'request', message: /cannot be sent/ })
  })

test('a request is refused when its body has another length than it says', () => {
  for (const body of [Buffer.from('abcd'), Buffer.alloc(0), null])
    assert.throws(() => build({ method: 'PUT', headers: ['Content-Length', '3'], body }), /does not match/)
})
