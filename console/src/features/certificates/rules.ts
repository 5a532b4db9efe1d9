import type { Certificate } from '@mediary/contract/keystore/certificate'

const soonMilliseconds = 30 * 86_400_000

/** Returns whether a certificate has ended, ends within a month, or later. */
export const classifyExpiry = (end: string, now: number) => {
  const left = Date.parse(end) - now
  if (left <= 0) return 'over'
  return left < soonMilliseconds ? 'soon' : 'later'
}

/** Returns the common name of a certificate, or its fingerprint when it has none. */
export const getCertificateName = ({ commonName, fingerprint }: Pick<Certificate, 'commonName' | 'fingerprint'>) =>
  commonName ?? fingerprint
