import type { Database } from '../platform/database/database.ts'

/**
 * `server` is in service; `last-good` was the last time that workers started; `pending` is a part of a pair whose other
 * parts have not been sent yet; `trusted` verifies clients and upstreams; with an `identity` the gateway calls upstreams.
 * The authority's slice keeps its `authority` and what it has `issued` here too.
 */
export type Purpose = 'server' | 'last-good' | 'pending' | 'trusted' | 'identity' | 'authority' | 'issued'

export type CertificateRow = {
  id: string
  purpose: Purpose
  fingerprint256: string
  pem: string
  sealed_key: string | null
  at: number
  sealed_passphrase: string | null
  client: string | null
  serial: string | null
  how: string | null
  reason: string | null
  revoked_at: number | null
  first_used: number | null
}
export type Tables = { certificates: CertificateRow }
export type Trx = Database['kysely']

/** The columns that most rows leave empty. */
export const emptyRow = {
  sealed_key: null,
  sealed_passphrase: null,
  client: null,
  serial: null,
  how: null,
  reason: null,
  revoked_at: null,
  first_used: null,
}

export const listRows = (trx: Trx, purpose: Purpose): Promise<CertificateRow[]> =>
  trx.withTables<Tables>().selectFrom('certificates').selectAll().where('purpose', '=', purpose).orderBy('id').execute()

export const insert = (trx: Trx, row: CertificateRow) =>
  trx.withTables<Tables>().insertInto('certificates').values(row).execute()

/** Resolves with whether there was one. */
export async function remove(trx: Trx, purpose: Purpose, id?: string): Promise<boolean> {
  const rows = trx.withTables<Tables>().deleteFrom('certificates').where('purpose', '=', purpose)
  const { numDeletedRows } = await (id === undefined ? rows : rows.where('id', '=', id)).executeTakeFirst()
  return numDeletedRows > 0n
}

/** Revokes an issued certificate. Resolves with false when there is none that is not revoked yet. */
export async function revokeIssued(trx: Trx, id: string, { at, reason }: { at: number; reason: string | undefined }) {
  const { numUpdatedRows } = await trx
    .withTables<Tables>()
    .updateTable('certificates')
    .set({ revoked_at: at, reason: reason ?? null })
    .where('id', '=', id)
    .where('purpose', '=', 'issued')
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Stores the first use of an issued certificate; later uses change nothing. */
export async function setFirstUse(trx: Trx, id: string, at: number): Promise<void> {
  await trx
    .withTables<Tables>()
    .updateTable('certificates')
    .set({ first_used: at })
    .where('id', '=', id)
    .where('first_used', 'is', null)
    .execute()
}
