import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { Certificate } from '@mediary/contract/keystore/certificate'
import { issue } from '@mediary/contract/problem'
import { readAlternativeNames, readSubject } from '../platform/certificate-names.ts'
import { invalidRequest } from '../platform/http/problem.ts'
import { asPem, pemBlocks } from './pem.ts'
import { readPkcs7 } from './pkcs7.ts'

const maxBlocks = 100
const pkcs7Labels = ['PKCS7', 'PKCS #7 SIGNED DATA', 'CMS']

/** The certificates of PEM, of DER in base64 or of PKCS#7, in their order. Throws when there is none, or anything else. */
export function readCertificates(text: string): X509Certificate[] {
  const blocks = pemBlocks(asPem(text, 'CERTIFICATE'))
  if (blocks.length === 0) throw invalidRequest([issue('cert', 'no-pem-certificate')])
  if (blocks.length > maxBlocks) throw invalidRequest([issue('cert', 'too-many-certificates', { max: maxBlocks })])
  const certificates = blocks.flatMap(({ label, text }, i) => {
    if (label.includes('PRIVATE KEY')) throw invalidRequest([issue('cert', 'block-is-private-key', { block: i + 1 })])
    if (label !== 'CERTIFICATE' && !pkcs7Labels.includes(label))
      throw invalidRequest([issue('cert', 'block-is-no-certificate', { block: i + 1, label: label.toLowerCase() })])
    const found = label === 'CERTIFICATE' ? (readOne(text) ?? readPkcs7(text)) : readPkcs7(text)
    if (!found) throw invalidRequest([issue('cert', 'block-unreadable', { block: i + 1 })])
    return found
  })
  if (certificates.length > maxBlocks)
    throw invalidRequest([issue('cert', 'too-many-certificates', { max: maxBlocks })])
  return certificates
}

function readOne(pem: string): X509Certificate[] | undefined {
  try {
    return [new X509Certificate(pem)]
  } catch {
    return undefined
  }
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

/** Tells if a key is encrypted with a passphrase (PKCS#8, or the older form of OpenSSL). */
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
  const subject = readSubject(certificate)
  const read = (name: string) => subject.get(name)?.at(-1)
  return {
    commonName: read('CN'),
    country: read('C'),
    state: read('ST'),
    locality: read('L'),
    organization: read('O'),
    organizationUnit: read('OU'),
    emailAddress: read('emailAddress'),
    subjectAltNames: readAlternativeNames(certificate),
    validity: {
      start: new Date(certificate.validFrom).toISOString(),
      end: new Date(certificate.validTo).toISOString(),
    },
    data: certificate.toString(),
    fingerprint: certificate.fingerprint,
    fingerprint256: certificate.fingerprint256,
  }
}
