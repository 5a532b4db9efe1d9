import type { Database } from '../../platform/database/database.ts'
import type { ClientTables } from '../rows.ts'
import { type CredentialRow, groupCredentials } from './rows.ts'

/** A credential that ends, and its client. */
type EndingCredential = { id: string; clientID: string; end: number }

/** Lists the valid credentials that end before an instant, and that no other one of the same client and kind outlasts. */
export const listEndingCredentials = ({ kysely }: Database) =>
  async function list(now: number, before: number): Promise<EndingCredential[]> {
    const clients = await kysely.withTables<ClientTables>().selectFrom('clients').select(['id', 'client_id']).execute()
    const byClient = await groupCredentials(kysely)
    return clients.flatMap(({ id, client_id }) => {
      const held = (byClient.get(id) ?? []).filter((row) => isHeld(row, now))
      return held.flatMap((row) => {
        const end = Number(row.valid_until)
        if (row.valid_until === null || end > before || held.some((other) => outlasts(other, row))) return []
        return [{ id: row.id, clientID: client_id, end }]
      })
    })
  }

const isHeld = ({ revoked_at, valid_until }: CredentialRow, now: number) =>
  revoked_at === null && (valid_until === null || Number(valid_until) > now)

const outlasts = (other: CredentialRow, row: CredentialRow) =>
  other.kind === row.kind &&
  other.id !== row.id &&
  (other.valid_until === null || Number(other.valid_until) > Number(row.valid_until))
