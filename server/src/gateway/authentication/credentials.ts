import { hash, randomBytes } from 'node:crypto'
import type { RefusalCode } from '@mediary/contract/refusals'
import type { Mechanism as Named } from '@mediary/contract/system'
import type { ClientIdentity } from '../../clients/index.ts'

/** An authentication mechanism of clients. */
export type Mechanism = 'jwt' | 'token' | 'basic' | 'tls'

/** As settings and the API name them. */
export const mechanismNames = {
  jwt: 'jwt-auth',
  token: 'custom-token-auth',
  basic: 'basic-auth',
  tls: 'mutual-tls-auth',
} as const satisfies Record<Mechanism, Named>

/** The result of one mechanism. `nothing`: the request has no credential of this kind. */
export type Finding = 'nothing' | { client: ClientIdentity; expires?: number } | CredentialRefusal

/** The reason why a credential identifies no client. */
export type CredentialRefusal = { code: RefusalCode; reason: string; claimed?: string | undefined }

/** The client that sent the request, or the reason why none was recognised. */
export type Identified = {
  client: ClientIdentity | undefined
  /** Such as "basic as clinic-1". */
  recognised: string | undefined
  mechanism: Named | undefined
  failures: CredentialRefusal[]
  claimed: string | undefined
}

type Verified = { client: ClientIdentity; mechanism: Mechanism; until: number }
type Remembered = { finding: CredentialRefusal; until: number; against: ClientIdentity | undefined }

const limits = { maxVerified: 100_000, maxRefused: 10_000, verifiedLifetime: 300_000, refusedLifetime: 60_000 }

export type CredentialMemory = ReturnType<typeof credentialMemory>

/**
 * Remembers which Authorization headers were verified, as digests under a key that only this process has. An entry
 * counts only while the client is the very document it was verified against: a changed client is verified anew.
 */
export function credentialMemory(current: (id: string) => ClientIdentity | undefined) {
  const key = randomBytes(32).toString('hex')
  const verified = new Map<string, Verified>()
  const refused = new Map<string, Remembered>()
  const digest = (authorization: string) => hash('sha256', key + authorization, 'base64')

  return {
    digest,

    recall(digest: string, now: number): Verified | undefined {
      const known = verified.get(digest)
      if (!known) return undefined
      if (known.until > now && current(known.client.id) === known.client) return known
      verified.delete(digest)
      return undefined
    },

    remember(
      digest: string,
      client: ClientIdentity,
      mechanism: Mechanism,
      now: number,
      expires = Number.POSITIVE_INFINITY,
    ) {
      if (current(client.id) !== client) return
      evictOldest(verified, limits.maxVerified)
      verified.set(digest, { client, mechanism, until: Math.min(now + limits.verifiedLifetime, expires) })
    },

    /** A wrong password that is sent again is not worth another hash, unless its client has changed. */
    recallFailure(digest: string, against: ClientIdentity | undefined, now: number) {
      const known = refused.get(digest)
      return known && known.until > now && known.against === against ? known.finding : undefined
    },

    rememberFailure(digest: string, against: ClientIdentity | undefined, finding: CredentialRefusal, now: number) {
      evictOldest(refused, limits.maxRefused)
      refused.set(digest, { finding, against, until: now + limits.refusedLifetime })
    },
  }
}

/** The oldest go first: a Map keeps the order of insertion. */
function evictOldest(map: Map<string, unknown>, size: number) {
  for (const oldest of map.keys()) {
    if (map.size < size) return
    map.delete(oldest)
  }
}
