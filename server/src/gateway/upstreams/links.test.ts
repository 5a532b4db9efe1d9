import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rewriteLinkHeaders, rewriteLinks } from './links.ts'

type LinkContext = Parameters<typeof rewriteLinks>[1]

const rule = (fromHost: string, fromPort: number, path = (text: string) => text) => ({
  fromHost,
  fromPort,
  to: (secure: boolean) =>
    secure
      ? ({ host: 'him.example', port: 5000, protocol: 'https:' } as const)
      : ({ host: 'him.example', port: 5001, protocol: 'http:' } as const),
  path,
})
const context: LinkContext = {
  rules: [
    rule('fhir.internal', 8080, (path) => path.replace('/hapi', '/fhir')),
    rule('plain.internal', 80),
    rule('tls.internal', 443),
    rule('[fd00::7]', 8080),
  ],
  origin: { host: 'fhir.internal', port: 8080 },
  secure: false,
}
const rewrite = (text: string, over: Partial<LinkContext> = {}) => rewriteLinks(text, { ...context, ...over })

const texts: [what: string, text: string, expected: string][] = [
  [
    'any JSON property',
    '{"next":"http://fhir.internal:8080/hapi?page=2"}',
    '{"next":"http://him.example:5001/fhir?page=2"}',
  ],
  [
    'a list of links',
    '["http://plain.internal/a","http://plain.internal:80/b"]',
    '["http://him.example:5001/a","http://him.example:5001/b"]',
  ],
  [
    'escaped slashes',
    '{"url":"http:\\/\\/fhir.internal:8080\\/hapi\\/Patient"}',
    '{"url":"http:\\/\\/him.example:5001\\/fhir\\/Patient"}',
  ],
  [
    'slashes by their numbers',
    '{"url":"http:\\u002f\\u002Ffhir.internal:8080\\u002fhapi\\u002FPatient"}',
    '{"url":"http:\\u002f\\u002Fhim.example:5001\\u002ffhir\\u002fPatient"}',
  ],
  [
    'slashes of two kinds',
    '{"url":"http:\\u002f/plain.internal/a\\/b"}',
    '{"url":"http:\\u002f/him.example:5001\\u002fa\\u002fb"}',
  ],
  [
    'slashes as character references',
    '<url value="http:&#x2F;&#x2F;fhir.internal:8080&#x2F;hapi?a=1&amp;b=2"/><a href="http:&#47;&#47;plain.internal&#47;b">',
    '<url value="http:&#x2F;&#x2F;him.example:5001&#x2F;fhir?a=1&amp;b=2"/><a href="http:&#47;&#47;him.example:5001&#47;b">',
  ],
  [
    'an escaped ampersand',
    '{"url":"http://fhir.internal:8080/hapi?a=1\\u0026b=2"}',
    '{"url":"http://him.example:5001/fhir?a=1\\u0026b=2"}',
  ],
  [
    'a link in the middle of a text',
    '{"text":"see http://plain.internal/x, or not"}',
    '{"text":"see http://him.example:5001/x, or not"}',
  ],
  [
    'XML',
    '<url value="http://fhir.internal:8080/hapi?a=1&amp;b=2"/>',
    '<url value="http://him.example:5001/fhir?a=1&amp;b=2"/>',
  ],
  ['the text of an element', '<a>http://plain.internal/b</a>', '<a>http://him.example:5001/b</a>'],
  ['HTML without quotes', '<a href=http://plain.internal/b>b</a>', '<a href=http://him.example:5001/b>b</a>'],
  ['a style', 'url(http://plain.internal/b.png)', 'url(http://him.example:5001/b.png)'],
  ['no scheme', "<img src='//plain.internal/b.png'>", "<img src='//him.example:5001/b.png'>"],
  ['https at its own port', '{"a":"HTTPS://TLS.internal/b"}', '{"a":"http://him.example:5001/b"}'],
  ['IPv6', '{"a":"http://[fd00::7]:8080/b"}', '{"a":"http://him.example:5001/b"}'],
  ['a host alone', '{"a":"http://plain.internal"}', '{"a":"http://him.example:5001"}'],
  [
    'lines of ndjson',
    '"http://plain.internal/1"\n"http://plain.internal/2"',
    '"http://him.example:5001/1"\n"http://him.example:5001/2"',
  ],
  ['a relative link of HTML', '<a href="/hapi/x?y">', '<a href="/fhir/x?y">'],
]
for (const [what, text, expected] of texts)
  test(`a link is rewritten: ${what}`, () => assert.equal(rewrite(text), expected))

const others = [
  '{"a":"http://fhir.internal:8081/hapi"}',
  '{"a":"http://fhir.internal/hapi"}',
  '{"a":"http://not-fhir.internal:8080/hapi"}',
  '{"a":"http://fhir.internal.example:8080/hapi"}',
  '{"a":"http://fhir.internal:80800/hapi"}',
  '{"a":"http://fhir.internal:8080@evil.example/hapi"}',
  '{"a":"http://me@fhir.internal:8080/hapi"}',
  '{"a":"https://plain.internal/b"}',
  '{"a":"ftp://plain.internal/b"}',
  '{"a":"urn:uuid:1","b":"mailto:a@plain.internal"}',
  '<Patient xmlns="http://plain.internal/ns" xmlns:x=\'http://plain.internal/x\'/>',
  '{"identifier":[{"system":"http://plain.internal/mrn","value":"7"}]}',
  '<identifier><system value="http://plain.internal/mrn"/></identifier>',
  '<a href="#top">',
]
for (const text of others) test(`${text} stays`, () => assert.equal(rewrite(text), text))

test('a client that came by TLS is led to the port of TLS', () =>
  assert.equal(rewrite('"http://plain.internal/a"', { secure: true }), '"https://him.example:5000/a"'))

const headers: [name: string, value: string, expected: string][] = [
  ['Location', 'http://fhir.internal:8080/hapi/Patient/1', 'http://him.example:5001/fhir/Patient/1'],
  ['location', '/hapi/Patient/1', '/fhir/Patient/1'],
  ['Location', '//plain.internal/x', '//him.example:5001/x'],
  ['CONTENT-LOCATION', 'http://plain.internal', 'http://him.example:5001'],
  ['Location', 'http://elsewhere.example/hapi', 'http://elsewhere.example/hapi'],
  [
    'Link',
    '<http://fhir.internal:8080/hapi?page=2>; rel="next", </hapi?page=1>; rel=prev, <http://else.example/>; rel=up',
    '<http://him.example:5001/fhir?page=2>; rel="next", </fhir?page=1>; rel=prev, <http://else.example/>; rel=up',
  ],
  ['X-Other', 'http://plain.internal/a', 'http://plain.internal/a'],
]
for (const [name, value, expected] of headers)
  test(`the header ${name}: ${value}`, () =>
    assert.deepEqual(rewriteLinkHeaders([name, value], context), [name, expected]))

test('a text of a megabyte that only begins links is read in little time', () => {
  const text = 'http://'.repeat(150_000)
  assert.equal(rewrite(text), text)
  const long = `"http://plain.internal/${'a'.repeat(1_000_000)}"`
  assert.equal(rewrite(long), long.replace('plain.internal', 'him.example:5001'))
})
