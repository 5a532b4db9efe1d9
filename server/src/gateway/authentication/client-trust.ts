import type { X509Certificate } from 'node:crypto'
import type { IssuedIdentity } from '../../authority/index.ts'

/** The certificates of clients that are trusted, in memory. Every change makes another object. */
export type Trust = {
  isAnchor: (certificate: X509Certificate) => boolean
  /** The certificate itself first, then its authorities in the keystore, each issued by the next. */
  pathFrom: (certificate: X509Certificate) => readonly X509Certificate[]
  /** Serial numbers of what an authority of the keystore has revoked. */
  revokedBy: (issuer: X509Certificate) => ReadonlySet<string> | undefined
  /** What our own authority issued, by fingerprint. */
  issued: ReadonlyMap<string, IssuedIdentity>
  isOwnAuthority: (certificate: X509Certificate) => boolean
  /** The same for the same trust, whatever the process: a session is resumed only under the trust that it began with. */
  state: string
}
