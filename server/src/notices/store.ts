import type { Notice, NoticeKind, noticesApi } from '@mediary/contract/operations/notices'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { Database } from '../platform/database/database.ts'
import { inChunks } from '../platform/database/in-chunks.ts'
import { deleteOldRows } from '../platform/database/old-rows.ts'
import { conflict, notFound } from '../platform/http/problem.ts'
import type { IdGenerator } from '../platform/ids.ts'
import type { Secrets } from '../platform/secrets.ts'
import { heldNotices } from './choices/held.ts'
import type { DeliveryError } from './delivery/delivery-error.ts'
import { bringForward, onCallNotices, planTurns } from './on-call/incidents.ts'
import type { NewNotice, NoticeRow, NoticeTables, OpenedNotice, StoredError, Trx } from './rows.ts'
import { claimFor, findNextAttempt, isRepeated, isSentOnce, keepFor } from './rules.ts'

type Deps = { secrets: Pick<Secrets, 'seal' | 'open'>; newId: IdGenerator }
type Search = z.output<typeof noticesApi.list.query>

export type NoticeStore = ReturnType<typeof noticeStore>

/** The outbox: every notice from the moment when it is decided until it is delivered, and for a time after. */
export function noticeStore(database: Database, deps: Deps) {
  const db = database.kysely.withTables<NoticeTables>()
  const add = (notices: readonly NewNotice[], trx?: Trx) => insertNotices(trx ?? database.kysely, notices, deps)
  return {
    add,
    ...heldNotices(database, { ...deps, add }),
    ...claimedNotices(database, deps),
    ...onCallNotices(database),
    releaseLeft: releaseLeft(database),

    async find(id: string): Promise<Notice> {
      return toView(await findRow(db, id))
    },

    async list({ state, kind, recipient, before, limit }: Search): Promise<Notice[]> {
      let query = db.selectFrom('notices').selectAll()
      if (state) query = query.where('state', '=', state)
      if (kind) query = query.where('kind', '=', kind)
      if (recipient) query = query.where('recipient', '=', recipient)
      if (before) query = query.where('id', '<', before)
      return (await query.orderBy('id', 'desc').limit(limit).execute()).map(toView)
    },

    /** Lists the keys of the stored notices of some kinds. */
    async listKeys(kinds: NoticeKind[]): Promise<string[]> {
      const rows = await db.selectFrom('notices').select('key').where('kind', 'in', kinds).execute()
      return rows.map(({ key }) => key)
    },

    /** Counts the notices that have waited since before an instant. */
    async countWaiting(before: number) {
      const { count, oldest } = await db
        .selectFrom('notices')
        .select(({ fn }) => [fn.countAll().as('count'), fn.min('at').as('oldest')])
        .where('state', '=', 'waiting')
        .where('at', '<', before)
        .executeTakeFirstOrThrow()
      return { count: Number(count), oldest: oldest === null ? undefined : Number(oldest) }
    },

    /** Makes a notice wait again. It keeps its id. */
    async replay(id: string, now = Date.now()) {
      const row = await findRow(db, id)
      if (row.content === null) throw conflict('notice-text-deleted')
      const { numUpdatedRows } = await db
        .updateTable('notices')
        .set({ state: 'waiting', round: 0, next_at: now, holder: null, released: 2 })
        .where('id', '=', id)
        .where('state', '<>', 'waiting')
        .executeTakeFirst()
      if (!numUpdatedRows) throw conflict('notice-is-waiting')
    },

    async prune(now = Date.now()) {
      while ((await deleteOldRows(database, 'notices', now - keepFor, 1_000)) > 0);
    },
  }
}

