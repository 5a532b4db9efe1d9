import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NewChannel } from '@mediary/contract/channels'
import { isHost, splitAddress } from '@mediary/contract/channels/host'
import { findHostProblems } from './hosts.ts'

const problems = (over: object) => findHostProblems(NewChannel.parse({ name: 'a', urlPattern: '/', ...over }))
const route = (host: string) => ({ routes: [{ name: 'r', host, port: 80, primary: true }] })

for (const host of [
  'fhir.example',
  'localhost',
  'his_db',
  'a-b.c',
  'fhir.example.',
  '10.0.0.5',
  '::1',
  '[fe80::1]',
  'fd00::10.0.0.1',
  'fe80::1%eth0',
  'xn--hpital-8ua.example',
])
  test(`${host} is a host`, () => assert.deepEqual(problems(route(host)), []))

const refused: [host: string, parts: string][] = [
  ['http://10.0.0.5', 'no TLS, host 10.0.0.5'],
  ['https://fhir.example:8443/r4', 'TLS, host fhir.example, port 8443, path /r4'],
  ['10.0.0.5:8080', 'host 10.0.0.5, port 8080'],
  ['fhir.example/fhir?x=1', 'host fhir.example, path /fhir?x=1'],
  ['svc@fhir.example', 'host fhir.example, a user name'],
  ['http://[fd00::7]:80/', 'no TLS, host [fd00::7], port 80'],
]
for (const [host, labels] of refused)
  test(`${host} is refused as a host, with its parts`, () => {
    const [issue] = problems(route(host))
    assert.deepEqual(
      [issue?.path, issue?.reason, issue?.parameters],
      ['routes.0.host', 'host-is-an-address', { found: labels }],
    )
  })

for (const host of [
  'a b',
  'http://',
  '999.1.1.1',
  '10.0.0',
  'a..b',
  '-a',
  'a:b:c!',
  '[::1',
  'http:///x',
  ':8080',
  'a:99999',
])
  test(`${host} is no host, and has no parts`, () => {
    assert.equal(isHost(host), false)
    assert.equal(splitAddress(host), undefined)
    assert.deepEqual(
      problems(route(host)).map(({ reason }) => reason),
      ['not-a-host'],
    )
  })

test('the other hosts of a channel are hosts too', () => {
  const over = { tcpHost: '0.0.0.0:7777', rewriteUrlsConfig: [{ fromHost: 'http://a', toHost: 'b' }], ...route('a') }
  assert.deepEqual(
    problems(over).map(({ path }) => path),
    ['tcpHost', 'rewriteUrlsConfig.0.fromHost'],
  )
})
