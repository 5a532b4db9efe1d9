// Takes the secrets out of documents that are answered.
import { isRecord } from './read-record.ts'
import type { ImportedRecord } from './stores.ts'

/** Stands for a secret. In a document that is imported it means "unchanged". */
export const maskedSecret = '**********'

const secretFields = new Set([
  'password',
  'passwordHash',
  'passwordSalt',
  'customTokenID',
  'key',
  'passphrase',
  'token',
  'tokens',
  'accessToken',
  'pkcs12',
])

/** Returns a document as it was sent, with a mask for each secret. The configuration of a mediator may hold any secret. */
export function maskRecord(model: string, record: unknown): unknown {
  if (Array.isArray(record)) return record.map((one) => maskRecord(model, one))
  if (!isRecord(record)) return record
  return Object.fromEntries(Object.entries(record).map(([field, value]) => [field, maskField(model, field, value)]))
}

function maskField(model: string, field: string, value: unknown) {
  const isSecret = secretFields.has(field) || (model === 'Mediators' && field === 'config')
  return isSecret && value !== null && value !== undefined && value !== '' ? maskedSecret : maskRecord(model, value)
}

/** Tells whether a value is a mask, or contains one. */
export const isMasked = (value: unknown): boolean =>
  value === maskedSecret || (typeof value === 'object' && value !== null && Object.values(value).some(isMasked))

/** Returns the document without the masks at its top level, and the names of the fields that had one. */
export function dropMasks(record: ImportedRecord): { record: ImportedRecord; masked: string[] } {
  const masked = Object.keys(record).filter((field) => record[field] === maskedSecret)
  return { record: Object.fromEntries(Object.entries(record).filter(([field]) => !masked.includes(field))), masked }
}
