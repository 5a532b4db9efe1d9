import type { X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { type Issue, issue } from '@mediary/contract/problem'
import { invalidRequest } from '../platform/http/problem.ts'
import { readCertificates } from './certificate.ts'

const minRsaBits = 2048
const curves = ['prime256v1', 'secp384r1', 'secp521r1']
const usage = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2', any: '2.5.29.37.0' }

/**
 * What keeps a chain from being served, each fault in words. The own certificate comes first, and after it those that
 * vouch for it, one for the other; all are in their time, strong, and made for this use.
 */
function findChainProblems(chain: X509Certificate[], use: 'server' | 'client', now: number): Issue[] {
  return chain.flatMap((certificate, i) => {
    const issuer = chain[i + 1]
    return [
      ...(i === 0 ? findUsageProblems(certificate, use) : []),
      ...findTimeProblems(certificate, now),
      ...findStrengthProblems(certificate),
      ...(issuer && !(certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey))
        ? [issue('cert', 'wrong-issuer-order', { issuer: i + 2, block: i + 1 })]
        : []),
    ]
  })
}

/** Extended key usages are in `keyUsage`; a certificate without any may be used for everything (RFC 5280 §4.2.1.12). */
function findUsageProblems({ keyUsage }: X509Certificate, use: 'server' | 'client') {
  if (keyUsage === undefined || keyUsage.some((one) => one === usage[use] || one === usage.any)) return []
  return [issue('cert', use === 'server' ? 'not-for-servers' : 'not-for-clients')]
}

function findTimeProblems({ validFrom, validTo }: X509Certificate, now: number) {
  if (Date.parse(validTo) < now) return [issue('cert', 'certificate-expired', { date: toDate(validTo) })]
  return Date.parse(validFrom) > now ? [issue('cert', 'certificate-too-early', { date: toDate(validFrom) })] : []
}

function findStrengthProblems({ publicKey, signatureAlgorithm, issuer, subject }: X509Certificate) {
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {}
  const type = publicKey.asymmetricKeyType ?? ''
  // What a certificate that signs itself is signed with protects nothing.
  const weakly = issuer !== subject && /md5|sha-?1(?!\d)/i.test(signatureAlgorithm ?? '')
  return [
    ...(modulusLength !== undefined && modulusLength < minRsaBits
      ? [issue('cert', 'key-too-short', { bits: modulusLength, min: minRsaBits })]
      : []),
    ...(namedCurve !== undefined && !curves.includes(namedCurve)
      ? [issue('cert', 'curve-unsupported', { curve: namedCurve })]
      : []),
    ...(['rsa', 'rsa-pss', 'ec', 'ed25519', 'ed448'].includes(type)
      ? []
      : [issue('cert', 'key-type-unsupported', { type })]),
    ...(weakly ? [issue('cert', 'signature-forgeable', { algorithm: signatureAlgorithm ?? '' })] : []),
  ]
}

export function refuseChainProblems(chain: X509Certificate[], use: 'server' | 'client', now: number) {
  const problems = findChainProblems(chain, use, now)
  if (problems.length) throw invalidRequest(problems)
}

/** A pair that TLS would not serve with must never be put into service. */
export function refuseUnservable({ pem, key }: { pem: string; key: string }) {
  try {
    createSecureContext({ cert: pem, key })
  } catch (cause) {
    const problem = cause instanceof Error && 'reason' in cause ? String(cause.reason) : undefined
    throw invalidRequest([
      problem === undefined ? issue('cert', 'tls-cannot-use') : issue('cert', 'tls-cannot-use-because', { problem }),
    ])
  }
}

/**
 * Returns the reason why a stored pair cannot serve, or undefined when it can. An expired pair still serves: better
 * than none.
 */
export function findUnservableReason({ pem, key }: { pem: string; key: string }): string | undefined {
  try {
    const [own] = readCertificates(pem)
    refuseUnservable({ pem, key })
    return own ? undefined : 'there is none'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const toDate = (text: string) => new Date(text).toISOString().slice(0, 10)
