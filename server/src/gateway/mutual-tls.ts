import type { X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { ClientIdentity } from '../clients/index.ts'
import type { Failed, Finding } from './credentials.ts'

type Verified = { names: string[]; fingerprints: string[]; commonName: string }
type Presented = Verified | { problem: Failed; commonName: string }

export type MutualTlsLookup = {
  byFingerprint: (fingerprint: string) => ClientIdentity | undefined
  byDomain: (domain: string) => ClientIdentity[]
}

/** The certificate's chain ends in the keystore's trust, and its CN or a DNS SAN is the client's Domain. */
export function mutualTls(lookup: MutualTlsLookup) {
  // A connection presents its certificate once; every request on it asks again who that is.
  const presented = new WeakMap<Socket, Presented | 'nothing'>()

  return (socket: Socket): Finding => {
    if (!(socket instanceof TLSSocket)) return 'nothing'
    const certificate = presented.get(socket) ?? read(socket)
    presented.set(socket, certificate)
    if (certificate === 'nothing') return 'nothing'
    if ('problem' in certificate) return { ...certificate.problem, claimed: certificate.commonName }
    return recognise(certificate, lookup)
  }
}

function read(socket: TLSSocket): Presented | 'nothing' {
  const certificate = socket.getPeerX509Certificate()
  if (!certificate) return 'nothing'
  const commonName = commonNameOf(certificate)
  if (!socket.authorized) return { problem: whyUnverified(socket, commonName), commonName }
  const now = Date.now()
  if (now > Date.parse(certificate.validTo))
    return {
      problem: { code: 'expired-certificate', failed: `The certificate "${commonName}" has expired` },
      commonName,
    }
  if (now < Date.parse(certificate.validFrom))
    return {
      problem: { code: 'untrusted-certificate', failed: `The certificate "${commonName}" is not valid yet` },
      commonName,
    }
  return {
    commonName,
    names: [commonName, ...dnsNamesOf(certificate)].filter(Boolean).map((name) => name.toLowerCase()),
    fingerprints: [certificate.fingerprint256, certificate.fingerprint],
  }
}

function recognise({ names, fingerprints, commonName }: Verified, lookup: MutualTlsLookup): Finding {
  const pinned = fingerprints.map(lookup.byFingerprint).find((client) => client !== undefined)
  const candidates = pinned ? [pinned] : [...new Set(names.flatMap(lookup.byDomain))]
  const [client, another] = candidates
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
  if (!pinned && client.fingerprint) {
    return {
      code: 'other-certificate',
      failed: `Client "${client.clientID}" is bound to another certificate than the "${commonName}" presented`,
      claimed: client.clientID,
    }
  }
  if (!client.domain || !names.includes(client.domain.toLowerCase())) {
    return {
      code: 'wrong-domain',
      failed: `The certificate "${commonName}" does not match the Domain of client "${client.clientID}"`,
      claimed: client.clientID,
    }
  }
  return { client }
}

const reasons: Record<string, string> = {
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet',
  CERT_REVOKED: 'is revoked',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is signed by itself and not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'ends in an authority that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT: 'was issued by an authority that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'was issued by an authority that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'was issued by an authority that is not trusted',
  INVALID_PURPOSE: 'may not be used to authenticate a client',
}

function whyUnverified(socket: TLSSocket, commonName: string): Failed {
  const code = String(socket.authorizationError ?? '')
  return {
    code: code === 'CERT_HAS_EXPIRED' ? 'expired-certificate' : 'untrusted-certificate',
    failed: `The certificate "${commonName}" ${reasons[code] ?? 'could not be verified'}`,
  }
}

const commonNameOf = ({ subject }: X509Certificate) => /(?:^|\n)CN=([^\n]*)/.exec(subject ?? '')?.[1] ?? ''

const dnsNamesOf = ({ subjectAltName = '' }: X509Certificate) =>
  [...subjectAltName.matchAll(/(?:^|, )DNS:([^,"]+)/g)].map(([, name = '']) => name)
