// Decides whether a credential is valid at a moment. The gateway asks it for every request.
import type { CredentialKind, CredentialState } from '@mediary/contract/clients/credentials'
import type { Limits } from '@mediary/contract/limits'

/** A credential as the gateway compares it. Times are milliseconds; `secret` is a hash, a digest or a public name. */
export type HeldCredential = {
  id: string
  kind: CredentialKind
  secret: string
  from: number
  until: number
  revoked: boolean
  limits?: Limits
}

type Validity = Pick<HeldCredential, 'from' | 'until' | 'revoked'>

/** Returns the state of a credential: it is active from `from` until just before `until`, unless it is revoked. */
export function findCredentialState({ from, until, revoked }: Validity, at: number): CredentialState {
  if (revoked) return 'revoked'
  if (at < from) return 'pending'
  return at < until ? 'active' : 'expired'
}

/** Returns the next moment at which one of the credentials changes its state. */
export function findNextChange(credentials: readonly Validity[], at: number): number {
  const moments = credentials.flatMap(({ from, until }) => [from, until]).filter((moment) => moment > at)
  return Math.min(...moments)
}
