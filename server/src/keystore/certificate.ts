import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import type { Certificate } from '@mediary/contract/keystore'
import { invalidRequest } from '../platform/problem.ts'
import { pemBlocks } from './pem.ts'

const mostBlocks = 100

/** The certificates of a PEM text, in their order. Throws when there is none, or anything else. */
export function readCertificates(pem: string): X509Certificate[] {
  const blocks = pemBlocks(pem)
  if (blocks.length === 0) throw fault('cert', 'has no PEM certificate')
  if (blocks.length > mostBlocks) throw fault('cert', `has more than ${mostBlocks} certificates`)
  return blocks.map(({ label, text }, i) => {
    if (label.includes('PRIVATE KEY'))
      throw fault('cert', `block ${i + 1} is a private key, which does not belong here`)
    if (label !== 'CERTIFICATE') throw fault('cert', `block ${i + 1} is not a certificate but a ${label.toLowerCase()}`)
    try {
      return new X509Certificate(text)
    } catch {
      throw fault('cert', `block ${i + 1} is not a readable certificate`)
    }
  })
}

/** Throws when the key cannot be read, or needs another passphrase. */
export function readKey(pem: string, passphrase?: string): KeyObject {
  const block = pemBlocks(pem).find(({ label }) => label.includes('PRIVATE KEY'))
  if (!block) throw fault('key', 'has no PEM private key')
  try {
    return createPrivateKey({ key: block.text, ...(passphrase && { passphrase }) })
  } catch {
    throw fault(
      'key',
      passphrase
        ? 'is not a readable private key, or the passphrase is wrong'
        : 'is not a readable private key, or needs a passphrase',
    )
  }
}

/** A server sends its own certificate first, and after it those that vouch for it, one for the other. All are in their time. */
export function refuseAsServer(chain: X509Certificate[], now: number) {
  for (const [i, certificate] of chain.entries()) {
    refuseOutOfTime(certificate, now)
    const issuer = chain[i + 1]
    if (issuer && !(certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)))
      throw fault('cert', `block ${i + 2} did not issue block ${i + 1}: the server's own certificate comes first`)
  }
}

function refuseOutOfTime(certificate: X509Certificate, now: number) {
  if (Date.parse(certificate.validTo) < now)
    throw fault('cert', `the certificate expired on ${dateOf(certificate.validTo)}`)
  if (Date.parse(certificate.validFrom) > now)
    throw fault('cert', `the certificate is not valid before ${dateOf(certificate.validFrom)}`)
}

/** A pair that TLS would not serve with, such as one with a short key, must never be put into service. */
export function refuseUnservable({ pem, key }: { pem: string; key: string }) {
  try {
    createSecureContext({ cert: pem, key })
  } catch (cause) {
    const reason = cause instanceof Error && 'reason' in cause ? ` (${cause.reason})` : ''
    throw fault('cert', `TLS cannot use this certificate and key${reason}`)
  }
}

/** Kept without its passphrase: it is sealed anyway. */
export const plainKey = (pem: string, passphrase?: string) =>
  readKey(pem, passphrase).export({ type: 'pkcs8', format: 'pem' }).toString()

export function matches(pem: string | undefined, key: string | undefined) {
  if (!pem || !key) return false
  return readCertificates(pem)[0]?.checkPrivateKey(readKey(key)) ?? false
}

const dateOf = (text: string) => new Date(text).toISOString().slice(0, 10)

const fault = (path: string, message: string) => invalidRequest([{ path, message }])

/** The certificate as the API shows it. */
export function describe(certificate: X509Certificate): Certificate {
  const subject = partsOf(certificate.subject)
  return {
    commonName: subject.get('CN'),
    country: subject.get('C'),
    state: subject.get('ST'),
    locality: subject.get('L'),
    organization: subject.get('O'),
    organizationUnit: subject.get('OU'),
    emailAddress: subject.get('emailAddress'),
    subjectAltNames: (certificate.subjectAltName ?? '').split(', ').filter(Boolean),
    validity: {
      start: new Date(certificate.validFrom).toISOString(),
      end: new Date(certificate.validTo).toISOString(),
    },
    data: certificate.toString(),
    fingerprint: certificate.fingerprint,
    fingerprint256: certificate.fingerprint256,
  }
}

const partsOf = (name: string) =>
  new Map(
    (name ?? '').split('\n').flatMap((line): [string, string][] => {
      const end = line.indexOf('=')
      return end === -1 ? [] : [[line.slice(0, end), line.slice(end + 1)]]
    }),
  )
