import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pemBlocks } from './pem.ts'

const block = (label: string, text: string) => `-----BEGIN ${label}-----\n${text}\n-----END ${label}-----\n`

test('blocks are found between comments, whatever ends the lines', () => {
  const pem = `subject=/CN=a\r\n${block('CERTIFICATE', 'AAAA')}between\n${block('EC PRIVATE KEY', 'BBBB')}`
  assert.deepEqual(
    pemBlocks(pem.replaceAll('\n', '\r\n')).map(({ label }) => label),
    ['CERTIFICATE', 'EC PRIVATE KEY'],
  )
  assert.equal(pemBlocks(pem)[0]?.text, block('CERTIFICATE', 'AAAA'))
})

test('a block that is cut off is found, and empty', () => {
  const cut = '-----BEGIN CERTIFICATE-----\nAAAA\n'
  assert.deepEqual(
    pemBlocks(cut + block('CERTIFICATE', 'B')).map(({ text }) => text !== ''),
    [false, true],
  )
  assert.deepEqual(pemBlocks(cut), [{ label: 'CERTIFICATE', text: '' }])
})

test('a text full of beginnings costs no more than its length', () => {
  const started = performance.now()
  assert.equal(pemBlocks('-----BEGIN A-----\n'.repeat(100_000)).length, 100_000)
  assert.ok(performance.now() - started < 2000)
})
