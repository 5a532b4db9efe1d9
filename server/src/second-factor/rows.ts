import type { Database } from '../platform/database/database.ts'

export type FactorRow = {
  user_id: string
  /** Sealed. */
  secret: string
  begun: number
  /** Since when signing in asks for it. */
  confirmed: number | null
  /** The step of the last code that was accepted: neither it nor an earlier one is accepted again. */
  last_step: number
  /** Digests of the recovery codes that are left. */
  recovery: string
  failures: number
  failing_since: number
}

export const openFactors = (database: Database) => {
  const db = database.kysely.withTables<{ second_factors: FactorRow }>()
  return {
    db,
    find: (userId: string) =>
      db.selectFrom('second_factors').selectAll().where('user_id', '=', userId).executeTakeFirst(),
    set: (userId: string, changes: Partial<FactorRow>) =>
      db.updateTable('second_factors').set(changes).where('user_id', '=', userId),
  }
}

export const readRecovery = ({ recovery }: FactorRow): string[] => JSON.parse(recovery)
