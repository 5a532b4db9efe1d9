import { Refusal, type RefusalCode, RefusalGroup, type Stage } from '@mediary/contract/operations/refusals'
import { recogniseReasons } from '@mediary/contract/reasons/recognise'
import { sql } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import { deleteOldRows } from '../platform/database/old-rows.ts'

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

    async list(search: Search) {
      let query = db.selectFrom('refusals').selectAll().where(within(search))
      if (search.before) query = query.where('id', '<', search.before)
      for (const [column, value] of listEqualities(search)) query = query.where(column, '=', value)
      if (search.find) query = query.where(contains(search.find))
      const rows = await query.orderBy('id', 'desc').limit(search.limit).execute()
      return rows.map(fromRow)
    },

    listRefusedClients: (since: number) => listRefusedClients(database, since),
    /** The most frequent first. Only so many refusals are kept that all of them can be counted. */
    async top({ limit, ...period }: Period & { limit: number }) {
      // Whoever has a name is counted under it, wherever the requests came from.
      const address = sql<string | null>`case when client is null then client_ip end`
      const rows = await db
        .selectFrom('refusals')
        .select(({ fn }) => [fn.sum<number>('count').as('count'), fn.max('last_seen').as('last_seen')])
        .select(['code', 'stage', 'status', 'client', 'channel', address.as('address')])
        .where(within(period))
        .groupBy(['code', 'stage', 'status', 'client', 'channel', address])
        .orderBy('count', 'desc')
        .orderBy('last_seen', 'desc')
        .limit(limit)
        .execute()
      return rows.map(({ address: clientIP, last_seen, count, client, channel, code, ...row }) =>
        RefusalGroup.parse({
          ...row,
          count: Number(count),
          lastSeen: new Date(last_seen).toISOString(),
          client: client ?? undefined,
          clientIP: clientIP ?? undefined,
          channel: channel ?? undefined,
          code: code ?? undefined,
        }),
      )
    },
  }
}

/** Lists the refusals of each client since an instant, because of a credential or a right. `code`: that of the last. */
async function listRefusedClients(database: Database, since: number) {
  const db = database.kysely.withTables<{ refusals: RefusalRow }>()
  const rows = await db
    .selectFrom('refusals')
    .select(({ fn }) => [fn.sum<number>('count').as('count'), fn.min('at').as('first'), fn.max('last_seen').as('last')])
    .select(['client', 'code'])
    .where('last_seen', '>=', since)
    .where('client', 'is not', null)
    .where('stage', 'in', ['identify', 'authorise'])
    .where('code', 'not in', ['over-limit', 'too-many-passwords', 'disabled-client'])
    .groupBy(['client', 'code'])
    .orderBy('last')
    .execute()
  return [...Map.groupBy(rows, ({ client }) => client ?? '')].map(([client, all]) => ({
    client,
    count: all.reduce((sum, { count }) => sum + Number(count), 0),
    first: Math.min(...all.map(({ first }) => Number(first))),
    last: Math.max(...all.map(({ last }) => Number(last))),
    code: all.at(-1)?.code ?? '',
  }))
}

/** `channels`: the names of those that may be seen. */
type Period = { channels: 'all' | string[]; since?: string | undefined; until?: string | undefined }
type Search = Period & {
  limit: number
  before?: string | undefined
  client?: string | undefined
  clientIP?: string | undefined
  channel?: string | undefined
  stage?: string | undefined
  code?: string | undefined
  id?: string | undefined
  find?: string | undefined
}

function within({ channels, since, until }: Period) {
  if (channels.length === 0) return sql<boolean>`1 = 0`
  const bounds = [
    ...(channels === 'all' ? [] : [sql`channel in (${sql.join(channels)})`]),
    ...(since ? [sql`last_seen >= ${Date.parse(since)}`] : []),
    ...(until ? [sql`at < ${Date.parse(until)}`] : []),
  ]
  return sql<boolean>`${bounds.length ? sql.join(bounds, sql` and `) : sql`1 = 1`}`
}

const listEqualities = ({ client, clientIP, channel, stage, code, id }: Search) =>
  (
    [
      ['client', client],
      ['client_ip', clientIP],
      ['channel', channel],
      ['stage', stage],
      ['code', code],
      ['id', id],
    ] as const
  ).flatMap(([column, value]) => (value ? [[column, value] as const] : []))

const searched = ['client', 'channel', 'client_ip', 'path'] as const

/** Only so many refusals are kept that they can be looked through. */
function contains(text: string) {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
  const conditions = searched.map((column) => sql`lower(coalesce(${sql.ref(column)}, '')) like ${pattern} escape '\\'`)
  return sql<boolean>`(${sql.join([...conditions, sql`id = ${text.trim().toLowerCase()}`], sql` or `)})`
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
    explanations: recogniseReasons(row.reason),
  })

/** Deletes at most `limit` refusals from before a time, and returns how many it deleted. */
export const deleteOldRefusals = (database: Database, before: number, limit: number) =>
  deleteOldRows(database, 'refusals', before, limit)
