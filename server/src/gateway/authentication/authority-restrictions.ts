import type { X509Certificate } from 'node:crypto'
import { x509 } from '../../platform/libraries/libraries.ts'
import { clientAuth } from './certification-path.ts'

const keyUsage = '2.5.29.15'

/**
 * Tells that a certificate is an authority that may issue certificates of clients without limits on names, policies or
 * the number of authorities below it (RFC 5280 §4.2.1).
 */
export function isUnrestrictedAuthority(certificate: X509Certificate, index: number): boolean {
  if (!certificate.ca) return false
  const { BasicConstraintsExtension, ExtendedKeyUsageExtension, SignableCertificate } = x509()
  const { extensions } = new SignableCertificate(certificate.raw)
  return extensions.every((one) => {
    if (one instanceof BasicConstraintsExtension) return one.pathLength === undefined || one.pathLength >= index
    if (one instanceof ExtendedKeyUsageExtension) return one.usages.some((use) => clientAuth.includes(String(use)))
    return !one.critical || one.type === keyUsage
  })
}
