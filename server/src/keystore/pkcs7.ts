/** Certificates in PKCS#7, as Windows exports a chain (`.p7b`; RFC 5652 §5). */
import { X509Certificate } from 'node:crypto'
import { derTags, readDer, readOid } from '../platform/der.ts'

const signedData = '1.2.840.113549.1.7.2'

/** Each certificate comes before the one that issued it. Undefined when the text holds no such list. */
export function readPkcs7(pem: string): X509Certificate[] | undefined {
  try {
    const [type, content] = readDer(Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64')).children
    if (!type || readOid(type) !== signedData) return undefined
    const list = content?.children[0]?.children.find(({ tag }) => tag === derTags.explicit0)
    const certificates = (list?.children ?? []).map(({ encoded }) => new X509Certificate(encoded))
    return certificates.length ? orderByIssuer(certificates) : undefined
  } catch {
    return undefined
  }
}

/** PKCS#7 holds a set: its order says nothing. */
function orderByIssuer(certificates: X509Certificate[]) {
  const issues = (issuer: X509Certificate, one: X509Certificate) => issuer !== one && one.checkIssued(issuer)
  const countBelow = (certificate: X509Certificate) => {
    const seen = new Set([certificate])
    for (let last: X509Certificate | undefined = certificate; last; ) {
      const child: X509Certificate = last
      last = certificates.find((one) => !seen.has(one) && issues(child, one))
      if (last) seen.add(last)
    }
    return seen.size
  }
  const depths = new Map(certificates.map((certificate) => [certificate, countBelow(certificate)]))
  return certificates.toSorted((a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0))
}
