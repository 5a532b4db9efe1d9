import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { toShownBody } from './body-text.ts'

const whole = { isPreview: false, isTruncated: false }
const text = '{"name":"Zoë Müller"}'
const latin1 = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><name>Zoë</name>', 'latin1')
const encoded = (coding: string) => ['Content-Type', 'application/json', 'content-encoding', coding]

const bodies: [what: string, bytes: Uint8Array, headers: string[], text: string, encoding: string][] = [
  ['UTF-8', Buffer.from(text), [], text, 'utf-8'],
  ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`), [], `\ufeff${text}`, 'utf-8'],
  ['UTF-8 that is labelled so', Buffer.from(text), ['Content-Type', 'text/plain; charset=utf-8'], text, 'utf-8'],
  ['gzip', gzipSync(text), encoded('gzip'), text, 'decoded'],
  ['deflate', deflateSync(text), encoded('deflate'), text, 'decoded'],
  ['brotli', brotliCompressSync(text), encoded('br'), text, 'decoded'],
  ['zstd', zstdCompressSync(text), encoded('zstd'), text, 'decoded'],
  ['Latin-1 by its XML declaration', latin1, [], latin1.toString('latin1'), 'decoded'],
  ['UTF-16 of plain letters', Buffer.from('\ufeffpatient', 'utf16le'), [], 'patient', 'decoded'],
  ['a Greek character set', Buffer.of(0xc4, 0xe9), ['Content-Type', 'text/plain; charset=iso-8859-7'], 'Δι', 'decoded'],
  ['Latin-1 in gzip', gzipSync(latin1), encoded('gzip'), latin1.toString('latin1'), 'decoded'],
  ['an image', Buffer.of(0x89, 0x50, 0x4e, 0x47, 0, 1, 0xff, 2), [], 'iVBORwAB/wI=', 'base64'],
  ['an image in gzip', gzipSync(Buffer.of(0xff, 0, 1)), encoded('gzip'), '', 'base64'],
  ['gzip that is damaged', Buffer.of(0x1f, 0x8b, 8, 0, 255), encoded('gzip'), 'H4sIAP8=', 'base64'],
  ['an unknown coding', Buffer.of(0xff, 0xfd, 0), encoded('compress'), '//0A', 'base64'],
]
for (const [what, bytes, headers, shown, encoding] of bodies)
  test(`the API shows ${what} as ${encoding}`, () => {
    const body = toShownBody(bytes, headers, whole)
    assert.equal(body.encoding, encoding)
    assert.equal(body.text, shown || Buffer.from(bytes).toString('base64'))
  })

for (const [coding, compress] of [
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
] as const)
  test(`the beginning of a truncated ${coding} body is shown`, () => {
    const lines = Array.from({ length: 5_000 }, (_, n) => `line ${n * 7919} of the report\n`).join('')
    const bytes = compress(lines)
    const start = bytes.subarray(0, bytes.length - 500)
    const { text: shown, encoding } = toShownBody(start, encoded(coding), { isPreview: false, isTruncated: true })
    assert.equal(encoding, 'decoded')
    assert.ok(shown.length > 1_000 && lines.startsWith(shown))
  })

test('a text that was truncated within a character is text all the same', () => {
  const bytes = Buffer.from('Zoë').subarray(0, 3)
  assert.deepEqual(toShownBody(bytes, [], { isPreview: false, isTruncated: true }), { text: 'Zo', encoding: 'utf-8' })
})

test('a preview is short, whatever a body expands to', () => {
  const { text: shown } = toShownBody(gzipSync('a'.repeat(1_000_000)), encoded('gzip'), { ...whole, isPreview: true })
  assert.ok(shown.length < 16_000 && shown.endsWith('[truncated ...]'))
  const bomb = toShownBody(gzipSync(Buffer.alloc(40_000_000, 'a')), encoded('gzip'), whole)
  assert.equal(bomb.encoding, 'base64')
})
