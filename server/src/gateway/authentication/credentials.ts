import { hash, randomBytes } from 'node:crypto'
import type { RefusalCode } from '@mediary/contract/operations/refusals'
import type { Mechanism as Named } from '@mediary/contract/system'
import { type ClientIdentity, findCredentialState, findNextChange, type HeldCredential } from '../../clients/index.ts'
import type { KnownIssuer } from '../../system/index.ts'
import type { OwnedCredential } from '../snapshot.ts'

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
export type Finding = 'nothing' | Recognised | CredentialRefusal

/** A client that one mechanism recognised. `credential`: absent when a Domain or an issued certificate did it. */
export type Recognised = {
  client: ClientIdentity
  credential?: HeldCredential | undefined
  expires?: number
  /** The issuer of the JSON Web Token. */
  issuer?: KnownIssuer | undefined
  /** The names that a narrowed token carries; absent: it stands for the whole client. */
  carried?: ReadonlySet<string> | undefined
}

/** The reason why a credential identifies no client. */
export type CredentialRefusal = { code: RefusalCode; reason: string; claimed?: string | undefined }

/** The client that sent the request, or the reason why none was recognised. */
export type Identified = {
  client: ClientIdentity | undefined
  /** Such as "basic as clinic-1". */
  recognised: string | undefined
  mechanism: Named | undefined
  /** The credential that was used, if it is one of its own. */
  credential: HeldCredential | undefined
  issuer?: KnownIssuer | undefined
  /** The names that a narrowed token carries; absent: the whole client. */
  carried?: ReadonlySet<string> | undefined
  failures: CredentialRefusal[]
  claimed: string | undefined
}

type Verified = Recognised & { mechanism: Mechanism; until: number }
type Remembered = { finding: CredentialRefusal; from: number; until: number; against: ClientIdentity | undefined }

/** The clients and issuers as they are now. */
export type Current = {
  findClient: (id: string) => ClientIdentity | undefined
  issuers: () => readonly KnownIssuer[]
}

/** Tells whether what recognised a client still does: client and issuer are as they were, and the credential is active. */
export const holds = (
  { client, credential, issuer }: Pick<Recognised, 'client' | 'credential' | 'issuer'>,
  { findClient, issuers }: Current,
  at: number,
) =>
  findClient(client.id) === client &&
  (credential === undefined || findCredentialState(credential, at) === 'active') &&
  (issuer === undefined || issuers().includes(issuer))

const refusals = {
  pending: { code: 'early-credential', ending: 'is not valid yet' },
  expired: { code: 'expired-credential', ending: 'has expired' },
  revoked: { code: 'revoked-credential', ending: 'is revoked' },
} as const

/** Returns the client of a credential that was proved, or why the credential does not count now. */
export function judgeCredential({ client, credential }: OwnedCredential, at: number): Recognised | CredentialRefusal {
  const state = findCredentialState(credential, at)
  if (state === 'active') return { client, credential }
  const { clientID } = client
  const { code, ending } = refusals[state]
  return { code, reason: `A credential of client "${clientID}" ${ending}`, claimed: clientID }
}

const limits = { maxVerified: 100_000, maxRefused: 10_000, verifiedLifetime: 300_000, refusedLifetime: 60_000 }

export type CredentialMemory = ReturnType<typeof credentialMemory>

/**
 * Remembers which Authorization headers were verified, as digests under a key that only this process has. An entry
 * counts only while the client is the very document it was verified against: a changed client is verified anew.
 */
export function credentialMemory(current: Current) {
  const key = randomBytes(32).toString('hex')
  const verified = new Map<string, Verified>()
  const refused = new Map<string, Remembered>()
  const digest = (authorization: string) => hash('sha256', key + authorization, 'base64')

  return {
    digest,

    recall(digest: string, now: number): Verified | undefined {
      const known = verified.get(digest)
      if (!known) return undefined
      if (known.until > now && holds(known, current, now)) return known
      verified.delete(digest)
      return undefined
    },

    remember(digest: string, recognised: Recognised, mechanism: Mechanism, now: number) {
      const { expires = Number.POSITIVE_INFINITY, ...kept } = recognised
      if (current.findClient(kept.client.id) !== kept.client) return
      evictOldest(verified, limits.maxVerified)
      const until = Math.min(now + limits.verifiedLifetime, expires)
      verified.set(digest, { ...kept, mechanism, until })
    },

    /** A wrong password that is sent again is not worth another hash, unless its client has changed. */
    recallFailure(digest: string, against: ClientIdentity | undefined, now: number) {
      const known = refused.get(digest)
      const isRemembered = known && known.from <= now && known.until > now && known.against === against
      return isRemembered ? known.finding : undefined
    },

    rememberFailure(digest: string, against: ClientIdentity | undefined, finding: CredentialRefusal, now: number) {
      evictOldest(refused, limits.maxRefused)
      // A password that is not valid yet may become so.
      const until = Math.min(now + limits.refusedLifetime, findNextChange(against?.passwords ?? [], now))
      refused.set(digest, { finding, against, from: now, until })
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