/** The deliveries of this process. Another process takes a delivery over when its claim has expired. */
function claimedNotices(database: Database, { secrets, newId }: Deps) {
  const db = database.kysely.withTables<NoticeTables>()
  const holder = newId()
  const updateOwn = (id: string) =>
    db.updateTable('notices').where('id', '=', id).where('holder', '=', holder).where('state', '=', 'waiting')

  return {
    /** Takes notices that are due, oldest first. Nobody else takes them until the claim expires. */
    async claim(limit: number, now = Date.now(), id?: string): Promise<OpenedNotice[]> {
      // A write would wait for the gateway, also when nothing is due.
      if (!(await isAnyDue(db, now))) return []
      const due = db
        .selectFrom('notices')
        .select('id')
        .where('state', '=', 'waiting')
        .where('next_at', '<=', now)
        .$if(id !== undefined, (q) => q.where('id', '=', id ?? ''))
        .orderBy('next_at')
        .limit(limit)
        .$if(database.engine === 'postgres', (q) => q.forUpdate().skipLocked())
      const rows = await db
        .updateTable('notices')
        .set({ holder, next_at: now + claimFor })
        .where('id', 'in', due)
        .returningAll()
        .execute()
      return rows.sort((a, b) => (a.id < b.id ? -1 : 1)).flatMap((row) => open(row, secrets))
    },

    async markSent({ id, kind }: Pick<OpenedNotice, 'id' | 'kind'>, now = Date.now()) {
      await updateOwn(id)
        .set({ state: 'sent', sent_at: now, error: null, holder: null, attempts: sql`attempts + 1` })
        .$if(isSentOnce(kind), (q) => q.set({ content: null }))
        .execute()
    },

    /** Plans the next attempt, or ends the delivery after the last one. */
    async markFailed(
      { id, kind, round }: Pick<OpenedNotice, 'id' | 'kind' | 'round'>,
      error: DeliveryError,
      now = Date.now(),
    ) {
      const next = error.isFinal || !isRepeated(kind) ? undefined : findNextAttempt(round + 1, now)
      const stored: StoredError = { code: error.code, detail: error.detail }
      await updateOwn(id)
        .set({
          state: next === undefined ? 'failed' : 'waiting',
          next_at: next ?? 0,
          error: JSON.stringify(stored),
          holder: null,
          attempts: sql`attempts + 1`,
          round: round + 1,
        })
        .execute()
      if (next === undefined) await bringForward(database.kysely, { id }, now)
    },
  }
}

/**
 * Frees what was claimed before this program began. Only one program uses an SQLite store, so a crash has left it. On
 * PostgreSQL another node may be sending it.
 */
const releaseLeft =
  (database: Database) =>
  async (now = Date.now()) => {
    if (database.engine === 'postgres') return
    const notices = database.kysely.withTables<NoticeTables>().updateTable('notices')
    const left = notices.set({ holder: null, next_at: now }).where('state', '=', 'waiting')
    await left.where('holder', 'is not', null).execute()
  }

async function isAnyDue(db: ReturnType<typeof withNotices>, now: number) {
  const due = db.selectFrom('notices').select('id').where('state', '=', 'waiting').where('next_at', '<=', now)
  return (await due.limit(1).executeTakeFirst()) !== undefined
}

const withNotices = ({ kysely }: Database) => kysely.withTables<NoticeTables>()

const open = ({ content, ...row }: NoticeRow, secrets: Pick<Secrets, 'open'>): OpenedNotice[] =>
  content === null ? [] : [{ ...row, at: Number(row.at), content: JSON.parse(secrets.open(content)) }]

async function insertNotices(trx: Trx, notices: readonly NewNotice[], { secrets, newId }: Deps, now = Date.now()) {
  const rows = notices.map(
    ({ content, incident, turn, ...notice }): NoticeRow => ({
      ...notice,
      id: newId(),
      at: now,
      content: secrets.seal(JSON.stringify(content)),
      state: 'waiting',
      attempts: 0,
      round: 0,
      next_at: now,
      sent_at: null,
      error: null,
      holder: null,
      released: 0,
      incident: incident ?? null,
      turn: turn ?? null,
      acknowledged_by: null,
      acknowledged_at: null,
    }),
  )
  const planned = await planTurns(trx, rows)
  await inChunks(planned, (some) =>
    trx
      .withTables<NoticeTables>()
      .insertInto('notices')
      .values(some)
      .onConflict((conflict) => conflict.column('key').doNothing())
      .execute(),
  )
  return rows.map(({ id }) => id)
}

async function findRow(db: ReturnType<Trx['withTables']>, id: string) {
  const row = await db
    .withTables<NoticeTables>()
    .selectFrom('notices')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw notFound('notice-not-found', { id })
  return row
}

const toInstant = (milliseconds: number) => new Date(Number(milliseconds)).toISOString()

const toOnCall = ({ acknowledged_by: by, acknowledged_at: at }: NoticeRow) =>
  by === null || at === null ? {} : { acknowledged: { by, at: toInstant(at) } }

function toView(row: NoticeRow): Notice {
  return {
    _id: row.id,
    timestamp: toInstant(row.at),
    kind: row.kind,
    method: row.method,
    recipient: row.recipient,
    subject: row.subject,
    state: row.state,
    attempts: row.attempts,
    ...((row.state === 'waiting' || row.state === 'held' || row.state === 'queued') && {
      nextAttempt: toInstant(row.next_at),
    }),
    ...(row.sent_at !== null && { sent: toInstant(row.sent_at) }),
    ...(row.error !== null && { error: JSON.parse(row.error) }),
    ...(row.turn !== null && { onCall: toOnCall(row) }),
  }
}
