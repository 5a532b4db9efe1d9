import type { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import { readCommonNames, readDnsNames } from '../../platform/certificate-names.ts'

/** The certificate that a client presented, read once a connection. */
export type PeerCertificate = {
  certificate: X509Certificate
  /** The most specific one, when there are several. */
  commonName: string
  /** Every CN and DNS name, in small letters. */
  names: string[]
  /** SHA-256 and SHA-1. */
  fingerprints: [string, string]
  ends: number
  /** What TLS itself found wrong; undefined when it verified the chain. */
  unverified: string | undefined
}

export function readPeerCertificate(socket: TLSSocket): PeerCertificate | undefined {
  const certificate = socket.getPeerX509Certificate()
  if (!certificate) return undefined
  const commonNames = readCommonNames(certificate)
  return {
    certificate,
    commonName: commonNames.at(-1) ?? '',
    names: [...commonNames, ...readDnsNames(certificate)].filter(Boolean).map((name) => name.toLowerCase()),
    fingerprints: [certificate.fingerprint256, certificate.fingerprint],
    ends: Date.parse(certificate.validTo),
    unverified: socket.authorized ? undefined : String(socket.authorizationError ?? 'unverified'),
  }
}
