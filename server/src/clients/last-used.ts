import type { Client } from '@mediary/contract/clients'
import type { Mechanism } from '@mediary/contract/system'
import { sql } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import { type CredentialUse, credentialUses } from './credentials/last-used.ts'
import type { ClientTables } from './rows.ts'
import { useBatch } from './use-batch.ts'

type Use = { at: number; mechanism: Mechanism }

export type LastUsed = ReturnType<typeof lastUsedStore>

/** The last use of each client and credential: when, how and from where the gateway last recognised it. */
export function lastUsedStore(database: Database, log: Log, now: () => number = Date.now) {
  const db = database.kysely.withTables<ClientTables>()
  const credentials = credentialUses(database, log, now)
  const batch = useBatch<Use>({
    save: (uses) =>
      db
        .insertInto('client_use')
        .values(uses.map(([client, { at, mechanism }]) => ({ client, at, mechanism })))
        .onConflict((conflict) =>
          conflict
            .column('client')
            .doUpdateSet({ at: sql<number>`excluded.at`, mechanism: sql<Mechanism>`excluded.mechanism` })
            .where(sql<boolean>`excluded.at > client_use.at`),
        )
        .execute(),
    what: 'the last use of clients',
    log,
    now,
  })

  return {
    note(uses: Iterable<Use & { client: string }>) {
      for (const { client, at, mechanism } of uses) batch.note(client, { at, mechanism })
    },
    noteCredentials: (uses: Iterable<CredentialUse & { credential: string }>) => credentials.note(uses),
    ofCredentials: credentials.of,
    writeDue: batch.writeDue,

    /** The clients, each with when it was last used. */
    async of(clients: Client[]): Promise<Client[]> {
      const rows =
        clients.length === 1
          ? await db
              .selectFrom('client_use')
              .selectAll()
              .where('client', '=', clients[0]?._id ?? '')
              .execute()
          : await db.selectFrom('client_use').selectAll().execute()
      const stored = new Map(rows.map(({ client, at, mechanism }) => [client, { at, mechanism }]))
      return clients.map((client) => {
        const last = batch.findLatest(client._id, stored.get(client._id))
        return last
          ? { ...client, lastUsed: { at: new Date(last.at).toISOString(), mechanism: last.mechanism } }
          : client
      })
    },

    /** Writes what has not been written. */
    async close() {
      await batch.close()
      await credentials.close()
    },
  }
}
