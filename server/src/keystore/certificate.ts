import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { Certificate } from '@mediary/contract/keystore/certificate'
import { issue } from '@mediary/contract/problem'
import { invalidRequest } from '../platform/http/problem.ts'
import { asPem, pemBlocks } from './pem.ts'

const maxBlocks = 100

/** The certificates of a PEM text, or the one of a DER in base64, in their order. Throws when there is none, or anything else. */
export function readCertificates(text: string): X509Certificate[] {
  const blocks = pemBlocks(asPem(text, 'CERTIFICATE'))
  if (blocks.length === 0) throw invalidRequest([issue('cert', 'no-pem-certificate')])
  if (blocks.length > maxBlocks) throw invalidRequest([issue('cert', 'too-many-certificates', { max: maxBlocks })])
  return blocks.map(({ label, text }, i) => {
    if (label.includes('PRIVATE KEY')) throw invalidRequest([issue('cert', 'block-is-private-key', { block: i + 1 })])
    if (label !== 'CERTIFICATE')
      throw invalidRequest([issue('cert', 'block-is-no-certificate', { block: i + 1, label: label.toLowerCase() })])
    try {
      return new X509Certificate(text)
    } catch {
      throw invalidRequest([issue('cert', 'block-unreadable', { block: i + 1 })])
    }
  })
}

/** PEM, or DER in base64. Throws when the key cannot be read, or needs another passphrase. */
function readKey(text: string, passphrase?: string): KeyObject {
  const sent = asPem(text, 'PRIVATE KEY')
  const block = pemBlocks(sent).find(({ label }) => label.includes('PRIVATE KEY'))
  if (!block) throw invalidRequest([issue('key', 'no-pem-key')])
  // What DER holds is not written on it.
  const labels = sent === text ? [] : ['ENCRYPTED PRIVATE KEY', 'EC PRIVATE KEY', 'RSA PRIVATE KEY']
  for (const pem of [block.text, ...labels.map((label) => block.text.replaceAll('PRIVATE KEY', label))])
    try {
      return createPrivateKey({ key: pem, ...(passphrase && { passphrase }) })
    } catch {
      // The next form, if there is one.
    }
  throw invalidRequest([issue('key', passphrase ? 'key-or-passphrase-wrong' : 'key-unreadable')])
}

/** Whether a key is sealed by a passphrase (PKCS#8, or the older form of OpenSSL). */
export const needsPassphrase = (text: string) =>
  pemBlocks(text).some(({ label, text }) => label === 'ENCRYPTED PRIVATE KEY' || /^Proc-Type: 4,ENCRYPTED$/m.test(text))

/** Kept without its passphrase: it is sealed anyway. */
export const decryptKey = (pem: string, passphrase?: string) =>
  readKey(pem, passphrase).export({ type: 'pkcs8', format: 'pem' }).toString()

export function isPair(pem: string | undefined, key: string | undefined) {
  if (!pem || !key) return false
  return readCertificates(pem)[0]?.checkPrivateKey(readKey(key)) ?? false
}

/** The certificate as the API shows it. */
export function toCertificate(certificate: X509Certificate): Certificate {
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
