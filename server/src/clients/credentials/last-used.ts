import { sql } from 'kysely'
import type { Database } from '../../platform/database/database.ts'
import type { Log } from '../../platform/log.ts'
import { useBatch } from '../use-batch.ts'

/** The last use of a credential. */
export type CredentialUse = { at: number; address: string }

type Tables = { credential_use: CredentialUse & { credential: string } }

/** Shows when a credential was last used and from which address. */
export type ShownUse = { at: string; from: string }

export function credentialUses(database: Database, log: Log, now: () => number) {
  const db = database.kysely.withTables<Tables>()
  const batch = useBatch<CredentialUse>({
    save: (uses) =>
      db
        .insertInto('credential_use')
        .values(uses.map(([credential, { at, address }]) => ({ credential, at, address })))
        .onConflict((conflict) =>
          conflict
            .column('credential')
            .doUpdateSet({ at: sql<number>`excluded.at`, address: sql<string>`excluded.address` })
            .where(sql<boolean>`excluded.at > credential_use.at`),
        )
        .execute(),
    what: 'the last use of credentials',
    log,
    now,
  })

  return {
    note(uses: Iterable<CredentialUse & { credential: string }>) {
      for (const { credential, at, address } of uses) batch.note(credential, { at, address })
    },

    /** Returns the last use of each credential that was used. */
    async of(ids: string[]): Promise<Map<string, ShownUse>> {
      if (ids.length === 0) return new Map()
      const rows = await db.selectFrom('credential_use').selectAll().where('credential', 'in', ids).execute()
      const stored = new Map(rows.map(({ credential, at, address }) => [credential, { at, address }]))
      return new Map(
        ids.flatMap((id): [string, ShownUse][] => {
          const last = batch.findLatest(id, stored.get(id))
          return last ? [[id, { at: new Date(last.at).toISOString(), from: last.address }]] : []
        }),
      )
    },

    close: batch.close,
  }
}
