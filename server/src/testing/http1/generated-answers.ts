// Answers as upstreams send them, and as broken or hostile ones do.
import fc from 'fast-check'

const pick = (...texts: string[]) => fc.constantFrom(...texts)
const often = (usual: string, ...rare: string[]) =>
  fc.oneof({ weight: 16, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: pick(...rare) })

const lineEnd = fc.oneof(
  { weight: 80, arbitrary: fc.constant('\r\n') },
  { weight: 1, arbitrary: pick('\n', '\r', '\r\r\n', '\n\r\n') },
)
const version = often('HTTP/1.1', 'HTTP/1.0', 'HTTP/1.2', 'HTTP/2.0', 'http/1.1', 'HTTP/1.1 ', 'ICY')
const status = often('200', '201', '204', '205', '304', '404', '500', '100', '101', '103', '999', '099', '20', '2000')
const reason = often(' OK', '', ' ', '  OK', ' \xbd', ' a\tb', ' a\x01b', '\t')
const statusLine = fc.tuple(version, fc.constant(' '), status, reason, lineEnd).map((texts) => texts.join(''))

const name = often('X-A', 'Set-Cookie', 'x_b', 'X A', 'X-A ', '', '\xc4', 'X:A', 'Keep-Alive', 'Upgrade')
const value = often('b', '', '  b\t', 'a, b', '\xe9', 'a\tb', 'a\x7fb', 'a\0b', '"', ' timeout=5')
const field = fc.tuple(name, often(': ', ':', ':\t', ' :'), value, lineEnd).map((texts) => texts.join(''))
const folded = pick(' more\r\n', '\tmore\r\n')
const connection = pick('close', 'keep-alive', 'Close, x', 'upgrade').map((text) => `Connection: ${text}\r\n`)
const fields = fc
  .array(
    fc.oneof({ weight: 60, arbitrary: field }, { weight: 15, arbitrary: connection }, { weight: 1, arbitrary: folded }),
    { maxLength: 4 },
  )
  .map((lines) => lines.join(''))

const body = fc.string({ unit: pick('a', 'b', '\r', '\n', '0', '\xff', '\0'), maxLength: 30 })
const extension = often('', ';a', ';a=b', ';a="b c"', ';', '; a=b', ';a="b', ' ', ';a=b;c', ';a="\\""', ';\xe9')
const chunk = fc
  .tuple(body, extension, lineEnd, lineEnd, often('', '0', '+', '0x'))
  .map(([text, after, afterSize, afterData, before]) =>
    text ? `${before}${text.length.toString(16)}${after}${afterSize}${text}${afterData}` : '',
  )
const chunks = fc
  .tuple(fc.array(chunk, { maxLength: 3 }), pick('0', '0', '0', '00', '', '0;a'), fields, lineEnd)
  .map(([all, last, trailers, end]) => `${all.join('')}${last}\r\n${trailers}${end}`)

type Framed = { lines: string; text: string }
const withLength = fc
  .tuple(body, often('', '0', ' ', '+', '-', '0x'))
  .map(([text, before]): Framed => ({ lines: `Content-Length: ${before}${text.length}\r\n`, text }))
const inChunks = fc
  .tuple(chunks, often('chunked', 'CHUNKED', 'gzip, chunked', 'identity', 'chunked, chunked'))
  .map(([text, coding]): Framed => ({ lines: `Transfer-Encoding: ${coding}\r\n`, text }))
const untilClose = body.map((text): Framed => ({ lines: '', text }))
const twice = fc
  .tuple(withLength, fc.oneof(withLength, inChunks))
  .map(([first, second]): Framed => ({ lines: first.lines + second.lines, text: second.text }))
const framed = fc.oneof(
  { weight: 4, arbitrary: withLength },
  { weight: 4, arbitrary: inChunks },
  { weight: 2, arbitrary: untilClose },
  { weight: 1, arbitrary: twice },
)

const informational = often('', 'HTTP/1.1 103 Hints\r\nLink: </a>\r\n\r\n', 'HTTP/1.1 102 Wait\r\n\r\n')
const before = often('', '\r\n', '\r\n\r\n', '\n', ' ')
const behind = often('', 'x', '\r\n', 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison')

const built = fc
  .tuple(before, informational, statusLine, fields, framed, fields, often('\r\n', '\n'), behind)
  .map(([start, hints, line, first, { lines, text }, second, end, rest]) =>
    [start, hints, line, first, lines, second, end, text, rest].join(''),
  )

/** Changes one byte of some, and cuts some short. */
const damaged = fc.tuple(built, fc.nat(), pick('\r', '\n', ' ', ':', '\0', 'a', '0', '')).map(([text, n, byte]) => {
  const at = text.length ? n % text.length : 0
  return text.slice(0, at) + byte + text.slice(at + 1)
})
const cutShort = fc.tuple(built, fc.nat()).map(([text, n]) => text.slice(0, n % (text.length + 1)))

export const generatedAnswers = fc.record({
  method: pick('GET', 'GET', 'GET', 'POST', 'HEAD'),
  bytes: fc.oneof(
    { weight: 6, arbitrary: built },
    { weight: 2, arbitrary: damaged },
    { weight: 1, arbitrary: cutShort },
  ),
})
