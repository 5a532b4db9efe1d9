// Changes the credentials of a client within a transaction.
import { type CredentialKind, maxCredentials } from '@mediary/contract/clients/credentials'
import type { Database } from '../../platform/database/database.ts'
import { conflict } from '../../platform/http/problem.ts'
import {
  type CredentialRow,
  findRowState,
  findShown,
  insertCredential,
  selectBySecret,
  selectCredentials,
  updateCredential,
} from './rows.ts'
import { documentKinds, type SentCredentials } from './sent.ts'

type Trx = Database['kysely']

/** Forgets the secret of a credential. A credential without a secret cannot be used. */
const retire = (trx: Trx, row: CredentialRow, now: number) =>
  updateCredential(trx, row.id, { secret: null, revoked_at: row.revoked_at ?? now })

/**
 * Revokes a credential. The digest of a token is kept, so that the record names the client that still sends it. The
 * fingerprint of a certificate is kept: the Domain of its client must not let it in.
 */
export const revokeCredential = async (trx: Trx, row: CredentialRow, now: number) => {
  if (row.kind === 'certificate' || row.kind === 'token')
    await updateCredential(trx, row.id, { revoked_at: row.revoked_at ?? now })
  else await retire(trx, row, now)
}

/** Replaces a credential that a document showed. The Domain may let in a certificate that no longer binds its client. */
const replaceShown = (trx: Trx, row: CredentialRow, now: number) =>
  row.kind === 'token' ? revokeCredential(trx, row, now) : retire(trx, row, now)

/** Adds a credential. Refuses a secret that another has, and more credentials of a kind than a client may have. */
export async function addCredential(trx: Trx, row: CredentialRow & { secret: string }) {
  await makeRoom(trx, row)
  for (const same of await selectBySecret(trx, row.kind, row.secret)) {
    if (row.kind === 'jwt') throw conflict('subject-taken', { subject: row.secret })
    if (row.kind === 'token' && same.revoked_at === null) throw conflict('token-taken')
    // A revoked token, or a certificate, that is let in again.
    if (row.kind === 'token' || (row.kind === 'certificate' && same.client === row.client))
      await retire(trx, same, row.made_at)
  }
  await insertCredential(trx, row)
}

async function makeRoom(trx: Trx, { client, kind, made_at }: CredentialRow) {
  const max = maxCredentials[kind]
  const held = (await selectCredentials(trx, client)).filter(
    (row) => row.kind === kind && row.secret !== null && row.revoked_at === null,
  )
  if (held.length < max) return
  const expired = held.find((row) => findRowState(row, made_at) === 'expired')
  // An expired certificate must not be let in by the Domain, and an expired subject not by the Client ID.
  if (!expired || kind === 'certificate' || kind === 'jwt') throw conflict('too-many-credentials', { max })
  await revokeCredential(trx, expired, made_at)
}

type Deps = { newId: () => string; now: number }

export const buildRow = (
  client: string,
  kind: CredentialKind,
  secret: string,
  { newId, now }: Deps,
): CredentialRow & { secret: string } => ({
  id: newId(),
  client,
  kind,
  name: '',
  secret,
  made_by: null,
  made_at: now,
  valid_from: null,
  valid_until: null,
  revoked_at: null,
  successor: null,
  limits: null,
})

/** Replaces, or removes, the credentials that a document shows by those that it sent. The others stay. */
export async function applyDocument(trx: Trx, client: string, sent: SentCredentials, deps: Deps) {
  const rows = await selectCredentials(trx, client)
  for (const kind of documentKinds) {
    const secret = sent[kind]
    const shown = findShown(rows, kind)
    if (secret === undefined || secret === shown?.secret) continue
    if (shown) await replaceShown(trx, shown, deps.now)
    if (secret !== null) await addCredential(trx, { ...buildRow(client, kind, secret, deps), name: shown?.name ?? '' })
  }
}
