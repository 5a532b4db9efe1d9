import { X509Certificate } from 'node:crypto'
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
  /** What TLS itself found wrong; undefined when it verified the chain, or when a proxy spoke TLS. */
  unverified: string | undefined
}

export function readPeerCertificate(socket: TLSSocket): PeerCertificate | undefined {
  const certificate = socket.getPeerX509Certificate()
  const unverified = socket.authorized ? undefined : String(socket.authorizationError ?? 'unverified')
  return certificate && describeCertificate(certificate, unverified)
}

/** Reads a certificate that a proxy passes on: URL-encoded PEM as of nginx, or base64 of DER as of HAProxy. */
export function readForwardedCertificate(text: string): PeerCertificate | undefined {
  try {
    const pem = decodeURIComponent(text)
    const isPem = pem.includes('-----BEGIN CERTIFICATE-----')
    return describeCertificate(new X509Certificate(isPem ? pem : Buffer.from(text, 'base64')), undefined)
  } catch {
    return undefined
  }
}

function describeCertificate(certificate: X509Certificate, unverified: string | undefined): PeerCertificate {
  const commonNames = readCommonNames(certificate)
  return {
    certificate,
    commonName: commonNames.at(-1) ?? '',
    names: [...commonNames, ...readDnsNames(certificate)].filter(Boolean).map((name) => name.toLowerCase()),
    fingerprints: [certificate.fingerprint256, certificate.fingerprint],
    ends: Date.parse(certificate.validTo),
    unverified,
  }
}
