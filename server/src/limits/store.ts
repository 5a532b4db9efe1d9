import type { Limits, LimitUse } from '@mediary/contract/limits'
import type { Database } from '../platform/database/database.ts'
import { advance, type Demand, emptyUsage, type Grant, take, toDay, type Usage } from './rules.ts'

type Tables = { limit_use: { subject: string; version: number; usage: string } }

/** The kinds of documents that have limits. */
export type SubjectKind = 'client' | 'credential' | 'channel'
export const toSubject = (kind: SubjectKind, id: string) => `${kind} ${id}`

export type LimitStore = ReturnType<typeof limitStore>

/**
 * The store of the use under each limit. All workers of all nodes count in the same row, each change naming the version that it was
 * made from: what one worker is granted is granted once.
 */
export function limitStore(database: Pick<Database, 'kysely'>, now: () => number = Date.now) {
  const db = database.kysely.withTables<Tables>()
  const find = (subject: string) =>
    db.selectFrom('limit_use').selectAll().where('subject', '=', subject).executeTakeFirst()

  /** Returns false when another process has changed the row meanwhile. */
  const replace = async (subject: string, version: number | undefined, usage: Usage): Promise<boolean> => {
    const row = { subject, version: (version ?? 0) + 1, usage: JSON.stringify(usage) }
    if (version === undefined) {
      const insert = db.insertInto('limit_use').values(row)
      const { numInsertedOrUpdatedRows } = await insert
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      return numInsertedOrUpdatedRows === 1n
    }
    const update = db.updateTable('limit_use').set(row).where('subject', '=', subject).where('version', '=', version)
    return (await update.executeTakeFirst()).numUpdatedRows === 1n
  }

  return {
    /** Grants what is left under the limits, and takes in what the process reports. */
    async take(subject: string, limits: Limits, demand: Demand): Promise<Grant> {
      for (;;) {
        const row = await find(subject)
        const { usage, grant } = take(row ? JSON.parse(row.usage) : emptyUsage(now()), limits, demand, now())
        if (await replace(subject, row?.version, usage)) return grant
      }
    },

    /** Returns the use of today. */
    async find(subject: string, limits: Limits | undefined): Promise<LimitUse> {
      const row = await find(subject)
      const stored: Usage = row ? JSON.parse(row.usage) : emptyUsage(now())
      const usage = advance(stored, limits ?? {}, now())
      const concurrentRequests = Object.values(usage.places).reduce((sum, { held }) => sum + held, 0)
      const { requests, bytes, refused } = usage
      return { day: toDay(usage.at), requests, bytes, refused, concurrentRequests }
    },
  }
}
