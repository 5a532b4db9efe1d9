// Describes the certificates of the keystore and of the built-in authority to the history of the configuration.
import { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { refuseUsedByChannels } from '../channels/index.ts'
import type { HistoryPart, ObjectHistory } from '../history/index.ts'
import { readCertificates, toCertificate } from '../keystore/index.ts'
import type { Row, RowChange } from '../platform/database/row-changes.ts'

export const CertificateRow = z.object({
  id: z.string(),
  purpose: z.enum(['server', 'last-good', 'pending', 'trusted', 'identity', 'authority', 'issued']),
  pem: z.string(),
  sealed_key: z.string().nullable(),
  sealed_passphrase: z.string().nullable(),
  client: z.string().nullable(),
  reason: z.string().nullable(),
  revoked_at: z.number().nullable(),
})
const ListRow = z.object({
  id: z.string(),
  issuer_key: z.string(),
  issuer: z.string(),
  this_update: z.number(),
  next_update: z.number().nullable(),
})

const parseRow = (row: Row) => CertificateRow.parse(row)
const parseList = (row: Row) => ListRow.parse(row)

/** The pair of the server, and the parts of one that wait for the others, are one object. */
function findCertificate(row: Row): string | undefined {
  const { id, purpose } = parseRow(row)
  if (purpose === 'last-good') return undefined
  return purpose === 'server' || purpose === 'pending' ? 'server' : id
}

export const certificateHistory: ObjectHistory = {
  object: 'certificate',
  changeKind: 'certificate',
  tables: { certificates: { key: 'id', findObject: findCertificate, ignored: ['first_used'] } },
  main: 'certificates',
  getName(row) {
    const { pem, purpose } = parseRow(row)
    return (pem && readCertificates(pem)[0] && toCertificate(new X509Certificate(pem)).commonName) || purpose
  },
  show({ certificates = [] }) {
    const rows = certificates.map(parseRow)
    const shown = rows.map(showCertificate)
    return shown.length === 1 ? { ...shown[0] } : { certificates: shown }
  },
  findObstacle: (changes) => (changes.every(isTrustedOrIdentity) ? undefined : 'undo-certificate'),
  finishUndo: refuseUsedByChannels,
  listSecrets: ({ certificates = [] }) =>
    certificates.map(parseRow).map(({ id, sealed_key, sealed_passphrase }) => [id, sealed_key, sealed_passphrase]),
}

/** A key that signs or serves, and what was signed or revoked, stays as it is: others rely on it. */
const isTrustedOrIdentity = ({ before, after }: RowChange) =>
  [before, after].every((row) => !row || ['trusted', 'identity'].includes(parseRow(row).purpose))

function showCertificate({ purpose, pem, client, reason, revoked_at }: z.output<typeof CertificateRow>) {
  return {
    purpose,
    ...(pem && toCertificate(new X509Certificate(pem))),
    ...(client !== null && { client }),
    ...(reason !== null && { reason }),
    ...(revoked_at !== null && { revokedAt: new Date(revoked_at).toISOString() }),
  }
}

export const revocationListHistory: ObjectHistory = {
  object: 'revocation-list',
  changeKind: 'certificate',
  // A newer list of the same issuer replaces the former one.
  tables: { revocation_lists: { key: 'id', findObject: (row) => parseList(row).issuer_key } },
  main: 'revocation_lists',
  getName: (row) => parseList(row).issuer,
  findObstacle: () => 'undo-certificate',
  show({ revocation_lists = [] }) {
    const [row] = revocation_lists.map(parseList)
    return row
      ? {
          issuer: row.issuer,
          thisUpdate: new Date(row.this_update).toISOString(),
          ...(row.next_update !== null && { nextUpdate: new Date(row.next_update).toISOString() }),
        }
      : {}
  },
}

const EnrolmentRow = z.object({
  id: z.string(),
  client: z.string(),
  expires: z.number(),
  used_at: z.number().nullable(),
  certificate: z.string().nullable(),
})

const parseEnrolment = (row: Row) => EnrolmentRow.parse(row)

/** The one-time codes of a client are part of it. A code that was withdrawn or used does not come back. */
export const enrolmentHistory: HistoryPart = {
  tables: { enrolments: { key: 'id', findObject: (row) => parseEnrolment(row).client, ignored: ['attempts'] } },
  findObstacle: (changes) => (changes.some(({ before }) => before) ? 'undo-secret' : undefined),
  show({ enrolments = [] }) {
    if (enrolments.length === 0) return {}
    const toText = (time: number) => new Date(time).toISOString()
    return {
      enrolments: enrolments.map(parseEnrolment).map(({ id, expires, used_at, certificate }) => ({
        _id: id,
        expires: toText(expires),
        ...(used_at !== null && { usedAt: toText(used_at) }),
        ...(certificate !== null && { certificate }),
      })),
    }
  },
}
