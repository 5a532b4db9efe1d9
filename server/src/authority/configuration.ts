import { X509Certificate } from 'node:crypto'
import { Id } from '@mediary/contract/api/shapes'
import { issue } from '@mediary/contract/problem'
import { z } from 'zod'
import type { ConfigurationKind } from '../configuration/index.ts'
import { isPair, readCertificates, toCertificate } from '../keystore/index.ts'
import type { Secrets } from '../platform/secrets.ts'
import { CertificateRow, certificateHistory } from './history.ts'

const purposes = ['trusted', 'identity'] as const
const CertificateDocument = z.object({
  _id: Id.optional(),
  purpose: z.enum(purposes),
  subject: z.string().max(1000).optional(),
  fingerprint: z.string().max(100).optional(),
  addedAt: z.iso.datetime().optional(),
  certificate: z.string().min(1).max(100_000),
  key: z.string().min(1).max(100_000).optional(),
})

const ofIssued = 'only issued certificates have it'

const leftOut = {
  sealed_passphrase: 'keys are stored without one',
  client: ofIssued,
  serial: ofIssued,
  how: ofIssued,
  reason: ofIssued,
  revoked_at: ofIssued,
  first_used: ofIssued,
}

/**
 * Describes trusted certificates, and those with which the gateway calls upstreams. `subject` and `fingerprint` are read
 * from the certificate: they are there for people. The pair of the server and the built-in authority belong to one
 * installation: their keys never leave it.
 */
export const certificateConfiguration = ({ open, seal }: Secrets): ConfigurationKind => ({
  name: 'certificates',
  history: certificateHistory,
  isConfigured: (row) => purposes.some((purpose) => purpose === row.purpose),
  leftOut,
  defaults: { certificates: Object.fromEntries(Object.keys(leftOut).map((column) => [column, null])) },
  schema: CertificateDocument,
  getName: (document) => `${document.purpose} ${readFirst(document)?.fingerprint256.replaceAll(':', '').slice(0, 16)}`,
  read({ certificates = [] }) {
    const [row] = certificates.map((one) => CertificateRow.extend({ at: z.number() }).parse(one))
    if (!row) return {}
    const first = readFirst({ certificate: row.pem })
    return {
      _id: row.id,
      purpose: row.purpose,
      ...(first && { subject: toCertificate(first).commonName, fingerprint: first.fingerprint256 }),
      addedAt: new Date(row.at).toISOString(),
      certificate: row.pem,
      ...(row.sealed_key !== null && { key: open(row.sealed_key) }),
    }
  },
  write(document) {
    const { _id, purpose, addedAt, certificate, key } = CertificateDocument.parse(document)
    const fingerprint256 = readFirst({ certificate })?.fingerprint256 ?? ''
    const sealed_key = key === undefined ? null : seal(key)
    return {
      certificates: [
        { id: _id, purpose, fingerprint256, pem: certificate, sealed_key, at: Date.parse(addedAt ?? '') || Date.now() },
      ],
    }
  },
  mapSecrets: ({ key, ...document }, visit) => ({
    ...document,
    ...(typeof key === 'string' && { key: visit(key, { path: 'key', type: 'sealed' }) }),
  }),
  complete: (document, { current, now }) => ({
    ...document,
    addedAt: document.addedAt ?? current?.addedAt ?? new Date(now).toISOString(),
  }),
  findIssues(document) {
    const { purpose, certificate, key } = CertificateDocument.parse(document)
    readCertificates(certificate)
    if (purpose === 'trusted') return key === undefined ? [] : [issue('key', 'unknown-field')]
    if (key === undefined) return [issue('key', 'required')]
    return isPair(certificate, key) ? [] : [issue('key', 'key-of-another-certificate')]
  },
})

function readFirst({ certificate }: { certificate?: unknown }) {
  try {
    return new X509Certificate(`${certificate}`)
  } catch {
    return undefined
  }
}
