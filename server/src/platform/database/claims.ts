import type { Database } from './database.ts'

type Tables = { claims: { work: string; holder: string; until: number } }

/** Work that one node of several does: whoever holds the claim. Nobody has to give it back: it runs out. */
export function claims(database: Database, holder: string) {
  const db = database.kysely.withTables<Tables>()
  return {
    /** True when the claim is ours from now on, for so many milliseconds. */
    async take(work: string, milliseconds: number, now = Date.now()): Promise<boolean> {
      const claim = { work, holder, until: now + milliseconds }
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('claims')
        .values(claim)
        .onConflict((conflict) =>
          conflict
            .column('work')
            .doUpdateSet({ holder, until: claim.until })
            .where((eb) => eb.or([eb('claims.until', '<', now), eb('claims.holder', '=', holder)])),
        )
        .executeTakeFirst()
      return Number(numInsertedOrUpdatedRows) > 0
    },
  }
}
export type Claims = ReturnType<typeof claims>
