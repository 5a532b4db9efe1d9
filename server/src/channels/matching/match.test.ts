import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Channel } from '@mediary/contract/channels'
import { compileChannel } from './compile.ts'
import { checkAccess, compareByPriority, type Decision, findNearestMatch, match, needsBody } from './match.ts'

const compiled = (name: string, over: object = {}) =>
  compileChannel(
    Channel.parse({
      _id: '0'.repeat(24),
      name,
      urlPattern: '^/lab',
      methods: ['GET', 'POST'],
      allow: ['lab'],
      ...over,
    }),
  )
const get = (path: string, contentType?: string) => ({ method: 'GET', path, contentType })
const named = (channel: { channel: { name: string } } | undefined) => channel?.channel.name
const text = (body: string) => new TextEncoder().encode(body)

test('channels are asked by priority, those without one last, then by name', () => {
  const channels = [compiled('d'), compiled('c', { priority: 2 }), compiled('b'), compiled('a', { priority: 10 })]
  assert.deepEqual(channels.sort(compareByPriority).map(named), ['c', 'a', 'b', 'd'])
})

test('the first channel that takes the request is its channel', () => {
  const channels = [compiled('results', { urlPattern: '/results$' }), compiled('all')]
  assert.equal(named(match(channels, get('/lab/results'))), 'results')
  assert.equal(named(match(channels, get('/lab/orders'))), 'all')
  assert.equal(match(channels, get('/clinic')), undefined)
})

test('a pattern is anchored only where it says so, and minds its case', () => {
  assert.ok(match([compiled('x', { urlPattern: '/lab' })], get('/a/lab/b')))
  assert.ok(!match([compiled('x')], get('/a/lab')))
  assert.ok(!match([compiled('x')], get('/LAB')))
})

test('a method that is not listed is not taken', () => {
  assert.ok(!match([compiled('x')], { ...get('/lab'), method: 'DELETE' }))
  assert.ok(!match([compiled('x', { type: 'tcp', methods: [] })], get('/lab')))
})

test('a channel that is not enabled is never matched, only named as the nearest', () => {
  for (const status of ['disabled', 'deleted']) {
    const channels = [compiled('off', { status, matchContentRegex: 'a' })]
    assert.equal(match(channels, get('/lab'), text('a')), undefined)
    assert.equal(needsBody(channels, get('/lab')), false)
    assert.equal(named(findNearestMatch(channels, get('/lab'))), 'off')
  }
})

test('content types are compared without their parameters and in any case', () => {
  const xml = [compiled('xml', { matchContentTypes: ['Text/XML; charset=utf-8', 'application/xml'] })]
  assert.ok(match(xml, get('/lab', 'text/xml')))
  assert.ok(match(xml, get('/lab', ' Application/XML ;charset=latin1')))
  assert.ok(!match(xml, get('/lab', 'application/json')))
  assert.ok(!match(xml, get('/lab')))
})

test('a body is needed when the first channel that takes the head goes by content', () => {
  const orders = compiled('orders', { matchContentRegex: 'ORM' })
  const all = compiled('all')
  assert.ok(needsBody([orders, all], get('/lab')))
  assert.ok(!needsBody([all, orders], get('/lab')))
  assert.ok(!needsBody([orders, all], get('/clinic')))
})

test('what the content of one channel excludes goes to the next', () => {
  const channels = [compiled('orders', { matchContentRegex: 'ORM' }), compiled('all')]
  assert.equal(named(match(channels, get('/lab'), text('MSH|ORM'))), 'orders')
  assert.equal(named(match(channels, get('/lab'), text('MSH|ORU'))), 'all')
  assert.equal(named(match(channels, get('/lab'))), 'all')
})

test('a body of more than one megabyte matches no content rule', () => {
  const channels = [compiled('orders', { matchContentRegex: 'ORM' })]
  assert.ok(match(channels, get('/lab'), text(`ORM${' '.repeat(1024 * 1024 - 3)}`)))
  assert.ok(!match(channels, get('/lab'), text(`ORM${' '.repeat(1024 * 1024)}`)))
})

const clinic = { clientID: 'clinic', roles: ['nurse', 'lab'] }
const decisions: [what: string, channel: object, caller: typeof clinic | undefined, address: string, Decision][] = [
  ['a client through one of its roles', {}, clinic, '10.0.0.1', 'allowed'],
  ['a client by its id', { allow: ['clinic'] }, clinic, '10.0.0.1', 'allowed'],
  ['a client that is not listed', { allow: ['other'] }, clinic, '10.0.0.1', 'not-allowed'],
  ['a client of a channel that allows nobody', { allow: [] }, clinic, '10.0.0.1', 'not-allowed'],
  ['nobody', {}, undefined, '10.0.0.1', 'unknown'],
  ['nobody at a public channel', { authType: 'public' }, undefined, '10.0.0.1', 'allowed'],
  ['a listed address', { whitelist: ['10.0.0.1'] }, clinic, '10.0.0.1', 'allowed'],
  ['another address', { whitelist: ['10.0.0.1'] }, clinic, '10.0.0.2', 'address'],
  ['another address at a public channel', { whitelist: ['10.0.0.1'], authType: 'public' }, clinic, '::1', 'address'],
  ['a listed address that nobody recognised', { whitelist: ['10.0.0.1'] }, undefined, '10.0.0.1', 'unknown'],
  ['an address of a network', { whitelist: ['192.168.0.1', ' 10.0.0.0/8'] }, clinic, '10.20.30.40', 'allowed'],
  ['an address outside the network', { whitelist: ['10.0.0.0/8'] }, clinic, '11.0.0.1', 'address'],
  ['an IPv4 address in IPv6 form', { whitelist: ['10.0.0.0/8'] }, clinic, '::ffff:10.0.0.1', 'allowed'],
  ['an IPv4 network in IPv6 form', { whitelist: ['::ffff:10.0.0.0/104'] }, clinic, '10.9.9.9', 'allowed'],
  ['an IPv6 address', { whitelist: ['2001:db8::1'] }, clinic, '2001:0db8:0:0::1', 'allowed'],
  ['an IPv6 network', { whitelist: ['2001:db8::/32'] }, clinic, '2001:db8:ffff::1', 'allowed'],
  ['an address outside the IPv6 network', { whitelist: ['2001:db8::/32'] }, clinic, '2001:db9::1', 'address'],
  ['an IPv4 address where all of IPv6 is listed', { whitelist: ['::/0'] }, clinic, '10.0.0.1', 'address'],
  ['something that is no address', { whitelist: ['0.0.0.0/0'] }, clinic, 'unknown', 'address'],
]
for (const [who, channel, caller, address, decision] of decisions) {
  test(`${who}: ${decision}`, () => assert.equal(checkAccess(caller, compiled('x', channel), address), decision))
}

test('a whitelist names addresses and networks only', () => {
  for (const entry of ['10.1', '10.0.0.0/33', '10.0.0.0/', '0x7f.1', 'clinic.example', '::/129', '', '10.0.0.1/8/8']) {
    assert.throws(() => compiled('x', { whitelist: [entry] }), /neither an address nor a network/, entry)
  }
})
