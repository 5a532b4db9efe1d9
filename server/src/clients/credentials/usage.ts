// Judges from the record whether a credential can be revoked without harm.
import type { Credential, CredentialUsage } from '@mediary/contract/clients/credentials'

type Judged = Pick<Credential, 'state' | 'lastUsed'>

/** Tells whether somebody would notice that the credential is revoked, and why. */
export function judgeRevocation(
  credential: Judged,
  requests: number,
  successor: Judged | undefined,
): Pick<CredentialUsage, 'safe' | 'reason'> {
  if (credential.state === 'expired' || credential.state === 'revoked') return { safe: true, reason: 'ended' }
  if (requests === 0) return { safe: true, reason: 'unused' }
  const takenOver =
    successor?.state === 'active' &&
    successor.lastUsed !== null &&
    (credential.lastUsed === null || successor.lastUsed.at > credential.lastUsed.at)
  return takenOver ? { safe: true, reason: 'successor-in-use' } : { safe: false, reason: 'in-use' }
}
