import { randomBytes } from 'node:crypto'
import type { Secrets } from '../platform/secrets.ts'
import { toBase32 } from './totp.ts'

/** Makes a code of 50 random bits, in the letters and digits of base32. */
export const newRecoveryCode = () =>
  toBase32(randomBytes(7))
    .slice(0, 10)
    .toLowerCase()
    .replace(/^(.{5})/, '$1-')

/** Spaces, hyphens and capital letters make no difference. */
export const digestRecoveryCode = (secrets: Secrets, userId: string, code: string) =>
  secrets.digest(`recovery code of ${userId} ${code.toLowerCase().replace(/[^a-z2-7]/g, '')}`)
