import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { Channel } from '@mediary/contract/channels'
import { compileChannel } from '../matching/compile.ts'
import { match } from '../matching/match.ts'
import { maxContentBytes } from './content.ts'
import { contentMatcher } from './matcher.ts'

const asked = { method: 'POST', path: '/', contentType: 'application/json' }
const channel = (name: string, rule: object) =>
  compileChannel(Channel.parse({ _id: name.padStart(24, '0'), name, urlPattern: '/', methods: ['POST'], ...rule }))
const json = (matchContentValue: string) => ({ matchContentJson: '$..kind', matchContentValue })
const channels = [
  channel('a', json('order')),
  channel('b', { status: 'disabled', ...json('report') }),
  channel('c', json('report')),
  channel('d', { matchContentXpath: 'string(//kind)', matchContentValue: 'order' }),
  channel('e', {}),
  channel('f', json('result')),
]
const padded = (length: number, text: string) => Buffer.from(text + ' '.repeat(Math.max(0, length - text.length)))

test('a body of any size is taken by the same channel', async (context) => {
  const matcher = contentMatcher()
  context.after(matcher.close)
  for (const length of [0, 4096, 4097, 100_000, maxContentBytes, maxContentBytes + 1])
    for (const text of ['{"kind":"order"}', '{"kind":"report"}', '{"kind":"result"}', '<kind>order</kind>', 'x']) {
      const body = padded(length, text)
      const taken = await matcher.match(channels, asked, body)
      assert.equal(taken?.channel.name, match(channels, asked, body)?.channel.name, `${length} ${text}`)
      if (length <= maxContentBytes) assert.equal(taken?.channel.name, expected.get(text), `${length} ${text}`)
    }
  assert.equal((await matcher.match(channels.slice(0, 4), asked, padded(9000, 'x')))?.channel.name, undefined)
})

const expected = new Map([
  ['{"kind":"order"}', 'a'],
  ['{"kind":"report"}', 'c'],
  ['{"kind":"result"}', 'e'],
  ['<kind>order</kind>', 'd'],
  ['x', 'e'],
])

test('a body that takes long to look at holds nobody up', async (context) => {
  const matcher = contentMatcher()
  context.after(matcher.close)
  const body = Buffer.from(`{${Array.from({ length: 20_000 }, (_, n) => `"k${n}":{}`).join()}}`)
  const state = { turns: 0 }
  // A loop that never rests would leave a busy machine no time for the thread, which has a lower priority.
  const turning = setInterval(() => state.turns++, 1)
  context.after(() => clearInterval(turning))
  assert.equal((await matcher.match(channels, asked, body))?.channel.name, 'e')
  assert.ok(state.turns > 10, `the event loop turned ${state.turns} times meanwhile`)
})

const labelled: [
  what: string,
  labels: { contentType?: string; contentEncoding?: string },
  body: Uint8Array,
  taken: string,
][] = [
  ['gzip', { contentType: 'application/json', contentEncoding: 'gzip' }, gzipSync('{"kind":"order"}'), 'a'],
  [
    'brotli',
    { contentType: 'application/fhir+json', contentEncoding: 'br' },
    brotliCompressSync('{"kind":"report"}'),
    'c',
  ],
  ['UTF-16', { contentType: 'text/xml' }, Buffer.from('\ufeff<kind>order</kind>', 'utf16le'), 'd'],
  [
    'an unknown coding',
    { contentType: 'application/json', contentEncoding: 'pack200-gzip' },
    Buffer.from('{"kind":"order"}'),
    'e',
  ],
  [
    'a body that grows beyond the bound',
    { contentType: 'application/json', contentEncoding: 'gzip' },
    gzipSync(padded(maxContentBytes + 1, '{"kind":"order"}')),
    'e',
  ],
]
for (const [what, { contentType, contentEncoding }, body, taken] of labelled)
  test(`a rule reads the text of a body: ${what}`, async (context) => {
    const matcher = contentMatcher()
    context.after(matcher.close)
    const found = await matcher.match(channels, { ...asked, contentType, contentEncoding }, body)
    assert.equal(found?.channel.name, taken)
  })

test('a regular expression meets letters, whatever their charset', () => {
  const [rule] = [channel('b', { matchContentRegex: 'JOSÉ' })]
  const input = { ...asked, contentType: 'text/plain; charset=ISO-8859-15' }
  assert.equal(match([rule], input, Buffer.from('JOSÉ', 'latin1'))?.channel.name, 'b')
  assert.equal(
    match([rule], asked, Buffer.from('MSH|^~\\&|A||||||ADT^A01|1|P|2.4||||||8859/1\rPID|1||||JOSÉ', 'latin1'))?.channel
      .name,
    'b',
  )
})
