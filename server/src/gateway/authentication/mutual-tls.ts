import type { X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { ClientIdentity } from '../../clients/index.ts'
import { wayOf } from './certification-path.ts'
import type { Failed, Finding } from './credentials.ts'
import { type Presented, presentedBy } from './peer-certificate.ts'
import type { Trust } from './trust.ts'

export type MutualTlsLookup = {
  byId: (id: string) => ClientIdentity | undefined
  byFingerprint: (fingerprint: string) => ClientIdentity | undefined
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
type Seen = {
  presented: Presented | undefined
  trust: Trust | undefined
  until: number
  found: Failed | Path
  /** Issued by our own authority. */
  byUs: boolean
}

/** The certificate's chain ends in the keystore's trust, and it is bound to a client or names its Domain. */
export function mutualTls(lookup: MutualTlsLookup) {
  const connections = new WeakMap<Socket, Seen>()

  const look = (socket: TLSSocket): Seen => {
    const known = connections.get(socket)
    if (known) return known
    const seen: Seen = { presented: presentedBy(socket), trust: undefined, until: 0, found: [], byUs: false }
    connections.set(socket, seen)
    return seen
  }

  const verify = (seen: Seen, presented: Presented) => {
    seen.trust = lookup.trust()
    seen.until = presented.ends
    seen.found = verdict(presented, wayOf(presented.certificate, seen.trust, lookup.depth, Date.now()))
    const issuer = 'code' in seen.found ? undefined : seen.found[1]
    seen.byUs = issuer !== undefined && seen.trust.isOwnAuthority(issuer)
  }

  return (socket: Socket): Finding => {
    if (!(socket instanceof TLSSocket)) return 'nothing'
    const seen = look(socket)
    if (!seen.presented) return 'nothing'
    if (seen.trust !== lookup.trust() || Date.now() > seen.until) verify(seen, seen.presented)
    return findingOf(seen.presented, seen, lookup)
  }
}

/** Both must agree, TLS at the handshake and we now: each knows checks that the other does not. */
function verdict({ unverified, commonName }: Presented, way: ReturnType<typeof wayOf>): Failed | Path {
  if (way !== 'no-way' && 'code' in way) return way
  if (way === 'no-way' || unverified !== undefined) return whyUnverified(unverified, commonName)
  return way.path
}

function findingOf(
  presented: Presented,
  { found, byUs }: Pick<Seen, 'found' | 'byUs'>,
  lookup: MutualTlsLookup,
): Finding {
  const { commonName, fingerprints } = presented
  if ('code' in found) return { ...found, claimed: commonName }
  const issued = lookup.trust().issued.get(fingerprints[0])
  if (issued || byUs) return ofOwnAuthority(presented, issued, lookup)
  return recognise(presented, found, lookup)
}

type Issued = ReturnType<Trust['issued']['get']>

/** What our authority issued is good for the client it was issued to, and for nobody else. */
function ofOwnAuthority(presented: Presented, issued: Issued, lookup: MutualTlsLookup): Finding {
  const { commonName } = presented
  if (issued?.revoked)
    return { code: 'revoked-certificate', failed: `The certificate "${commonName}" is revoked`, claimed: commonName }
  const client = issued && lookup.byId(issued.client)
  if (!client)
    return {
      code: 'unknown-domain',
      failed: `The client that the certificate "${commonName}" was issued to no longer exists`,
      claimed: commonName,
    }
  const finding = withItsDomain(presented, client)
  if ('client' in finding && !issued.used) {
    issued.used = true
    lookup.used(issued.id)
  }
  return finding
}

function recognise(presented: Presented, path: Path, lookup: MutualTlsLookup): Finding {
  const { names, fingerprints, commonName } = presented
  const above = lookup.inChain ? path.slice(1).flatMap((one) => [one.fingerprint256, one.fingerprint]) : []
  const pinned = [...fingerprints, ...above].map(lookup.byFingerprint).find((client) => client !== undefined)
  if (pinned) return withItsDomain(presented, pinned)
  const [client, another] = new Set(names.flatMap(lookup.byDomain))
  if (!client)
    return {
      code: 'unknown-domain',
      failed: `No client has the Domain of the certificate "${commonName}"`,
      claimed: commonName,
    }
  if (another)
    return {
      code: 'shared-domain',
      failed: `More than one client has the Domain of the certificate "${commonName}"`,
      claimed: commonName,
    }
  if (client.fingerprint)
    return {
      code: 'other-certificate',
      failed: `Client "${client.clientID}" is bound to another certificate than the "${commonName}" presented`,
      claimed: client.clientID,
    }
  return { client }
}

/** A client that has a Domain is known by it too, whatever binds the certificate to it: so says the clients guide. */
function withItsDomain({ names, commonName }: Presented, client: ClientIdentity): Exclude<Finding, 'nothing'> {
  if (!client.domain || names.includes(client.domain.toLowerCase())) return { client }
  return {
    code: 'wrong-domain',
    failed: `The certificate "${commonName}" does not match the Domain of client "${client.clientID}"`,
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
const codes: Record<string, Failed['code']> = {
  CERT_HAS_EXPIRED: 'expired-certificate',
  CERT_NOT_YET_VALID: 'early-certificate',
  INVALID_PURPOSE: 'wrong-usage',
}

/** A certificate from an unknown authority may also be out of its time; that nobody vouches for it comes first. */
const whyUnverified = (problem = '', commonName: string): Failed => ({
  code: codes[problem] ?? 'untrusted-certificate',
  failed: `The certificate "${commonName}" ${reasons[problem] ?? 'was issued by an authority that is not trusted'}`,
})
