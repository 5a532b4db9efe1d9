import { hash, randomBytes } from 'node:crypto'

const lasts = 300_000
const maxRemembered = 1000

/**
 * A program signs in with every call: its password is hashed once in five minutes, as long as its stored hash stays the
 * same. Calls that come meanwhile wait for the same verification.
 */
export function rememberedPasswords(now: () => number = Date.now) {
  const key = randomBytes(32).toString('hex')
  const known = new Map<string, number>()
  const verifying = new Map<string, Promise<boolean>>()

  return async (authorization: string, passwordHash: string, verify: () => Promise<boolean>): Promise<boolean> => {
    const digest = hash('sha256', `${key} ${passwordHash} ${authorization}`, 'base64')
    if ((known.get(digest) ?? 0) > now()) return true
    const started = verifying.get(digest) ?? verify().finally(() => verifying.delete(digest))
    verifying.set(digest, started)
    const right = await started
    if (right) known.set(digest, now() + lasts)
    for (const oldest of known.keys()) {
      if (known.size <= maxRemembered) break
      known.delete(oldest)
    }
    return right
  }
}
