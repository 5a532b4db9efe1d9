// Requests as clients send them, and as broken or hostile ones do.
import fc from 'fast-check'
import {
  type Framed,
  fields,
  inChunks,
  lineEnd,
  often,
  sometimesDamaged,
  twice,
  withLength,
} from './generated-parts.ts'

const method = often(
  'POST',
  'GET',
  'GET',
  'HEAD',
  'OPTIONS',
  'M-SEARCH',
  'CONNECT',
  'PRI',
  'get',
  'G\tT',
  'HELO',
  'GETS',
)
const target = often(
  '/a?b=c',
  ...['/', '*', '/\xe9', '/a#b', '/a b', 'a', '//a', '/%00', '/\x7f', '/"<>\\^`{|}', '?a', '', '/a\tb'],
  ...[
    'http://a.example/b',
    'http://a.example',
    'HTTPS://a:1/?b',
    'http:/a',
    'http://',
    'a.example:80',
    'http://u@a/',
    'h2://a/',
  ],
)
const version = often(
  'HTTP/1.1',
  'HTTP/1.0',
  'HTTP/1.2',
  'HTTP/2.0',
  'HTTP/0.9',
  'http/1.1',
  'HTTP/1.1 ',
  'ICY/1.1',
  '',
)
const space = often(' ', '  ', '\t', '')
const requestLine = fc.tuple(method, space, target, space, version, lineEnd).map((texts) => texts.join(''))

const host = often('Host: a\r\n', '', 'Host: a\r\nHost: b\r\n', 'Host : a\r\n', 'host:\r\n')
const expectation = often(
  '',
  'Expect: 100-continue\r\n',
  'Expect: tea\r\n',
  'Upgrade: h2c\r\n',
  'Connection: upgrade\r\n',
)
const noBody = fc.constant<Framed>({ lines: '', text: '' })
const framed = fc.oneof(
  { weight: 3, arbitrary: noBody },
  { weight: 4, arbitrary: withLength },
  { weight: 4, arbitrary: inChunks },
  { weight: 1, arbitrary: twice },
)

const before = often('', '\r\n', '\r\n\r\n', '\n', ' ')
const request = fc
  .tuple(before, requestLine, host, expectation, fields, framed, fields, often('\r\n', '\n'))
  .map(([start, line, first, expect, second, { lines, text }, third, end]) =>
    [start, line, first, expect, second, lines, third, end, text].join(''),
  )

const some = (minLength: number, maxLength: number) =>
  fc.array(request, { minLength, maxLength }).map((all) => all.join(''))

/** One to three requests, one behind the other. One alone is rare: few are read as far as a second one. */
export const generatedRequests = sometimesDamaged(
  fc.oneof({ weight: 1, arbitrary: request }, { weight: 6, arbitrary: some(2, 3) }),
)
