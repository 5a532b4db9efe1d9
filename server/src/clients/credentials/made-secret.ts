// Makes secrets that secret scanners recognise, and finds those that no server made.
import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { madeSecretPattern } from '@mediary/contract/clients/credentials'

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
const randomLength = 26
const checksumLength = 7

/** Returns `mdy_<kind>_<130 random bits>_<checksum>`. */
export function makeSecret(kind: 'token' | 'basic'): string {
  const random = [...randomBytes(randomLength)].map((byte) => alphabet[byte & 31]).join('')
  const body = `mdy_${kind}_${random}`
  return `${body}_${buildChecksum(body)}`
}

/** Tells whether a secret looks like one that a server made, and its checksum is wrong: it was mistyped or invented. */
export function hasWrongChecksum(secret: string): boolean {
  if (!madeSecretPattern.test(secret)) return false
  const end = secret.length - checksumLength - 1
  return secret.slice(end + 1) !== buildChecksum(secret.slice(0, end))
}

/** CRC-32, five bits a character. */
function buildChecksum(text: string) {
  let rest = crc32(text)
  let checksum = ''
  for (let i = 0; i < checksumLength; i++) {
    checksum += alphabet[rest & 31]
    rest >>>= 5
  }
  return checksum
}
