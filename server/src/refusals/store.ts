import { Refusal, type RefusalCode, type Stage } from '@mediary/contract/refusals'
import { sql } from 'kysely'
import type { Database } from '../platform/database.ts'

type RefusalRow = {
  id: string
  at: number
  last_seen: number
  count: number
  client_ip: string
  client: string | null
  channel: string | null
  method: string | null
  path: string | null
  status: number
  stage: string
  code: string | null
  reason: string
}

/** Texts come from whoever sent the request: they are cut before they are kept. */
export type NewRefusal = {
  clientIp: string
  client?: string | undefined
  channel?: string | undefined
  method?: string | undefined
  path?: string | undefined
  status: number
  stage: Stage
  code: RefusalCode
  reason: string
}

export type RefusalStore = ReturnType<typeof refusalStore>

export function refusalStore(database: Database) {
  const db = database.kysely.withTables<{ refusals: RefusalRow }>()

  return {
    async add(refusals: (NewRefusal & { id: string; at: number })[]) {
      await db.insertInto('refusals').values(refusals.map(toRow)).execute()
    },

    async repeat(id: string, times: number, at: number) {
      await db
        .updateTable('refusals')
        .set((eb) => ({ count: eb('count', '+', times), last_seen: at }))
        .where('id', '=', id)
        .execute()
    },

    /** Keeps the newest. */
    async prune(keep: number) {
      const oldestToGo = db.selectFrom('refusals').select('id').orderBy('id', 'desc').limit(1).offset(keep)
      await db.deleteFrom('refusals').where('id', '<=', oldestToGo).execute()
    },

    async list(search: {
      limit: number
      before?: string | undefined
      client?: string | undefined
      stage?: string | undefined
      code?: string | undefined
      find?: string | undefined
    }) {
      let query = db.selectFrom('refusals').selectAll()
      if (search.before) query = query.where('id', '<', search.before)
      if (search.client) query = query.where('client', '=', search.client)
      if (search.stage) query = query.where('stage', '=', search.stage)
      if (search.code) query = query.where('code', '=', search.code)
      if (search.find) query = query.where(contains(search.find))
      const rows = await query.orderBy('id', 'desc').limit(search.limit).execute()
      return rows.map(fromRow)
    },
  }
}

const searched = ['client', 'channel', 'client_ip', 'path'] as const

/** Only so many refusals are kept that they can be looked through. */
function contains(text: string) {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
  return sql<boolean>`(${sql.join(
    searched.map((column) => sql`lower(coalesce(${sql.ref(column)}, '')) like ${pattern} escape '\\'`),
    sql` or `,
  )})`
}

const cut = (text: string | undefined, length: number) =>
  text === undefined ? null : text.replace(/\p{Cc}/gu, '\u{FFFD}').slice(0, length)

const toRow = (refusal: NewRefusal & { id: string; at: number }): RefusalRow => ({
  id: refusal.id,
  at: refusal.at,
  last_seen: refusal.at,
  count: 1,
  client_ip: refusal.clientIp,
  client: cut(refusal.client, 255),
  channel: cut(refusal.channel, 255),
  method: cut(refusal.method, 20),
  path: cut(refusal.path, 500),
  status: refusal.status,
  stage: refusal.stage,
  code: refusal.code,
  reason: cut(refusal.reason, 500) ?? '',
})

const fromRow = (row: RefusalRow) =>
  Refusal.parse({
    _id: row.id,
    timestamp: new Date(row.at).toISOString(),
    lastSeen: new Date(row.last_seen).toISOString(),
    count: row.count,
    clientIP: row.client_ip,
    client: row.client ?? undefined,
    channel: row.channel ?? undefined,
    method: row.method ?? undefined,
    path: row.path ?? undefined,
    status: row.status,
    stage: row.stage,
    code: row.code ?? undefined,
    reason: row.reason,
  })
