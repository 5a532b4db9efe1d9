// Parts of messages of HTTP/1.1, most of them right.
import fc from 'fast-check'

export const pick = (...texts: string[]) => fc.constantFrom(...texts)
export const often = (usual: string, ...rare: string[]) =>
  fc.oneof({ weight: 16, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: pick(...rare) })

export const lineEnd = fc.oneof(
  { weight: 80, arbitrary: fc.constant('\r\n') },
  { weight: 1, arbitrary: pick('\n', '\r', '\r\r\n', '\n\r\n') },
)
const name = often('X-A', 'Set-Cookie', 'x_b', 'X A', 'X-A ', '', '\xc4', 'X:A', 'Keep-Alive', 'Upgrade')
const value = often('b', '', '  b\t', 'a, b', '\xe9', 'a\tb', 'a\x7fb', 'a\0b', '"', ' timeout=5')
const field = fc.tuple(name, often(': ', ':', ':\t', ' :'), value, lineEnd).map((texts) => texts.join(''))
const folded = pick(' more\r\n', '\tmore\r\n')
const connection = pick('close', 'keep-alive', 'Close, x', 'upgrade').map((text) => `Connection: ${text}\r\n`)
export const fields = fc
  .array(
    fc.oneof({ weight: 60, arbitrary: field }, { weight: 15, arbitrary: connection }, { weight: 1, arbitrary: folded }),
    { maxLength: 4 },
  )
  .map((lines) => lines.join(''))

export const body = fc.string({ unit: pick('a', 'b', '\r', '\n', '0', '\xff', '\0'), maxLength: 30 })
const extension = often('', ';a', ';a=b', ';a="b c"', ';', '; a=b', ';a="b', ' ', ';a=b;c', ';a="\\""', ';\xe9')
const chunk = fc
  .tuple(body, extension, lineEnd, lineEnd, often('', '0', '+', '0x'))
  .map(([text, after, afterSize, afterData, before]) =>
    text ? `${before}${text.length.toString(16)}${after}${afterSize}${text}${afterData}` : '',
  )
const chunks = fc
  .tuple(fc.array(chunk, { maxLength: 3 }), pick('0', '0', '0', '00', '', '0;a'), fields, lineEnd)
  .map(([all, last, trailers, end]) => `${all.join('')}${last}\r\n${trailers}${end}`)

export type Framed = { lines: string; text: string }
export const withLength = fc
  .tuple(body, often('', '0', ' ', '+', '-', '0x'))
  .map(([text, before]): Framed => ({ lines: `Content-Length: ${before}${text.length}\r\n`, text }))
export const inChunks = fc
  .tuple(chunks, often('chunked', 'CHUNKED', 'gzip, chunked', 'identity', 'chunked, chunked'))
  .map(([text, coding]): Framed => ({ lines: `Transfer-Encoding: ${coding}\r\n`, text }))
export const twice = fc
  .tuple(withLength, fc.oneof(withLength, inChunks))
  .map(([first, second]): Framed => ({ lines: first.lines + second.lines, text: second.text }))

/** Changes one byte of some, and cuts some short. */
export const sometimesDamaged = (whole: fc.Arbitrary<string>) => {
  const damaged = fc.tuple(whole, fc.nat(), pick('\r', '\n', ' ', ':', '\0', 'a', '0', '')).map(([text, n, byte]) => {
    const at = text.length ? n % text.length : 0
    return text.slice(0, at) + byte + text.slice(at + 1)
  })
  const cutShort = fc.tuple(whole, fc.nat()).map(([text, n]) => text.slice(0, n % (text.length + 1)))
  return fc.oneof(
    { weight: 6, arbitrary: whole },
    { weight: 2, arbitrary: damaged },
    { weight: 1, arbitrary: cutShort },
  )
}
