import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { Certificate } from '@mediary/contract/keystore'
import { invalidRequest } from '../platform/problem.ts'

const block = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g

/** The certificates of a PEM text, in their order. Throws when there is none, or anything else. */
export function readCertificates(pem: string): X509Certificate[] {
  const blocks = [...pem.matchAll(block)]
  if (blocks.length === 0) throw fault('cert', 'has no PEM certificate')
  return blocks.map(([text, label], i) => {
    if (label !== 'CERTIFICATE')
      throw fault('cert', `block ${i + 1} is not a certificate but a ${label?.toLowerCase()}`)
    try {
      return new X509Certificate(text)
    } catch {
      throw fault('cert', `block ${i + 1} is not a readable certificate`)
    }
  })
}

/** Throws when the key cannot be read, or needs another passphrase. */
export function readKey(pem: string, passphrase?: string): KeyObject {
  try {
    return createPrivateKey({ key: pem, ...(passphrase && { passphrase }) })
  } catch {
    throw fault(
      'key',
      passphrase ? 'is not a private key, or the passphrase is wrong' : 'is not a private key, or needs a passphrase',
    )
  }
}

/** A certificate that may serve: in its time. */
export function refuseOutOfTime(certificate: X509Certificate, now: number) {
  if (Date.parse(certificate.validTo) < now)
    throw fault('cert', `the certificate expired on ${dateOf(certificate.validTo)}`)
  if (Date.parse(certificate.validFrom) > now)
    throw fault('cert', `the certificate is not valid before ${dateOf(certificate.validFrom)}`)
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
    name.split('\n').flatMap((line): [string, string][] => {
      const end = line.indexOf('=')
      return end === -1 ? [] : [[line.slice(0, end), line.slice(end + 1)]]
    }),
  )
