// What the bytes of an answer mean, and which bytes are no answer.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { collectAnswer, type Got, readAnswer } from '../../../testing/http1/answers.ts'
import { AnswerReader } from './answer-reader.ts'

type Expected = Partial<Got> & { keeps?: boolean; method?: string }

const head = 'HTTP/1.1 200 OK\r\n'
const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n`

const understood: [what: string, bytes: string, expected: Expected][] = [
  ['a stated length', `${head}Content-Length: 5\r\n\r\nhello`, { body: 'hello', keeps: true }],
  ['no body', `${head}content-length: 0\r\n\r\n`, { body: '', keeps: true }],
  ['the end of the connection', `${head}\r\nhello`, { body: 'hello', keeps: false }],
  ['chunks', `${chunked}2\r\nhe\r\n003\r\nllo\r\n0\r\n\r\n`, { body: 'hello', keeps: true }],
  [
    'sizes in both cases',
    `${chunked}a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n`,
    { body: '01234567890123456789' },
  ],
  ['extensions', `${chunked}5;a;b=c;d="e f;\t"\r\nhello\r\n0;last\r\n\r\n`, { body: 'hello', keeps: true }],
  ['trailers', `${chunked}0\r\nX-Sum:  7 \r\nx-sum:8\r\n\r\n`, { trailers: ['X-Sum', '7', 'x-sum', '8'], keeps: true }],
  ['Chunked in another case', `${head}transfer-encoding: ChUnKeD\r\n\r\n0\r\n\r\n`, { body: '', keeps: true }],
  ['no reason phrase', 'HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n', { status: 200, reason: undefined }],
  ['an empty reason phrase', 'HTTP/1.1 299 \r\nContent-Length: 0\r\n\r\n', { status: 299, reason: '' }],
  ['a reason phrase of bytes', 'HTTP/1.1 200 \xbd\r\nContent-Length: 0\r\n\r\n', { reason: '\xbd' }],
  ['a strange status', 'HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n', { status: 999 }],
  [
    'headers as they came, in their order',
    `${head}b: 1\r\nA:\t2 \t\r\nb: \xe9 "x"\r\nempty:\r\nContent-Length: 0\r\n\r\n`,
    { headers: ['b', '1', 'A', '2', 'b', '\xe9 "x"', 'empty', '', 'Content-Length', '0'] },
  ],
  ['HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello', { body: 'hello', keeps: false }],
  ['a list with close', `${head}Connection: x ,\tCLOSE\r\nContent-Length: 0\r\n\r\n`, { keeps: false }],
  ['a name that contains close', `${head}Connection: closed\r\nContent-Length: 0\r\n\r\n`, { keeps: true }],
  ['empty lines before', `\r\n\r\n${head}Content-Length: 0\r\n\r\n`, { status: 200, keeps: true }],
  ['204', 'HTTP/1.1 204 No\r\n\r\n', { status: 204, keeps: true }],
  ['304', 'HTTP/1.1 304 Same\r\nETag: "x"\r\n\r\n', { status: 304, keeps: true }],
  ['304 with a length', 'HTTP/1.1 304 Same\r\nContent-Length: 5\r\n\r\n', { body: '', keeps: false }],
  ['HEAD', `${head}Content-Length: 5\r\n\r\n`, { method: 'HEAD', body: '', keeps: false }],
  ['HEAD with chunks', chunked, { method: 'HEAD', body: '', keeps: false }],
  [
    'informational answers',
    `HTTP/1.1 103 Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n${head}Content-Length: 2\r\n\r\nok`,
    { informational: [{ status: 103, headers: ['Link', '</a>'] }], body: 'ok', keeps: true },
  ],
  ['bytes after the answer', `${head}Content-Length: 2\r\n\r\nok${head}`, { body: 'ok', keeps: false }],
  ['bytes after the last chunk', `${chunked}0\r\n\r\nx`, { body: '', keeps: false }],
  ['bytes after no body', `HTTP/1.1 204 No\r\n\r\nx`, { body: '', keeps: false }],
]

for (const [what, bytes, { keeps, method, ...expected }] of understood)
  test(`understood: ${what}`, () => {
    const outcome = readAnswer(bytes, [], method)
    assert.ok('got' in outcome, JSON.stringify(outcome))
    for (const [name, value] of Object.entries(expected)) assert.deepEqual(Reflect.get(outcome.got, name), value)
    if (keeps !== undefined) assert.equal(outcome.keepsConnection, keeps)
  })

const field = (line: string) => `${head}${line}\r\nContent-Length: 0\r\n\r\n`
const unclear = /length is not clear/
const malformed = /malformed header/
const badChunk = /malformed chunk/

const refused: [what: string, bytes: string, reason: RegExp][] = [
  ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n', /not answer in HTTP/],
  ['HTTP/2', 'HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n', /not answer in HTTP/],
  ['HTTP/1.2', 'HTTP/1.2 200 OK\r\nContent-Length: 0\r\n\r\n', /not answer in HTTP/],
  ['small letters', 'http/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', /not answer in HTTP/],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n', /not answer in HTTP/],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n', /not answer in HTTP/],
  ['a status below 100', 'HTTP/1.1 099 OK\r\n\r\n', /not answer in HTTP/],
  ['two spaces before the status', 'HTTP/1.1  200 OK\r\n\r\n', /not answer in HTTP/],
  ['a control character in the reason phrase', 'HTTP/1.1 200 O\x01K\r\n\r\n', /not answer in HTTP/],
  ['a bare LF after the status line', 'HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n', /not answer in HTTP/],
  ['a bare LF after a field', field('A: b\nC: d'), malformed],
  ['a bare LF as the end of the head', `${head}Content-Length: 0\r\n\n`, malformed],
  ['a bare CR in a value', field('A: b\rC: d'), malformed],
  ['NUL in a value', field('A: b\0'), malformed],
  ['DEL in a value', field('A: b\x7f'), malformed],
  ['a folded line', field('A: b\r\n c'), malformed],
  ['white space before the first field', field(' A: b'), malformed],
  ['a space before the colon', field('A : b'), /white space before its colon/],
  ['a tab before the colon', field('Content-Length\t: 5'), /white space before its colon/],
  ['a name with a space', field('A B: c'), malformed],
  ['a name with a byte above 127', field('\xc4: c'), malformed],
  ['no name', field(': c'), malformed],
  ['no colon', field('A'), malformed],
  ['two lengths', `${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`, unclear],
  ['the same length twice', `${head}Content-Length: 5\r\ncontent-length: 5\r\n\r\nhello`, unclear],
  ['a list of lengths', `${head}Content-Length: 5, 5\r\n\r\nhello`, unclear],
  ['a length with a sign', `${head}Content-Length: +5\r\n\r\nhello`, unclear],
  ['a length in hexadecimal', `${head}Content-Length: 0x5\r\n\r\nhello`, unclear],
  ['an empty length', `${head}Content-Length: \r\n\r\nhello`, unclear],
  ['a length that no number holds', `${head}Content-Length: 9007199254740993\r\n\r\nhello`, unclear],
  ['a length before chunks', `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, unclear],
  ['a length after chunks', `${head}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`, unclear],
  ['another transfer coding', `${head}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`, unclear],
  ['the coding identity', `${head}Transfer-Encoding: identity\r\n\r\nhello`, unclear],
  ['chunked twice', `${head}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, unclear],
  ['an upgrade', 'HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n', /nobody asked for/],
  ['an informational answer with a length', `HTTP/1.1 103 Hints\r\nContent-Length: 1\r\n\r\n${head}\r\n`, unclear],
  ['endless informational answers', 'HTTP/1.1 102 Wait\r\n\r\n'.repeat(65), /too many informational answers/],
  ['no size', `${chunked}\r\nhello\r\n0\r\n\r\n`, badChunk],
  ['a size that is no number', `${chunked}5g\r\nhello\r\n0\r\n\r\n`, badChunk],
  ['a size with 0x', `${chunked}0x5\r\nhello\r\n0\r\n\r\n`, badChunk],
  ['a negative size', `${chunked}-5\r\nhello\r\n0\r\n\r\n`, badChunk],
  ['a space before the size', `${chunked} 5\r\nhello\r\n0\r\n\r\n`, badChunk],
  ['a space after the size', `${chunked}5 \r\nhello\r\n0\r\n\r\n`, badChunk],
  ['a size that no number holds', `${chunked}00000000000005\r\nhello\r\n0\r\n\r\n`, badChunk],
  ['a bare LF after the size', `${chunked}5\nhello\r\n0\r\n\r\n`, badChunk],
  ['a bare LF in an extension', `${chunked}5;a\nb\r\nhello\r\n0\r\n\r\n`, badChunk],
  ['an extension without a name', `${chunked}5;\r\nhello\r\n0\r\n\r\n`, badChunk],
  ['an endless extension', `${chunked}5;${'a'.repeat(2_000)}`, badChunk],
  ['a chunk longer than its size', `${chunked}2\r\nhello\r\n0\r\n\r\n`, badChunk],
  ['a chunk that ends with a bare LF', `${chunked}5\r\nhello\n0\r\n\r\n`, badChunk],
  ['a length as a trailer', `${chunked}0\r\nContent-Length: 5\r\n\r\n`, malformed],
  ['a transfer coding as a trailer', `${chunked}0\r\nTransfer-Encoding: chunked\r\n\r\n`, malformed],
  ['a malformed trailer', `${chunked}0\r\nA : b\r\n\r\n`, /white space before its colon/],
  ['a head that is too large', `${head}A: ${'b'.repeat(17_000)}\r\n\r\n`, /too large/],
  ['a head that never ends', `${head}A: ${'b'.repeat(17_000)}`, /too large/],
  ['a head of too many empty lines', '\r\n'.repeat(9_000), /too large/],
  ['trailers that are too large', `${chunked}0\r\nA: ${'b'.repeat(17_000)}`, /too large/],
  ['nothing', '', /nothing/],
  ['an end in the head', 'HTTP/1.1 200 OK\r\nContent-Len', /ended early/],
  ['an end after an informational answer', 'HTTP/1.1 102 Wait\r\n\r\n', /ended early/],
  ['an end in the body', `${head}Content-Length: 5\r\n\r\nhel`, /ended early/],
  ['an end in a chunk', `${chunked}5\r\nhel`, /ended early/],
  ['an end before the last chunk', `${chunked}5\r\nhello\r\n`, /ended early/],
  ['an end in the trailers', `${chunked}0\r\nA: b\r\n`, /ended early/],
]

for (const [what, bytes, reason] of refused)
  test(`refused: ${what}`, () => {
    for (const cuts of [[], Array.from({ length: Math.max(0, bytes.length - 1) }, (_, i) => i + 1)]) {
      const outcome = readAnswer(bytes, cuts)
      assert.ok('refused' in outcome, JSON.stringify(outcome))
      assert.match(outcome.refused, reason)
    }
  })

test('a head of white space is read in linear time', () => {
  const begun = performance.now()
  for (const line of [`A:${' '.repeat(16_000)}\0`, `A: ${'b '.repeat(8_000)}\0`, `${' '.repeat(16_000)}:`])
    assert.ok('refused' in readAnswer(`${head}${line}\r\n\r\n`))
  // A quadratic reader takes more than a second for each.
  assert.ok(performance.now() - begun < 500)
})

test('what the receiver was given stays as it is when the next bytes are read into the same buffer', () => {
  const chunks: Buffer[] = []
  const { receiver } = collectAnswer()
  const reader = new AnswerReader(16 * 1024)
  reader.begin('GET', { ...receiver, data: (chunk) => void chunks.push(chunk) })
  const shared = Buffer.alloc(100)
  for (const text of [`${head}Content-Length: 10\r\n\r\nfirst`, 'later'])
    void reader.read(shared, shared.write(text, 'latin1'))
  assert.equal(Buffer.concat(chunks).toString(), 'firstlater')
})
