import type { Client } from '@mediary/contract/clients'
import type { Mechanism } from '@mediary/contract/system'
import { sql } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import { every } from '../platform/every.ts'
import type { Log } from '../platform/log.ts'
import type { ClientTables } from './rows.ts'

type Use = { at: number; mechanism: Mechanism }

export type LastUsed = ReturnType<typeof lastUsedStore>

// A client is written at most once in this time, however many requests it sends.
const writeInterval = 60_000
const checkInterval = 5_000
const maxRowsPerStatement = 500

/**
 * The time and mechanism with which the gateway last recognised each client. They are kept in memory and written at
 * intervals.
 */
export function lastUsedStore(database: Database, log: Log, now: () => number = Date.now) {
  const db = database.kysely.withTables<ClientTables>()
  const state = { unwritten: new Map<string, Use>(), written: new Map<string, number>() }

  const note = (uses: Iterable<Use & { client: string }>) => {
    for (const { client, at, mechanism } of uses) {
      const former = state.unwritten.get(client)
      if (!former || former.at <= at) state.unwritten.set(client, { at, mechanism })
    }
  }

  const save = async (uses: [string, Use][]) => {
    const rows = uses.map(([client, use]) => ({ client, at: use.at, mechanism: use.mechanism }))
    // Always in the same order: nodes that wait for each other's rows would never end.
    rows.sort((a, b) => (a.client < b.client ? -1 : 1))
    for (let i = 0; i < rows.length; i += maxRowsPerStatement)
      await db
        .insertInto('client_use')
        .values(rows.slice(i, i + maxRowsPerStatement))
        .onConflict((conflict) =>
          conflict
            .column('client')
            .doUpdateSet({ at: sql<number>`excluded.at`, mechanism: sql<Mechanism>`excluded.mechanism` })
            .where(sql<boolean>`excluded.at > client_use.at`),
        )
        .execute()
  }

  const write = async (which: (client: string) => boolean) => {
    const due = [...state.unwritten].filter(([client]) => which(client))
    if (due.length === 0) return
    for (const [client] of due) {
      state.unwritten.delete(client)
      state.written.set(client, now())
    }
    await save(due).catch((error: unknown) => {
      log.error({ err: error }, 'the last use of clients could not be written')
      note(due.map(([client, use]) => ({ client, ...use })))
    })
  }
  const writeDue = () => write((client) => (state.written.get(client) ?? 0) + writeInterval <= now())
  const writing = every(checkInterval, 'writing the last use of clients', writeDue, log)

  return {
    note,
    writeDue,

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
        const uses = [state.unwritten.get(client._id), stored.get(client._id)].filter((use) => use !== undefined)
        const last = uses.toSorted((a, b) => b.at - a.at)[0]
        return last
          ? { ...client, lastUsed: { at: new Date(last.at).toISOString(), mechanism: last.mechanism } }
          : client
      })
    },

    /** Writes what has not been written. */
    async close() {
      await writing.stop()
      await write(() => true)
    },
  }
}
