import type { X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { ClientIdentity } from '../../clients/index.ts'
import type { OwnedCredential } from '../snapshot.ts'
import { isUnrestrictedAuthority } from './authority-restrictions.ts'
import { validatePath } from './certification-path.ts'
import type { Trust } from './client-trust.ts'
import { type CredentialRefusal, type Finding, judgeCredential } from './credentials.ts'
import { type PeerCertificate, readForwardedCertificate, readPeerCertificate } from './peer-certificate.ts'

export type MutualTlsLookup = {
  byId: (id: string) => ClientIdentity | undefined
  byFingerprint: (fingerprint: string) => OwnedCredential | undefined
  byDomain: (domain: string) => ClientIdentity[]
  trust: () => Trust
  /** An issued certificate has authenticated its first request. */
  used: (id: string) => void
  /** Whether a certificate further up the chain may name the client. */
  inChain: boolean
  depth: number
}

type Path = readonly X509Certificate[]

/**
 * Verified once a connection, and again when the trust has become another or the certificate has ended. To read a
 * fingerprint of a certificate is to hash it: what a request needs of them is found here.
 */
type VerifiedConnection = {
  peer: PeerCertificate | undefined
  trust: Trust | undefined
  until: number
  found: CredentialRefusal | Path
  /** Issued by our own authority. */
  byUs: boolean
}

const unverifiedYet = { trust: undefined, until: 0, found: [], byUs: false }
const maxForwarded = 1_000
const unreadable: Finding = {
  code: 'unreadable-credential',
  reason: 'The certificate that the proxy passed on cannot be read',
}

/** The certificate's chain ends in the keystore's trust, and it is bound to a client or names its Domain. */
export function mutualTls(lookup: MutualTlsLookup) {
  const connections = new WeakMap<Socket, VerifiedConnection>()
  const forwarded = new Map<string, VerifiedConnection>()

  const remember = (socket: TLSSocket): VerifiedConnection => {
    const known = connections.get(socket)
    if (known) return known
    const seen = { ...unverifiedYet, peer: readPeerCertificate(socket) }
    connections.set(socket, seen)
    return seen
  }

  const rememberForwarded = (text: string): VerifiedConnection => {
    const known = forwarded.get(text)
    if (known) return known
    const seen = { ...unverifiedYet, peer: readForwardedCertificate(text) }
    if (forwarded.size >= maxForwarded) forwarded.clear()
    forwarded.set(text, seen)
    return seen
  }

  const verify = (seen: VerifiedConnection, peer: PeerCertificate) => {
    seen.trust = lookup.trust()
    seen.until = peer.ends
    seen.found = judgePath(peer, validatePath(peer.certificate, seen.trust, lookup.depth, Date.now()))
    const issuer = 'code' in seen.found ? undefined : seen.found[1]
    seen.byUs = issuer !== undefined && seen.trust.isOwnAuthority(issuer)
  }

  /** `certificate` is one that a trusted proxy passes on. It counts in place of the proxy's own. */
  return (socket: Socket | undefined, certificate: string | undefined): Finding => {
    const seen =
      certificate === undefined ? socket instanceof TLSSocket && remember(socket) : rememberForwarded(certificate)
    if (!seen) return 'nothing'
    if (!seen.peer) return certificate === undefined ? 'nothing' : unreadable
    if (seen.trust !== lookup.trust() || Date.now() > seen.until) verify(seen, seen.peer)
    return toFinding(seen.peer, seen, lookup)
  }
}

/** Both must agree, TLS at the handshake and we now: each knows checks that the other does not. */
function judgePath(
  { unverified, commonName }: PeerCertificate,
  path: ReturnType<typeof validatePath>,
): CredentialRefusal | Path {
  if (path !== 'no-path' && 'code' in path) return path
  if (path === 'no-path') return toUnverifiedRefusal(unverified, commonName)
  if (unverified === undefined || isWrongIssuerTried(unverified, path.path)) return path.path
  return toUnverifiedRefusal(unverified, commonName)
}

/**
 * Of several authorities with one name OpenSSL tries one, which can be the wrong one after a renewal with a new key. Our
 * own path has verified each signature. It decides where the authorities allow nothing that only OpenSSL checks.
 */
const isWrongIssuerTried = (unverified: string, [, ...authorities]: Path) =>
  unverified === 'CERT_SIGNATURE_FAILURE' && authorities.every(isUnrestrictedAuthority)

function toFinding(
  peer: PeerCertificate,
  { found, byUs }: Pick<VerifiedConnection, 'found' | 'byUs'>,
  lookup: MutualTlsLookup,
): Finding {
  if ('code' in found) return { ...found, claimed: findClaimed(peer, lookup) }
  const issued = lookup.trust().issued.get(peer.fingerprints[0])
  if (issued || byUs) return recogniseIssued(peer, issued, lookup)
  return recognise(peer, found, lookup)
}

/** Names the client that a certificate would name if it were valid, so that its refusal is found with the client. */
function findClaimed({ names, fingerprints, commonName }: PeerCertificate, lookup: MutualTlsLookup): string {
  const issued = lookup.trust().issued.get(fingerprints[0])
  const bound = fingerprints.map(lookup.byFingerprint).find((owned) => owned !== undefined)
  const [named, another] = new Set(names.flatMap(lookup.byDomain))
  const client = (issued && lookup.byId(issued.client)) ?? bound?.client ?? (another ? undefined : named)
  return client?.clientID ?? commonName
}

type Issued = ReturnType<Trust['issued']['get']>

/** What our authority issued is good for the client it was issued to, and for nobody else. */
function recogniseIssued(peer: PeerCertificate, issued: Issued, lookup: MutualTlsLookup): Finding {
  const { commonName } = peer
  if (issued?.revoked) {
    const claimed = findClaimed(peer, lookup)
    return { code: 'revoked-certificate', reason: `The certificate "${commonName}" is revoked`, claimed }
  }
  const client = issued && lookup.byId(issued.client)
  if (!client)
    return {
      code: 'unknown-domain',
      reason: `The client that the certificate "${commonName}" was issued to no longer exists`,
      claimed: commonName,
    }
  const finding = checkDomain(peer, client)
  if ('client' in finding && !issued.used) {
    issued.used = true
    lookup.used(issued.id)
  }
  return finding
}

function recognise(peer: PeerCertificate, path: Path, lookup: MutualTlsLookup): Finding {
  const { names, fingerprints, commonName } = peer
  const above = lookup.inChain ? path.slice(1).flatMap((one) => [one.fingerprint256, one.fingerprint]) : []
  const pinned = [...fingerprints, ...above].map(lookup.byFingerprint).find((owned) => owned !== undefined)
  if (pinned) {
    const finding = checkDomain(peer, pinned.client)
    return 'client' in finding ? judgeCredential(pinned, Date.now()) : finding
  }
  const [client, another] = new Set(names.flatMap(lookup.byDomain))
  if (!client)
    return {
      code: 'unknown-domain',
      reason: `No client has the Domain of the certificate "${commonName}"`,
      claimed: commonName,
    }
  if (another)
    return {
      code: 'shared-domain',
      reason: `More than one client has the Domain of the certificate "${commonName}"`,
      claimed: commonName,
    }
  if (client.hasCertificate)
    return {
      code: 'other-certificate',
      reason: `Client "${client.clientID}" is bound to another certificate than the "${commonName}" presented`,
      claimed: client.clientID,
    }
  return { client }
}

/** A client that has a Domain is known by it too, whatever binds the certificate to it: so says the clients guide. */
function checkDomain({ names, commonName }: PeerCertificate, client: ClientIdentity): Exclude<Finding, 'nothing'> {
  if (!client.domain || names.includes(client.domain.toLowerCase())) return { client }
  return {
    code: 'wrong-domain',
    reason: `The certificate "${commonName}" does not match the Domain of client "${client.clientID}"`,
    claimed: client.clientID,
  }
}

const reasons: Record<string, string> = {
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is signed by itself and not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'ends in an authority that is not trusted',
  INVALID_PURPOSE: 'may not be used to authenticate a client',
  INVALID_CA: 'was issued by a certificate that is no authority',
  PATH_LENGTH_EXCEEDED: 'has a longer chain than its authority allows',
}
const codes: Record<string, CredentialRefusal['code']> = {
  CERT_HAS_EXPIRED: 'expired-certificate',
  CERT_NOT_YET_VALID: 'early-certificate',
  INVALID_PURPOSE: 'wrong-usage',
}

/** A certificate from an unknown authority may also be out of its time; that nobody vouches for it comes first. */
const toUnverifiedRefusal = (problem = '', commonName: string): CredentialRefusal => ({
  code: codes[problem] ?? 'untrusted-certificate',
  reason: `The certificate "${commonName}" ${reasons[problem] ?? 'was issued by an authority that is not trusted'}`,
})
