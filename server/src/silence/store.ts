import type { Database } from '../platform/database/database.ts'
import { inChunks } from '../platform/database/in-chunks.ts'
import { learnedFrom } from './rules.ts'

type HourRow = { client: string; hour: number }
export type Silence = { client: string; since: number; found_at: number; until: number | null }
type Tables = { client_hours: HourRow; silences: Silence }
type Trx = Database['kysely']

export const hourLength = 3_600_000
export const toHour = (at: number) => Math.floor(at / hourLength)
/** Stands for the gateway: its hours are those in which it served. */
export const gateway = ''
/** A client that is quiet for four weeks is still judged by the four weeks before. */
const keptHours = 2 * learnedFrom + 48
const keptSilences = 400 * 24

export type SilenceStore = ReturnType<typeof silenceStore>

/** The hours in which clients have sent, and the silences that were found. */
export function silenceStore(database: Pick<Database, 'kysely'>) {
  const db = database.kysely.withTables<Tables>()
  return {
    addHours: (rows: readonly HourRow[]) =>
      inChunks(rows, (some) =>
        db
          .insertInto('client_hours')
          .values(some)
          .onConflict((conflict) => conflict.doNothing())
          .returning('client')
          .execute(),
      ),

    /** Returns the hours of each client since an hour, in order. */
    async listHours(since: number): Promise<Map<string, number[]>> {
      return groupHours(
        await db.selectFrom('client_hours').selectAll().where('hour', '>=', since).orderBy('hour').execute(),
      )
    },

    /** Returns the hours of some clients from `from` to below `until`, in order. */
    async listClientHours(clients: readonly string[], from: number, until: number): Promise<Map<string, number[]>> {
      const rows = await inChunks(clients, (some) =>
        db
          .selectFrom('client_hours')
          .selectAll()
          .where('client', 'in', some)
          .where('hour', '>=', from)
          .where('hour', '<', until)
          .orderBy('hour')
          .execute(),
      )
      return groupHours(rows)
    },

    /** Returns the silences of each client that concern the hours since `hour`. */
    async listSilences(hour: number): Promise<Map<string, Silence[]>> {
      const rows = await db
        .selectFrom('silences')
        .selectAll()
        .where((eb) => eb.or([eb('until', 'is', null), eb('until', '>=', hour)]))
        .execute()
      return Map.groupBy(rows, ({ client }) => client)
    },

    save: saveSilences(database),

    async prune(now: number) {
      await db
        .deleteFrom('client_hours')
        .where('hour', '<', toHour(now) - keptHours)
        .execute()
      await db
        .deleteFrom('silences')
        .where('until', '<', toHour(now) - keptSilences)
        .execute()
    },
  }
}

function groupHours(rows: readonly HourRow[]) {
  const hours = new Map<string, number[]>()
  for (const { client, hour } of rows) {
    const known = hours.get(client) ?? []
    if (known.push(hour) === 1) hours.set(client, known)
  }
  return hours
}

/** Saves silences that have begun and that have ended, and what `more` writes, or nothing. */
const saveSilences =
  ({ kysely }: Pick<Database, 'kysely'>) =>
  (began: readonly Silence[], ended: readonly Silence[], more: (trx: Trx) => Promise<unknown>) =>
    kysely.transaction().execute(async (trx) => {
      const tables = trx.withTables<Tables>()
      if (began.length > 0)
        await tables
          .insertInto('silences')
          .values([...began])
          .execute()
      for (const { client, since, until } of ended)
        await tables
          .updateTable('silences')
          .set({ until })
          .where('client', '=', client)
          .where('since', '=', since)
          .execute()
      await more(trx)
    })
