import type { X509Certificate } from 'node:crypto'
import { normaliseSerial } from '../../authority/index.ts'
import { readCommonName } from '../../platform/certificate-names.ts'
import type { Trust } from './client-trust.ts'
import type { CredentialRefusal } from './credentials.ts'

const maxPathLength = 12
const maxRememberedPaths = 10_000

/**
 * From a certificate through those of the keystore, each issued by the next. To verify a signature costs more than the
 * rest of a resumed handshake, so what a certificate led to is remembered for as long as the keystore is the same.
 */
export function pathFinder(issuersNamed: (subject: string) => readonly X509Certificate[]) {
  const known = new Map<string, X509Certificate[]>()

  const find = (leaf: X509Certificate) => {
    const path = [leaf]
    for (let last = leaf; path.length < maxPathLength; ) {
      const issuer = issuersNamed(last.issuer).find(
        (one) => !path.some((known) => isSame(known, one)) && last.checkIssued(one) && last.verify(one.publicKey),
      )
      if (!issuer) break
      path.push(issuer)
      last = issuer
    }
    return path
  }

  return (leaf: X509Certificate): readonly X509Certificate[] => {
    const found = known.get(leaf.fingerprint256) ?? find(leaf)
    if (known.size >= maxRememberedPaths) known.clear()
    // Anybody can send certificates that lead nowhere: they are not worth the memory.
    if (found.length > 1) known.set(leaf.fingerprint256, found)
    return found
  }
}

/** The extended key usages of a client: its own, and any (RFC 5280 §4.2.1.12). */
export const clientAuth = ['1.3.6.1.5.5.7.3.2', '2.5.29.37.0']
/** From the certificate of a client to the last authority of the keystore, each issued by the next; or why there is no such way. */
type PathResult = { path: readonly X509Certificate[] } | CredentialRefusal | 'no-path'

/**
 * Every check that is ours: a way through the keystore, time, revocation, use and length. TLS has made its own before.
 * Only what stands in the keystore counts: what a client sends along cannot be seen again when a session is resumed, so
 * neither its number nor its revocation could be checked then.
 */
export function validatePath(leaf: X509Certificate, trust: Trust, depth: number, now: number): PathResult {
  const path = trust.pathFrom(leaf)
  if (path.length === 1 && !trust.isAnchor(leaf)) return 'no-path'
  return findPathRefusal(path, trust, depth, now) ?? { path }
}

const isSame = (a: X509Certificate, b: X509Certificate) => a.fingerprint256 === b.fingerprint256

function findPathRefusal(
  path: readonly X509Certificate[],
  trust: Trust,
  depth: number,
  now: number,
): CredentialRefusal | undefined {
  const [leaf] = path
  if (!leaf) return undefined
  const name = readCommonName(leaf)
  const between = path.length - 2
  if (leaf.keyUsage !== undefined && !leaf.keyUsage.some((use) => clientAuth.includes(use)))
    return { code: 'wrong-usage', reason: `The certificate "${name}" may not be used to authenticate a client` }
  for (const [i, certificate] of path.entries()) {
    const refusal = findValidityRefusal(
      certificate,
      i === 0 ? name : `${readCommonName(certificate)}", an authority of "${name}`,
      now,
    )
    if (refusal) return refusal
    const issuer = path[i + 1]
    if (issuer && trust.revokedBy(issuer)?.has(normaliseSerial(certificate.serialNumber)))
      return { code: 'revoked-certificate', reason: `The certificate "${readCommonName(certificate)}" is revoked` }
  }
  if (between > depth)
    return {
      code: 'too-deep',
      reason: `The chain of the certificate "${name}" is too long: ${between} intermediate certificates, at most ${depth} allowed`,
    }
  return undefined
}

function findValidityRefusal(
  { validFrom, validTo }: X509Certificate,
  name: string,
  now: number,
): CredentialRefusal | undefined {
  if (now > Date.parse(validTo)) return { code: 'expired-certificate', reason: `The certificate "${name}" has expired` }
  if (now < Date.parse(validFrom))
    return { code: 'early-certificate', reason: `The certificate "${name}" is not valid yet` }
  return undefined
}
