import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findStep } from './find-step.ts'
import { computeCode, toBase32, toStep } from './totp.ts'

const secret = Buffer.from('12345678901234567890')

// RFC 6238, appendix B, SHA1.
const vectors = [
  [59, '94287082'],
  [1111111109, '07081804'],
  [1111111111, '14050471'],
  [1234567890, '89005924'],
  [2000000000, '69279037'],
  [20000000000, '65353130'],
] as const

for (const [seconds, code] of vectors)
  test(`RFC 6238: the code at ${seconds} seconds is ${code}`, () =>
    assert.equal(computeCode(secret, toStep(seconds * 1000), 8), code))

// RFC 4226, appendix D.
test('RFC 4226: the first codes of a counter', () => {
  const codes = Array.from({ length: 4 }, (_, counter) => computeCode(secret, counter))
  assert.deepEqual(codes, ['755224', '287082', '359152', '969429'])
})

// RFC 4648 §10.
test('RFC 4648: base32 without padding', () => {
  const encoded = ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => toBase32(Buffer.from(text)))
  assert.deepEqual(encoded, ['', 'MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI'])
})

test('a code counts in its own half minute, the one before and the one after', () => {
  const at = 1_000_000 * 30_000
  for (const [steps, counts] of [
    [-2, false],
    [-1, true],
    [0, true],
    [1, true],
    [2, false],
  ] as const)
    assert.equal(findStep(secret, computeCode(secret, 1_000_000 + steps), at), counts ? 1_000_000 + steps : undefined)
  const spaced = computeCode(secret, 1_000_000).replace(/(...)/, '$1 ')
  assert.equal(findStep(secret, spaced, at), 1_000_000)
  for (const wrong of ['', '1', '1234567', 'abcdef']) assert.equal(findStep(secret, wrong, at), undefined)
})
