import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { buildSecrets } from '../platform/secrets.ts'
import { BodyKeys } from './keys.ts'

const channel = 'c'.repeat(24)
const at = Date.UTC(2026, 10, 24)
const bytes = Buffer.from('the result of a patient')

function makeFolder(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-keys-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return { folder, secrets: buildSecrets(randomBytes(32)) }
}

test('a sealed chunk opens only in its own place', (context) => {
  const { folder, secrets } = makeFolder(context)
  const keys = new BodyKeys(folder, secrets)
  const chunk = { id: 'a'.repeat(24), part: 'request', n: 0, bytes }
  const sealed = keys.sealer(channel, at)(chunk)
  assert.ok(!Buffer.from(sealed.bytes).includes('patient'))
  assert.deepEqual(Buffer.from(keys.open(sealed.key, { ...chunk, bytes: sealed.bytes }) ?? []), bytes)
  for (const other of [{ id: 'b'.repeat(24) }, { part: 'response' }, { n: 1 }])
    assert.throws(() => keys.open(sealed.key, { ...chunk, ...other, bytes: sealed.bytes }))
})

test('every chunk has its own nonce', (context) => {
  const { folder, secrets } = makeFolder(context)
  const seal = new BodyKeys(folder, secrets).sealer(channel, at)
  const nonces = Array.from({ length: 500 }, (_, n) =>
    Buffer.from(seal({ id: 'a'.repeat(24), part: 'request', n, bytes }).bytes.subarray(0, 12)).toString('hex'),
  )
  assert.equal(new Set(nonces).size, 500)
})

test('processes share a key; destroyed by one, it is gone for all, and the next body gets a new one', (context) => {
  const { folder, secrets } = makeFolder(context)
  const [one, other] = [new BodyKeys(folder, secrets), new BodyKeys(folder, secrets)]
  const chunk = { id: 'a'.repeat(24), part: 'request', n: 0, bytes }
  const sealed = one.sealer(channel, at)(chunk)
  assert.equal(other.sealer(channel, at)(chunk).key, sealed.key)
  assert.deepEqual(one.list(), [{ channel, month: '2026-11' }])
  assert.equal(statSync(join(folder, readdirSync(folder)[0] ?? '')).mode & 0o777, 0o600)

  assert.equal(one.destroy(channel, '2026-11'), true)
  assert.equal(one.destroy(channel, '2026-11'), false)
  assert.equal(other.open(sealed.key, { ...chunk, bytes: sealed.bytes }), undefined)
  assert.notEqual(other.sealer(channel, at)(chunk).key, sealed.key)
  assert.equal(one.open(sealed.key, { ...chunk, bytes: sealed.bytes }), undefined)
})

test('a key cannot be used with another installation key, nor named by a path', (context) => {
  const { folder, secrets } = makeFolder(context)
  new BodyKeys(folder, secrets).sealer(channel, at)
  assert.throws(() => new BodyKeys(folder, buildSecrets(randomBytes(32))).sealer(channel, at))
  assert.equal(new BodyKeys(folder, secrets).destroy('../keys', '2026-11'), false)
})
