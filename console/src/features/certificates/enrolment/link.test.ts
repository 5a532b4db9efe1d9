import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildEnrolmentLink, isLocal, readCode } from './link.ts'

test('the page reads the code from the link that the administrator is shown', () => {
  const code = '0A1B-2C3D-4E5F-6G7H-8J9K'
  const link = buildEnrolmentLink('https://exchange.example', code)
  assert.equal(link, `https://exchange.example/console/enrol#code=${code}`)
  assert.equal(readCode(new URL(link).hash.slice(1)), code)
  assert.equal(readCode('elsewhere'), '')
})

test('an address of this machine is told from one that others can open', () => {
  for (const host of ['localhost', 'console.localhost', '127.0.0.1', '[::1]']) assert.ok(isLocal(host), host)
  for (const host of ['exchange.example', '10.0.0.1', 'localhost.example']) assert.ok(!isLocal(host), host)
})
