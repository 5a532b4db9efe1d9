import type { ConditionRule } from '@mediary/contract/operations/notices'
import type { Database } from '../../platform/database/database.ts'
import type { Person } from '../rules.ts'

type Row = { rule: ConditionRule; subject: string; began: number; ended: number | null; told: string }
type Tables = { conditions: Row }
type Trx = Database['kysely']

/** A condition that has begun. `told`: the people who know. */
export type Episode = { rule: ConditionRule; subject: string; began: number; told: Person[] }

const keepFor = 400 * 86_400_000

/** The store of what is or was wrong with the installation. */
export function conditionStore(database: Pick<Database, 'kysely'>) {
  const db = database.kysely.withTables<Tables>()
  return {
    async listOpen(): Promise<Episode[]> {
      const rows = await db.selectFrom('conditions').selectAll().where('ended', 'is', null).execute()
      return rows.map((row) => ({ ...row, began: Number(row.began), told: JSON.parse(row.told) }))
    },

    /** Stores a beginning and what `more` writes; neither when another process was faster. */
    begin: ({ told, ...episode }: Episode, more: (trx: Trx) => Promise<unknown>) =>
      database.kysely.transaction().execute(async (trx) => {
        const row = { ...episode, ended: null, told: JSON.stringify(told) }
        const inserted = await trx
          .withTables<Tables>()
          .insertInto('conditions')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .returning('rule')
          .executeTakeFirst()
        if (inserted) await more(trx)
      }),

    /** Stores an end and what `more` writes; neither when another process was faster. */
    end: ({ rule, subject }: Episode, now: number, more: (trx: Trx) => Promise<unknown>) =>
      database.kysely.transaction().execute(async (trx) => {
        const { numUpdatedRows } = await trx
          .withTables<Tables>()
          .updateTable('conditions')
          .set({ ended: now })
          .where('rule', '=', rule)
          .where('subject', '=', subject)
          .where('ended', 'is', null)
          .executeTakeFirst()
        if (numUpdatedRows > 0) await more(trx)
      }),

    async prune(now: number) {
      await db
        .deleteFrom('conditions')
        .where('ended', '<', now - keepFor)
        .execute()
    },
  }
}
