import type { BodyView } from '@mediary/contract/transactions/bodies'
import type { Database } from '../platform/database/database.ts'
import { deleteOldRows } from '../platform/database/old-rows.ts'
import type { Caller } from '../platform/http/caller.ts'
import type { IdGenerator } from '../platform/ids.ts'

export type BodyViewRow = {
  id: string
  at: number
  transaction_id: string
  channel: string
  part: string
  user_id: string
  by: string
  reason: string | null
}
type View = {
  of: { id: string; channel: string }
  part: string
  caller: Caller
  reason: string | undefined
}

export type BodyViews = ReturnType<typeof bodyViews>

/**
 * The audit of body views: user, body, time, and the reason if one was required. Each view is recorded before the body
 * is shown.
 */
export function bodyViews(database: Database, newId: IdGenerator) {
  const db = database.kysely.withTables<{ body_views: BodyViewRow }>()
  return {
    async note(views: View[]) {
      if (views.length === 0) return
      const at = Date.now()
      const rows = views.map(({ of, part, caller, reason }) => ({
        id: newId(at),
        at,
        transaction_id: of.id,
        channel: of.channel,
        part,
        user_id: caller.user?.id ?? '',
        by: caller.user?.name ?? '',
        reason: reason ?? null,
      }))
      await db.insertInto('body_views').values(rows).execute()
    },

    async list(search: { limit: number; before?: string | undefined; transaction?: string | undefined }) {
      let query = db.selectFrom('body_views').selectAll()
      if (search.before) query = query.where('id', '<', search.before)
      if (search.transaction) query = query.where('transaction_id', '=', search.transaction)
      const rows = await query.orderBy('id', 'desc').limit(search.limit).execute()
      return rows.map(
        (row): BodyView => ({
          _id: row.id,
          timestamp: new Date(row.at).toISOString(),
          transactionID: row.transaction_id || undefined,
          channelID: row.channel,
          part: row.part,
          viewedBy: { id: row.user_id, name: row.by },
          reason: row.reason ?? undefined,
        }),
      )
    },
  }
}

/** Deletes at most `limit` audits of body views from before a time, and returns how many it deleted. */
export const deleteOldBodyViews = (database: Database, before: number, limit: number) =>
  deleteOldRows(database, 'body_views', before, limit)
