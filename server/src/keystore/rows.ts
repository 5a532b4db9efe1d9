import type { Database } from '../platform/database.ts'

/** `server` is in service; `pending` is half of a pair whose other half has not been sent yet; `trusted` verifies clients and upstreams. */
export type Purpose = 'server' | 'pending' | 'trusted'

export type CertificateRow = {
  id: string
  purpose: Purpose
  fingerprint256: string
  pem: string
  sealed_key: string | null
  at: number
}
export type Tables = { certificates: CertificateRow }
export type Trx = Database['kysely']

export const rowsOf = (trx: Trx, purpose: Purpose): Promise<CertificateRow[]> =>
  trx.withTables<Tables>().selectFrom('certificates').selectAll().where('purpose', '=', purpose).orderBy('id').execute()
