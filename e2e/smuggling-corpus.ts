/** Bytes as an attacker writes them. `passes`: the paths of the requests that may get through; none means refused. */
export type Attack = { name: string; bytes: string; passes: string[] }

const host = 'Host: gateway.example'
const hidden = 'GET /open/smuggled HTTP/1.1\r\nHost: gateway.example\r\n\r\n'
const lines = (...all: string[]) => `${all.join('\r\n')}\r\n\r\n`
const post = (...headers: string[]) => lines('POST /open/a HTTP/1.1', host, ...headers)
const get = (...headers: string[]) => lines('GET /open/a HTTP/1.1', host, ...headers)
const refused = (name: string, bytes: string): Attack => ({ name, bytes, passes: [] })
const one = (name: string, bytes: string): Attack => ({ name, bytes, passes: ['/open/a'] })

/** RFC 9112 §6: where a message ends. */
const lengths: Attack[] = [
  refused(
    'length, then chunks',
    `${post(`Content-Length: ${hidden.length + 5}`, 'Transfer-Encoding: chunked')}0\r\n\r\n${hidden}`,
  ),
  refused(
    'chunks, then length',
    `${post('Transfer-Encoding: chunked', 'Content-Length: 4')}5c\r\n${hidden}\r\n0\r\n\r\n`,
  ),
  refused('two lengths', post('Content-Length: 0', `Content-Length: ${hidden.length}`) + hidden),
  refused('a list of lengths', post(`Content-Length: 0, ${hidden.length}`) + hidden),
  refused('a length with a sign', post('Content-Length: +0') + hidden),
  refused('a negative length', post('Content-Length: -1') + hidden),
  refused('a hexadecimal length', post('Content-Length: 0x0') + hidden),
  refused('a length in two words', post('Content-Length: 0 0') + hidden),
  refused('an empty length', post('Content-Length:') + hidden),
  refused('a length beyond all numbers', post('Content-Length: 99999999999999999999') + hidden),
  refused('a length in a name with a space', post('Content-Length : 0') + hidden),
  refused('a coding that is not chunked', post('Transfer-Encoding: xchunked') + hidden),
  refused('chunked, and then another coding', `${post('Transfer-Encoding: chunked, identity')}0\r\n\r\n${hidden}`),
  refused(
    'two codings in two headers',
    `${post('Transfer-Encoding: chunked', 'Transfer-Encoding: identity')}0\r\n\r\n${hidden}`,
  ),
  refused('a space before the colon', `${post('Transfer-Encoding : chunked')}0\r\n\r\n${hidden}`),
  refused('a vertical tab before the coding', `${post('Transfer-Encoding:\vchunked')}0\r\n\r\n${hidden}`),
  refused('a folded coding', `${post('Transfer-Encoding:\r\n chunked')}0\r\n\r\n${hidden}`),
  refused('a coding behind a bare line feed', `${post('X: y\nTransfer-Encoding: chunked')}0\r\n\r\n${hidden}`),
  refused('a coding behind a bare carriage return', `${post('X: y\rTransfer-Encoding: chunked')}0\r\n\r\n${hidden}`),
  refused('a coding in quotes', `${post('Transfer-Encoding: "chunked"')}0\r\n\r\n${hidden}`),
]

/** RFC 9112 §7.1. */
const chunks: Attack[] = [
  refused('a chunk size that is none', `${post('Transfer-Encoding: chunked')}zz\r\n${hidden}`),
  refused('a chunk size beyond all numbers', `${post('Transfer-Encoding: chunked')}ffffffffffffffffff\r\n${hidden}`),
  refused('a negative chunk size', `${post('Transfer-Encoding: chunked')}-1\r\n${hidden}`),
  refused('a chunk size with a prefix', `${post('Transfer-Encoding: chunked')}0x0\r\n\r\n${hidden}`),
  refused('a chunk that ends in a bare line feed', `${post('Transfer-Encoding: chunked')}1\nA\r\n0\r\n\r\n`),
  refused('a chunk that is longer than it says', `${post('Transfer-Encoding: chunked')}1\r\nAB\r\n0\r\n\r\n`),
  refused(
    'a line feed in a chunk extension',
    `${post('Transfer-Encoding: chunked')}1;a="\n${hidden}"\r\nA\r\n0\r\n\r\n`,
  ),
  one('a chunk with an extension', `${post('Transfer-Encoding: chunked')}1;a=b\r\nA\r\n0\r\n\r\n`),
  one('a coding in capitals', `${post('Transfer-Encoding: CHUNKED')}1\r\nA\r\n0\r\n\r\n`),
  refused(
    'a trailer that names a length',
    `${post('Transfer-Encoding: chunked')}1\r\nA\r\n0\r\nContent-Length: 50\r\n\r\n`,
  ),
]

