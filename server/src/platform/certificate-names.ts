/** The names in a certificate, as its encoding holds them: OpenSSL's printed form escapes and joins them. */
import type { X509Certificate } from 'node:crypto'

/** Returns the attributes of the subject by their short names, such as CN, each with its values in order. */
export function readSubject(certificate: X509Certificate): Map<string, string[]> {
  const { subject } = certificate.toLegacyObject()
  return new Map(
    Object.entries(subject ?? {}).map(([name, value]): [string, string[]] => [
      name,
      [value].flat().filter((one) => one !== undefined),
    ]),
  )
}

/** Returns the common names; the last one is the most specific (RFC 4514 lists it first). */
export const readCommonNames = (certificate: X509Certificate): string[] => readSubject(certificate).get('CN') ?? []

export const readCommonName = (certificate: X509Certificate): string => readCommonNames(certificate).at(-1) ?? ''

/** Returns the subject alternative names with their types, such as `DNS:a.example`. */
export const readAlternativeNames = ({ subjectAltName = '' }: X509Certificate): string[] =>
  // Node quotes a name with a comma in it, so that no name can be taken for two.
  (subjectAltName ?? '').match(/(?:[^",]|"(?:[^"\\]|\\.)*")+/g)?.map((name) => name.trim()) ?? []

export const readDnsNames = (certificate: X509Certificate): string[] =>
  readAlternativeNames(certificate).flatMap((name) => /^DNS:([^"]+)$/.exec(name)?.[1] ?? [])
