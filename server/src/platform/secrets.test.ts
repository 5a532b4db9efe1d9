import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { buildSecrets, createInstallationKey, readInstallationKey } from './secrets.ts'

test('what is sealed can be opened by the same installation only', () => {
  const ours = buildSecrets(randomBytes(32))
  const sealed = ours.seal('the route password')
  assert.ok(!Buffer.from(sealed, 'base64').toString('latin1').includes('route'))
  assert.equal(ours.open(sealed), 'the route password')
  assert.throws(() => buildSecrets(randomBytes(32)).open(sealed))
})

test('a sealed text that was altered is not opened', () => {
  const secrets = buildSecrets(randomBytes(32))
  const bytes = Buffer.from(secrets.seal('x'), 'base64')
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  assert.throws(() => secrets.open(bytes.toString('base64')))
})

test('the installation key is made once, for its owner only, and stays', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-key-'))
  context.after(() => rmSync(folder, { recursive: true }))
  assert.equal(readInstallationKey(folder), undefined)
  const key = createInstallationKey(folder)
  assert.deepEqual(readInstallationKey(folder), key)
  assert.equal(statSync(join(folder, 'installation.key')).mode & 0o777, 0o600)
})
