import { sql } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import { storeTime } from '../platform/database/store-clock.ts'

type Tables = { polls: { channel: string; due: number; last_run: number | null; busy_until: number } }

/** The runs of polling channels. The process that first records the start of a run polls. */
export function pollRuns(database: Database) {
  const db = database.kysely.withTables<Tables>()

  return {
    /** The former run, when this one is ours; undefined when another process has it, or the former still goes on. */
    async begin(channel: string, { due, now, maxDuration }: { due: number; now: number; maxDuration: number }) {
      return db.transaction().execute(async (trx) => {
        await trx
          .insertInto('polls')
          .values({ channel, due: 0, last_run: null, busy_until: 0 })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
        const former = await trx
          .selectFrom('polls')
          .selectAll()
          .select(sql<number>`case when busy_until > ${storeTime(database)} then 1 else 0 end`.as('busy'))
          .where('channel', '=', channel)
          .$if(database.engine === 'postgres', (q) => q.forUpdate())
          .executeTakeFirst()
        if (!former || former.due >= due || former.busy === 1) return undefined
        await trx
          .updateTable('polls')
          .set({ due, last_run: now, busy_until: sql<number>`${storeTime(database)} + ${sql.lit(maxDuration)}` })
          .where('channel', '=', channel)
          .execute()
        return { lastRun: former.last_run }
      })
    },

    async end(channel: string) {
      await db.updateTable('polls').set({ busy_until: 0 }).where('channel', '=', channel).execute()
    },
  }
}
