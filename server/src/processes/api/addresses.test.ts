import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../../settings/load.ts'
import { buildApiAddress } from './addresses.ts'

const cases = [
  ['127.0.0.1', 'http://localhost:8080'],
  ['::1', 'http://localhost:8080'],
  ['0.0.0.0', 'https://localhost:8080'],
  ['::', 'https://localhost:8080'],
  ['10.1.2.3', 'https://10.1.2.3:8080'],
  ['2001:db8::7', 'https://[2001:db8::7]:8080'],
  ['mediary.example.org', 'https://mediary.example.org:8080'],
] as const

for (const [host, address] of cases)
  test(`an API that listens on ${host} is opened at ${address}`, () => {
    const loaded = loadConfig({ env: { MEDIARY_API_HOST: host }, workingFolder: '/nonexistent' })
    assert.ok('settings' in loaded)
    assert.equal(buildApiAddress(loaded.settings.api), address)
  })
