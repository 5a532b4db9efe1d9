import { sql } from 'kysely'
import type { Database } from './database.ts'
import { storeTime } from './store-clock.ts'

type Tables = { claims: { work: string; holder: string; until: number } }

/** Work that one node of several does: whoever holds the claim. Nobody has to release it: it runs out. */
export function claims(database: Database, holder: string) {
  const db = database.kysely.withTables<Tables>()
  return {
    /** True when the claim is ours from now on, for so many milliseconds. `now`: a moment in place of the present. */
    async take(work: string, milliseconds: number, now?: number): Promise<boolean> {
      const time = storeTime(database, now)
      const until = sql<number>`${time} + ${sql.lit(milliseconds)}`
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('claims')
        .values({ work, holder, until })
        .onConflict((conflict) =>
          conflict
            .column('work')
            .doUpdateSet({ holder, until })
            .where((eb) => eb.or([eb('claims.until', '<', time), eb('claims.holder', '=', holder)])),
        )
        .executeTakeFirst()
      return Number(numInsertedOrUpdatedRows) > 0
    },

    /** Lets another take the claim at once, if it is ours. */
    async release(work: string): Promise<void> {
      await db.deleteFrom('claims').where('work', '=', work).where('holder', '=', holder).execute()
    },
  }
}
export type Claims = ReturnType<typeof claims>
