import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { readMessageText } from './message-text.ts'

const max = 10_000
const read = (bytes: Uint8Array, contentType?: string, contentEncoding?: string) =>
  readMessageText(bytes, { contentType, contentEncoding }, max)?.root

const latin1 = (text: string) => Buffer.from(text, 'latin1')
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()
const hl7 = (charset: string, name: string) =>
  `MSH|^~\\&|A|B|C|D|2026||ADT^A01|1|P|2.5||||||${charset}\rPID|1||${name}\r`

const texts: [what: string, bytes: Uint8Array, contentType: string | undefined, text: string][] = [
  ['UTF-8 without a label', Buffer.from('Zoë'), undefined, 'Zoë'],
  ['Latin-1 without a label', latin1('Zoë'), undefined, 'Zoë'],
  ['UTF-8 with a byte order mark under a wrong label', Buffer.from('\ufeffZoë'), 'text/plain; charset=latin1', 'Zoë'],
  ['a charset in capitals and quotes', Buffer.of(0xc4, 0xe9), 'text/plain; Charset="ISO-8859-7"', 'Δι'],
  ['a charset after another parameter', Buffer.of(0x8a), 'text/csv; header=present;charset=windows-1250', 'Š'],
  ['an unknown charset', Buffer.from('Zoë'), 'text/plain; charset=klingon', 'Zoë'],
  [
    'an XML declaration',
    latin1('<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>'),
    'text/xml',
    '<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>',
  ],
  [
    'an XML declaration in apostrophes, behind white space',
    latin1("\n<?xml version='1.0' encoding='windows-1252'?><a>ß</a>"),
    undefined,
    "\n<?xml version='1.0' encoding='windows-1252'?><a>ß</a>",
  ],
  [
    'a content type that overrides the XML declaration',
    Buffer.from('<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>'),
    'text/xml; charset=utf-8',
    '<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>',
  ],
  [
    'UTF-16 with a byte order mark',
    Buffer.concat([Buffer.of(0xfe, 0xff), utf16be('<a>Жук</a>')]),
    'text/xml',
    '<a>Жук</a>',
  ],
  ['UTF-16 without a byte order mark', Buffer.from('{"a":"Жук"}', 'utf16le'), 'application/json', '{"a":"Жук"}'],
  ['MSH-18 8859/2', Buffer.concat([latin1(hl7('8859/2', '')), Buffer.of(0xb1)]), undefined, `${hl7('8859/2', '')}ą`],
  [
    'MSH-18 as an IANA name',
    Buffer.concat([latin1(hl7('ISO-8859-5', '')), Buffer.of(0xb6)]),
    undefined,
    `${hl7('ISO-8859-5', '')}Ж`,
  ],
  ['the first repetition of MSH-18', latin1(hl7('8859/1~8859/5', 'Å')), undefined, hl7('8859/1~8859/5', 'Å')],
  ['MSH-18 UNICODE UTF-8', Buffer.from(hl7('UNICODE UTF-8', 'Å')), undefined, hl7('UNICODE UTF-8', 'Å')],
  ['MSH-18 ASCII, which is not true', latin1(hl7('ASCII', 'Å')), undefined, hl7('ASCII', 'Å')],
  [
    'MSH-18 of the first message of a batch',
    latin1(`BHS|^~\\&|A\r${hl7('8859/1', 'Å')}`),
    undefined,
    `BHS|^~\\&|A\r${hl7('8859/1', 'Å')}`,
  ],
  [
    'MSH-18 GB 18030-2000',
    Buffer.concat([latin1(hl7('GB 18030-2000', '')), Buffer.of(0xc0, 0xee)]),
    undefined,
    `${hl7('GB 18030-2000', '')}李`,
  ],
]
for (const [what, bytes, contentType, text] of texts)
  test(`text is decoded: ${what}`, () => assert.equal(read(bytes, contentType), text))

const codings: [name: string, encode: (bytes: Buffer) => Uint8Array][] = [
  ['gzip', gzipSync],
  ['X-GZIP', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
  ['identity', (bytes) => bytes],
  ['gzip, br', (bytes) => brotliCompressSync(gzipSync(bytes))],
]
for (const [name, encode] of codings)
  test(`the content coding ${name} (${encode.name}) is undone before the text is decoded`, () => {
    assert.equal(read(encode(latin1('Zoë')), 'text/plain; charset=iso-8859-1', name), 'Zoë')
  })

test('a body that grows beyond the bound, is damaged or has an unknown coding has no text', () => {
  assert.equal(read(gzipSync(Buffer.alloc(max)), undefined, 'gzip')?.length, max)
  assert.equal(read(gzipSync(Buffer.alloc(max + 1)), undefined, 'gzip'), undefined)
  assert.equal(read(gzipSync(Buffer.from('cut off')).subarray(0, 12), undefined, 'gzip'), undefined)
  assert.equal(read(Buffer.from('a'), undefined, 'aes128gcm'), undefined)
  assert.equal(read(Buffer.from('a'), undefined, 'gzip,gzip,gzip,gzip'), undefined)
  assert.equal(read(Buffer.alloc(max + 1)), undefined)
})

const mtom = (bodies: string[], parameters: string) => ({
  body: latin1(`preamble\r\n${bodies.map((part) => `--b\r\n${part}\r\n`).join('')}--b--\r\n`),
  type: `multipart/related; ${parameters}; boundary=b`,
})
const root = 'Content-Type: application/xop+xml; charset=UTF-8\r\nContent-ID: <root@x>\r\n\r\n<a/>'
const attachment = 'Content-Type: image/png\r\nContent-Id: <att>\r\n\r\n\xff\xfe\x00'

for (const [what, bodies, parameters, text] of [
  ['the first without start', [root, attachment], 'type="application/xop+xml"', '<a/>'],
  ['the one that start names', [attachment, root], 'start="<root@x>"', '<a/>'],
  [
    'one in base64',
    [`Content-Transfer-Encoding: base64\r\n\r\n${Buffer.from('<b/>').toString('base64')}`],
    'a=1',
    '<b/>',
  ],
  ['one without headers', ['\r\n<c/>'], 'a=1', '<c/>'],
  [
    'one with a folded header and its own charset',
    ['Content-Type: text/xml;\r\n charset=iso-8859-1\r\n\r\n<d>\xe9</d>'],
    'a=1',
    '<d>é</d>',
  ],
] as const)
  test(`the root of a multipart/related message is found: ${what}`, () => {
    const { body, type } = mtom([...bodies], parameters)
    assert.equal(read(body, type), text)
    assert.match(
      readMessageText(body, { contentType: type, contentEncoding: undefined }, max)?.whole ?? '',
      /^preamble/,
    )
  })
