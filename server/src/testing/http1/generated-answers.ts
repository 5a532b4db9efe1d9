// Answers as upstreams send them, and as broken or hostile ones do.
import fc from 'fast-check'
import {
  body,
  type Framed,
  fields,
  inChunks,
  lineEnd,
  often,
  pick,
  sometimesDamaged,
  twice,
  withLength,
} from './generated-parts.ts'

const version = often('HTTP/1.1', 'HTTP/1.0', 'HTTP/1.2', 'HTTP/2.0', 'http/1.1', 'HTTP/1.1 ', 'ICY')
const status = often('200', '201', '204', '205', '304', '404', '500', '100', '101', '103', '999', '099', '20', '2000')
const reason = often(' OK', '', ' ', '  OK', ' \xbd', ' a\tb', ' a\x01b', '\t')
const statusLine = fc.tuple(version, fc.constant(' '), status, reason, lineEnd).map((texts) => texts.join(''))

const untilClose = body.map((text): Framed => ({ lines: '', text }))
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

export const generatedAnswers = fc.record({
  method: pick('GET', 'GET', 'GET', 'POST', 'HEAD'),
  bytes: sometimesDamaged(built),
})