/** RFC 9112 §2.2, §3, §5. */
const heads: Attack[] = [
  refused('line feeds alone', `POST /open/a HTTP/1.1\n${host}\n\n${hidden}`),
  refused('a zero byte in a header', get('X: a\0b')),
  refused('a header without a colon', get('X')),
  refused('a name with a space', get('X Y: z')),
  refused('a folded first header', lines('GET /open/a HTTP/1.1', ` ${host}`)),
  refused('a folded header', get('X: a', ' Content-Length: 5')),
  refused('no Host', lines('GET /open/a HTTP/1.1')),
  refused('two Hosts', get('Host: other.example')),
  refused('a Host with a user', lines('GET /open/a HTTP/1.1', 'Host: a@gateway.example')),
  refused('a Host with a path', lines('GET /open/a HTTP/1.1', 'Host: gateway.example/open')),
  refused('a control character in the target', lines('GET /open/a\x01 HTTP/1.1', host)),
  refused('a tab in the request line', lines('GET\t/open/a HTTP/1.1', host)),
  refused('three words too many', lines('GET /open/a b HTTP/1.1', host)),
  refused('an unknown version', lines('GET /open/a HTTP/9.9', host)),
  refused('the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  refused('HTTP/0.9', 'GET /open/a\r\n\r\n'),
  refused(
    'chunks in HTTP/1.0',
    `${lines('POST /open/a HTTP/1.0', host, 'Transfer-Encoding: chunked')}0\r\n\r\n${hidden}`,
  ),
  refused('a tunnel', lines('CONNECT /open/a HTTP/1.1', host) + hidden),
  refused('dots that climb', lines('GET /open/../open/a HTTP/1.1', host)),
  refused('dots behind a parameter', lines('GET /open/..;v=2/a HTTP/1.1', host)),
  refused('dots that are encoded twice', lines('GET /open/%252E%252e/a HTTP/1.1', host)),
  refused(
    'chunks in HTTP/1.0 that Connection lists',
    `${lines('POST /open/a HTTP/1.0', host, 'Connection: transfer-encoding', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
  ),
  refused('another transfer coding', `${post('Transfer-Encoding: br, chunked')}3\r\nabc\r\n0\r\n\r\n`),
  refused('two Authorization headers', get('Authorization: Basic eDp5', 'authorization: Bearer z')),
  refused('an upgrade to a web socket', get('Connection: Upgrade', 'Upgrade: websocket')),
  refused('a backslash that climbs', lines('GET /open/..\\a HTTP/1.1', host)),
  one(
    'an upgrade to HTTP/2',
    get('Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'),
  ),
  one(
    'chunks that Connection lists',
    `${post('Connection: close, Transfer-Encoding', 'Transfer-Encoding: chunked')}3\r\nabc\r\n0\r\n\r\n`,
  ),
  one('a length that Connection lists', `${post('Connection: Content-Length', 'Content-Length: 3')}abc`),
  one('a GET with a body', `${get(`Content-Length: ${hidden.length}`)}${hidden}`),
  one('a target in absolute form', lines('GET http://gateway.example/open/a HTTP/1.1', host)),
]

const several: Attack[] = [
  {
    name: 'two requests in one packet',
    bytes: get() + lines('GET /open/b HTTP/1.1', host),
    passes: ['/open/a', '/open/b'],
  },
  {
    name: 'a body, and the next request in one packet',
    bytes: `${post('Content-Length: 3')}abc${lines('GET /open/b HTTP/1.1', host)}`,
    passes: ['/open/a', '/open/b'],
  },
  {
    name: 'chunks, and the next request in one packet',
    bytes: `${post('Transfer-Encoding: chunked')}3\r\nabc\r\n0\r\n\r\n${lines('GET /open/b HTTP/1.1', host)}`,
    passes: ['/open/a', '/open/b'],
  },
]

export const corpus: Attack[] = [...lengths, ...chunks, ...heads, ...several]
