// The token scheme of OpenHIM: each call carries a hash of the password's hash, a salt and the time.

import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { readUserDigest, type UserDigest } from '../platform/passwords.ts'

export type TokenCredentials = { username: string; timestamp: string; salt: string; token: string }

const names = ['auth-username', 'auth-ts', 'auth-salt', 'auth-token'] as const
const maxLength = 1024

/** Returns the credentials, or `incomplete` when one of the headers is missing. Undefined: the call uses another scheme. */
export function readTokenCredentials(headers: IncomingHttpHeaders): TokenCredentials | 'incomplete' | undefined {
  if (names.every((name) => headers[name] === undefined)) return undefined
  const [username, timestamp, salt, token] = names.map((name) => headers[name])
  const isText = (value: unknown): value is string =>
    typeof value === 'string' && value.length > 0 && value.length <= maxLength
  if (!isText(username) || !isText(timestamp) || !isText(salt) || !isText(token)) return 'incomplete'
  return { username, timestamp, salt, token }
}

// Stands for the hash of a user who has none: the answer takes as long.
const nobodysDigest: UserDigest = { algorithm: 'sha512', salt: '', hash: randomBytes(64).toString('hex') }

/** Tells if the token is that of the stored hash, and not older or newer than the window. Takes as long for any hash. */
export function verifyToken(
  stored: string | null | undefined,
  { timestamp, salt, token }: TokenCredentials,
  { windowSeconds, now = Date.now() }: { windowSeconds: number; now?: number },
): boolean {
  const digest = readUserDigest(stored ?? '')
  const { algorithm, hash: passwordHash } = digest ?? nobodysDigest
  const expected = Buffer.from(hash(algorithm, passwordHash + salt + timestamp))
  const sent = Buffer.from(token.toLowerCase())
  const isRight = sent.length === expected.length && timingSafeEqual(sent, expected)
  // A time that cannot be read is in no window.
  const isInTime = Math.abs(Date.parse(timestamp) - now) <= windowSeconds * 1000
  return isRight && isInTime && digest !== undefined
}
