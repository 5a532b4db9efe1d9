import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readProxyHeader } from './proxy-protocol.ts'

const text = (line: string) => Buffer.from(`${line}\r\n`, 'latin1')

const lines: [line: string, source: string | undefined | 'malformed'][] = [
  ['PROXY TCP4 192.0.2.1 10.0.0.1 56324 443', '192.0.2.1'],
  ['PROXY TCP6 2001:DB8::1 ::1 65535 0', '2001:db8::1'],
  ['PROXY TCP6 ::ffff:192.0.2.1 ::1 1 2', '192.0.2.1'],
  ['PROXY UNKNOWN', undefined],
  ['PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535', undefined],
  ['PROXY TCP4 192.0.2.1 10.0.0.1 56324', 'malformed'],
  ['PROXY TCP4 192.0.2.1 10.0.0.1 56324 65536', 'malformed'],
  ['PROXY TCP4 192.0.2.1 10.0.0.1 056 443', 'malformed'],
  ['PROXY TCP4  192.0.2.1 10.0.0.1 56324 443', 'malformed'],
  ['PROXY TCP4 192.0.2.1 10.0.0.1 56324 443 ', 'malformed'],
  ['PROXY TCP4 192.0.2 10.0.0.1 56324 443', 'malformed'],
  ['PROXY TCP4 2001:db8::1 ::1 1 2', 'malformed'],
  ['PROXY TCP6 192.0.2.1 10.0.0.1 1 2', 'malformed'],
  ['PROXY TCP5 192.0.2.1 10.0.0.1 1 2', 'malformed'],
  ['PROXY UDP4 192.0.2.1 10.0.0.1 1 2', 'malformed'],
  ['proxy TCP4 192.0.2.1 10.0.0.1 1 2', 'malformed'],
  ['GET / HTTP/1.1', 'malformed'],
  [`PROXY UNKNOWN ${'x'.repeat(91)}`, undefined],
  [`PROXY UNKNOWN ${'x'.repeat(92)}`, 'malformed'],
]
for (const [line, source] of lines)
  test(`version 1: ${line.slice(0, 60)}`, () => {
    const expected = source === 'malformed' ? source : { length: line.length + 2, source }
    assert.deepEqual(readProxyHeader(Buffer.concat([text(line), Buffer.from('GET / HTTP/1.1\r\n\r\n')])), expected)
  })

const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex')
const block = (versionAndCommand: number, family: number, body: Buffer) =>
  Buffer.concat([signature, Buffer.from([versionAndCommand, family, body.length >> 8, body.length & 255]), body])
const ipv4 = Buffer.from([192, 0, 2, 1, 10, 0, 0, 1, 0xdc, 4, 1, 0xbb])
const ipv6 = Buffer.concat([Buffer.from('20010db8000000000000000000000007', 'hex'), Buffer.alloc(20)])
const fields = Buffer.from([0x04, 0, 3, 1, 2, 3, 0x20, 0, 1, 0])

const blocks: [what: string, bytes: Buffer, source: string | undefined | 'malformed'][] = [
  ['IPv4', block(0x21, 0x11, ipv4), '192.0.2.1'],
  ['IPv4 with further fields', block(0x21, 0x11, Buffer.concat([ipv4, fields])), '192.0.2.1'],
  ['IPv4 over UDP', block(0x21, 0x12, ipv4), '192.0.2.1'],
  ['IPv6', block(0x21, 0x21, ipv6), '2001:db8::7'],
  ['LOCAL', block(0x20, 0x00, Buffer.alloc(0)), undefined],
  ['LOCAL with an address', block(0x20, 0x11, ipv4), undefined],
  ['an unspecified family', block(0x21, 0x00, fields), undefined],
  ['a UNIX socket', block(0x21, 0x31, Buffer.alloc(216)), undefined],
  ['an address that is too short', block(0x21, 0x11, ipv4.subarray(1)), 'malformed'],
  ['an IPv6 address that is too short', block(0x21, 0x21, ipv4), 'malformed'],
  ['an unknown family', block(0x21, 0x41, ipv6), 'malformed'],
  ['an unknown transport', block(0x21, 0x13, ipv4), 'malformed'],
  ['an unknown command', block(0x22, 0x11, ipv4), 'malformed'],
  ['another version', block(0x11, 0x11, ipv4), 'malformed'],
  ['too many fields', block(0x21, 0x11, Buffer.alloc(4097)), 'malformed'],
]
for (const [what, bytes, source] of blocks)
  test(`version 2: ${what}`, () => {
    const expected = source === 'malformed' ? source : { length: bytes.length, source }
    assert.deepEqual(readProxyHeader(Buffer.concat([bytes, Buffer.from('\x0bMSH')])), expected)
  })

/** Reads as a connection does: more bytes come as long as the header is incomplete. */
function readInParts(bytes: Buffer, cuts: number[]) {
  for (const end of [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    const header = readProxyHeader(bytes.subarray(0, end))
    if (header !== 'incomplete') return header
  }
  return 'incomplete'
}

const headers = [
  ...lines.map(([line]) => Buffer.concat([text(line), Buffer.from('and more')])),
  ...blocks.map(([, bytes]) => bytes),
]

test('a header means the same however its bytes are split', () =>
  fc.assert(
    fc.property(fc.constantFrom(...headers), fc.array(fc.nat(5000), { maxLength: 12 }), (bytes, cuts) => {
      assert.deepEqual(readInParts(bytes, cuts), readProxyHeader(bytes))
    }),
  ))

test('wild bytes are refused, awaited or read, and never read past their end', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.uint8Array({ maxLength: 300 }).map((rest) => Buffer.concat([signature, rest])),
    fc.uint8Array({ maxLength: 120 }).map((rest) => Buffer.concat([Buffer.from('PROXY '), rest])),
  )
  fc.assert(
    fc.property(bytes, (wild) => {
      const header = readProxyHeader(Buffer.from(wild))
      if (typeof header === 'object') assert.ok(header.length <= wild.length)
    }),
  )
})
