import type { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import { readCommonName } from './certification-path.ts'

/** What a connection presented, read once. */
export type PeerCertificate = {
  certificate: X509Certificate
  commonName: string
  /** CN and DNS names, in small letters. */
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
  const commonName = readCommonName(certificate)
  return {
    certificate,
    commonName,
    names: [commonName, ...readDnsNames(certificate)].filter(Boolean).map((name) => name.toLowerCase()),
    fingerprints: [certificate.fingerprint256, certificate.fingerprint],
    ends: Date.parse(certificate.validTo),
    unverified: socket.authorized ? undefined : String(socket.authorizationError ?? 'unverified'),
  }
}

const readDnsNames = ({ subjectAltName = '' }: X509Certificate) =>
  [...subjectAltName.matchAll(/(?:^|, )DNS:([^,"]+)/g)].map(([, name = '']) => name)
