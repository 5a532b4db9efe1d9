import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refusalCodes } from '@mediary/contract/operations/refusals'
import { remedies } from '../../messages/en/remedies.ts'
import { findRemedyPlace } from './remedies.ts'

test('every way to be refused has a step that would help', () => {
  for (const code of refusalCodes) assert.ok(remedies[code], code)
})

const clinic = { clientID: 'clinic', client: '1', channel: '2' }
for (const [code, whom, to] of [
  ['not-allowed', clinic, '/channels/2?edit=access'],
  ['not-allowed', { clientID: 'clinic' }, undefined],
  ['no-password', clinic, '/clients?client=1&tab=authentication'],
  ['wrong-password', { clientID: 'a b' }, '/clients?find=a%20b'],
  ['no-channel', clinic, '/channels/new'],
  ['untrusted-certificate', {}, '/certificates'],
  ['disabled-channel', clinic, '/channels/2?edit=general'],
  ['malformed', clinic, undefined],
] as const)
  test(`${code} of ${JSON.stringify(whom)} is mended at ${to ?? 'no page of ours'}`, () =>
    assert.equal(findRemedyPlace(code, whom)?.to, to))
