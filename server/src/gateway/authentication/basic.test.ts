import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ClientIdentity, HeldCredential } from '../../clients/index.ts'
import { hashPassword } from '../../platform/passwords.ts'
import { basic } from './basic.ts'
import { credentialMemory } from './credentials.ts'

const password = 'a fine password'
const encode = (user: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

/** Offers a password that is right, and valid at some time only. Returns the finding, and what was noted about guessing. */
async function offer(validity: Pick<HeldCredential, 'from' | 'until' | 'revoked'>) {
  const held = { id: 'p1', kind: 'basic' as const, secret: await hashPassword(password), ...validity }
  const client: ClientIdentity = {
    ...{ id: 'c1', clientID: 'clinic', roles: [], credentials: [held], passwords: [held] },
    ...{ hasCertificate: false, hasSubject: false },
  }
  const noted: string[] = []
  const note = (what: string) => async () => void noted.push(what)
  const guesses = {
    ...{ add: note('wrong'), prove: note('right'), removeOld: async () => {} },
    ...{ findDelay: async () => 0, isProved: async () => false, reserve: async () => 0 },
  }
  const memory = credentialMemory({ findClient: () => client, issuers: () => [] })
  const authenticate = basic({ find: () => client, memory, guesses, rehash: async () => {} })
  return { finding: await authenticate(encode('clinic'), 'digest', '192.0.2.7'), noted }
}

const always = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY, revoked: false }

test('a password that lets in ends the pace of guessing', async () => {
  const { finding, noted } = await offer(always)
  assert.ok(typeof finding === 'object' && 'client' in finding)
  assert.deepEqual(noted, ['right'])
})

for (const [name, validity, code] of [
  ['has expired', { ...always, until: Date.now() - 1_000 }, 'expired-credential'],
  ['is not valid yet', { ...always, from: Date.now() + 3_600_000 }, 'early-credential'],
  ['is revoked', { ...always, revoked: true }, 'revoked-credential'],
] as const)
  test(`a right password that ${name} does not end the pace of guessing`, async () => {
    const { finding, noted } = await offer(validity)
    assert.ok(typeof finding === 'object' && 'code' in finding)
    assert.equal(finding.code, code)
    assert.deepEqual(noted, ['wrong'])
  })
