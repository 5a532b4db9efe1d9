import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readForwarded } from './forwarded.ts'
import { type Peer, TrustedProxies } from './trusted-proxies.ts'

const peer = (address: string, trusted = true, hops = 0): Peer => ({ address, trusted, hops, localPort: 5001 })
const proxies = ['10.0.0.0/8', '2001:db8:1::/48', '192.168.1.1']

const byFor: [forwardedFor: string, client: string][] = [
  ['192.0.2.1', '192.0.2.1'],
  ['203.0.113.9, 192.0.2.1', '192.0.2.1'],
  ['203.0.113.9, 192.0.2.1, 10.1.1.1', '192.0.2.1'],
  ['203.0.113.9,192.0.2.1 ,\t10.1.1.1,192.168.1.1', '192.0.2.1'],
  ['192.0.2.1:4711', '192.0.2.1'],
  ['[2001:db8:2::7]:443', '2001:db8:2::7'],
  ['[2001:db8:2::7]', '2001:db8:2::7'],
  ['2001:0DB8:2:0::7', '2001:db8:2::7'],
  ['192.0.2.1, 2001:db8:1:2::3', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['192.0.2.1, ::ffff:10.1.1.1', '192.0.2.1'],
  ['"192.0.2.1"', '192.0.2.1'],
  ['10.1.1.1, 10.1.1.2', '10.1.1.1'],
  ['192.0.2.1, unknown', '10.0.0.1'],
  ['192.0.2.1, unknown, 10.1.1.1', '10.1.1.1'],
  ['192.0.2.1, 0x7f.1', '10.0.0.1'],
  ['192.0.2.1, fe80::1%eth0', '10.0.0.1'],
  ['', '10.0.0.1'],
  [',,,', '10.0.0.1'],
]
for (const [forwardedFor, client] of byFor)
  test(`X-Forwarded-For: ${forwardedFor} from a trusted proxy is ${client}`, () => {
    const found = new TrustedProxies(proxies).findClient(peer('10.0.0.1'), { forwardedFor, forwarded: undefined })
    assert.equal(found, client)
  })

const byForwarded: [forwarded: string, client: string | undefined][] = [
  ['for=192.0.2.1', '192.0.2.1'],
  ['For="[2001:db8:cafe::17]:4711"', '2001:db8:cafe::17'],
  ['for=203.0.113.9;by=10.0.0.9, for=192.0.2.1;proto=https;host="a,b;c\\"d"', '192.0.2.1'],
  ['for=192.0.2.1, for=10.2.2.2', '192.0.2.1'],
  ['for="192.0.2.1:80" , for="10.2.2.2:_x"', '192.0.2.1'],
  ['for=192.0.2.1, for=unknown', '10.0.0.1'],
  ['for=192.0.2.1, for=_hidden', '10.0.0.1'],
  ['for=192.0.2.1, proto=https', '10.0.0.1'],
  ['for=192.0.2.1,', '10.0.0.1'],
  ['for="192.0.2.1', undefined],
  ['for="x, for=192.0.2.1', undefined],
  ['for 192.0.2.1', undefined],
]
for (const [forwarded, client] of byForwarded)
  test(`Forwarded: ${forwarded} from a trusted proxy is ${client}`, () => {
    const found = new TrustedProxies(proxies).findClient(peer('10.0.0.1'), { forwardedFor: undefined, forwarded })
    assert.equal(found, client)
  })

test('a number of proxies counts from the gateway', () => {
  const client = (count: number, forwardedFor: string) =>
    new TrustedProxies(count).findClient(peer('198.51.100.1'), { forwardedFor, forwarded: undefined })
  assert.equal(client(1, '203.0.113.9, 192.0.2.1'), '192.0.2.1')
  assert.equal(client(2, '203.0.113.9, 192.0.2.1'), '203.0.113.9')
  assert.equal(client(5, '203.0.113.9, 192.0.2.1'), '203.0.113.9')
})

test('the headers of others change nothing', () => {
  const from = peer('198.51.100.1', false)
  const headers = { forwardedFor: '192.0.2.1', forwarded: 'for="' }
  assert.equal(new TrustedProxies(proxies).findClient(from, headers), '198.51.100.1')
})

test('two headers that name different clients name none', () => {
  const find = (forwardedFor: string, forwarded: string) =>
    new TrustedProxies(proxies).findClient(peer('10.0.0.1'), { forwardedFor, forwarded })
  assert.equal(find('192.0.2.1', 'for=192.0.2.1'), '192.0.2.1')
  assert.equal(find('192.0.2.1', 'for=203.0.113.9'), undefined)
  assert.equal(find('192.0.2.1', 'for=unknown'), undefined)
})

test('no text makes the readers of these headers throw, or read more clients than there are', () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^(for=|by=|"|\[|\]|,|;|\\|1\.2\.3\.4|::1| )*$/))
  fc.assert(
    fc.property(text, text, (forwardedFor, forwarded) => {
      new TrustedProxies(proxies).findClient(peer('10.0.0.1'), { forwardedFor, forwarded })
      const chain = readForwarded(forwarded)
      assert.ok(chain === undefined || chain.length <= forwarded.split(',').length)
    }),
  )
})
