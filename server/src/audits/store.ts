import { type Audit, NewAudit } from '@mediary/contract/operations/audits'
import type { AuditFilters } from '@mediary/contract/operations/audits/filters'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import { type IdGenerator, leastIdAt } from '../platform/ids.ts'
import { knownOptions, type OptionTables, readOptions, toOptionRow } from './options.ts'
import { listConditions, listOptions, listTerms, type Term } from './rules.ts'

type AuditRow = {
  id: string
  at: number
  event_at: number
  document: string
  raw_message: string | null
  unreadable: string | null
  /** 1: to be sent to the audit repository. */
  unsent: number | null
}
type TermRow = Term & { event_at: number; audit_id: string }
type Tables = { audits: AuditRow; audit_terms: TermRow } & OptionTables

/** `unsent`: to be sent to the audit repository. `unreadable`: why the message could not be read. */
export type Entry = { audit: NewAudit; unreadable?: string; unsent?: boolean }
type Search = { limit: number; page: number; filters: AuditFilters }

export type AuditStore = ReturnType<typeof auditStore>

export function auditStore(database: Database, { newId }: { newId: IdGenerator }) {
  const db = database.kysely.withTables<Tables>()
  const options = knownOptions()

  return {
    /** Adds entries in one commit. */
    async add(given: readonly Entry[]) {
      const entries = given.map((entry) => ({ ...entry, audit: replaceNulls(entry.audit) }))
      const rows = entries.map((entry) => ({ row: toRow(entry, newId), entry }))
      const terms = rows.flatMap(({ row, entry }) =>
        listTerms(entry.audit).map((term) => ({ ...term, event_at: row.event_at, audit_id: row.id })),
      )
      const fresh = options.filterNew(entries.flatMap(({ audit }) => listOptions(audit)))
      await db.transaction().execute(async (trx) => {
        for (const some of chunk(rows))
          await trx
            .insertInto('audits')
            .values(some.map(({ row }) => row))
            .execute()
        for (const some of chunk(terms)) await trx.insertInto('audit_terms').values(some).execute()
        for (const some of chunk(fresh.map(toOptionRow)))
          await trx
            .insertInto('audit_options')
            .values(some)
            .onConflict((conflict) => conflict.doNothing())
            .execute()
      })
      options.remember(fresh)
    },

    /** Returns the entries that pass the filters, newest first. */
    async list({ limit, page, filters }: Search): Promise<Audit[]> {
      const rows = await select(db, filters)
        .limit(limit)
        .offset(limit * page)
        .execute()
      return rows.map(toAudit)
    },

    async find(id: string): Promise<Audit | undefined> {
      const row = await db.selectFrom('audits').selectAll().where('id', '=', id).executeTakeFirst()
      return row && toAudit(row)
    },

    listUnsent: (limit: number) => listUnsent(db, limit),

    async markSent(ids: readonly string[]) {
      if (ids.length) await db.updateTable('audits').set({ unsent: null }).where('id', 'in', ids).execute()
    },

    countUnsent: (before: number) => countUnsent(db, before),

    options: () => readOptions(database),
  }
}

/** Returns the oldest entries that the audit repository does not have yet. */
async function listUnsent(db: Kysely<Tables>, limit: number): Promise<{ id: string; audit: NewAudit }[]> {
  const unsent = db.selectFrom('audits').select(['id', 'document']).where('unsent', '=', 1)
  const rows = await unsent.orderBy('id').limit(limit).execute()
  return rows.map(({ id, document }) => ({ id, audit: NewAudit.parse(JSON.parse(document)) }))
}

/** Counts the entries that have waited for the audit repository since before an instant. */
async function countUnsent(db: Kysely<Tables>, before: number) {
  const { count, oldest } = await db
    .selectFrom('audits')
    .select(({ fn }) => [fn.countAll().as('count'), fn.min('at').as('oldest')])
    .where('unsent', '=', 1)
    .where('at', '<', before)
    .executeTakeFirstOrThrow()
  return { count: Number(count), oldest: oldest === null ? undefined : Number(oldest) }
}

/** PostgreSQL has no U+0000 in texts, and one message of a stranger would hold up all others. */
function replaceNulls(audit: NewAudit): NewAudit {
  const text = JSON.stringify(audit)
  if (!text.includes('\\u0000')) return audit
  const replace = (_key: string, value: unknown) =>
    typeof value === 'string' ? value.replaceAll('\u0000', '\ufffd') : value
  return NewAudit.parse(JSON.parse(text, replace))
}

function toRow({ audit, unreadable, unsent }: Entry, newId: IdGenerator): AuditRow {
  const { rawMessage, ...document } = audit
  const at = Date.now()
  const eventAt = Date.parse(audit.eventIdentification.eventDateTime ?? '')
  return {
    id: newId(at),
    at,
    event_at: Number.isNaN(eventAt) ? at : eventAt,
    document: JSON.stringify(document),
    raw_message: rawMessage ?? null,
    unreadable: unreadable ?? null,
    unsent: unsent ? 1 : null,
  }
}

/** Deletes at most `limit` audits that were recorded before a time, and returns how many it deleted. */
export async function deleteOldAudits({ kysely }: Database, before: number, limit: number) {
  const db = kysely.withTables<Tables>()
  const old = db.selectFrom('audits').select('id').where('id', '<', leastIdAt(before)).orderBy('id').limit(limit)
  const { numDeletedRows } = await db.deleteFrom('audits').where('id', 'in', old).executeTakeFirst()
  return Number(numDeletedRows)
}

function select(db: Kysely<Tables>, filters: AuditFilters) {
  const [first, ...others] = listConditions(filters)
  const times = listTimes(filters)
  const base = first
    ? db
        .selectFrom('audit_terms as found')
        .innerJoin('audits', 'audits.id', 'found.audit_id')
        .where('found.name', '=', first.name)
        .where('found.value', '=', first.value)
        .where((eb) => eb.and(times.map(([operator, time]) => eb('found.event_at', operator, time))))
        .where((eb) => eb.and(others.map((term) => eb.exists(hasTerm(db, term)))))
        .orderBy('found.event_at', 'desc')
        .orderBy('found.audit_id', 'desc')
    : db
        .selectFrom('audits')
        .where((eb) => eb.and(times.map(([operator, time]) => eb('audits.event_at', operator, time))))
        .orderBy('audits.event_at', 'desc')
        .orderBy('audits.id', 'desc')
  return base.selectAll('audits')
}

const hasTerm = (db: Kysely<Tables>, { name, value }: Term) =>
  db
    .selectFrom('audit_terms as other')
    .select('other.name')
    .where('other.name', '=', name)
    .where('other.value', '=', value)
    .where('other.event_at', '=', sql.ref<number>('audits.event_at'))
    .where('other.audit_id', '=', sql.ref<string>('audits.id'))

function listTimes(filters: AuditFilters) {
  const { $gt, $gte, $lt, $lte } = filters['eventIdentification.eventDateTime'] ?? {}
  const all = [
    ['>', $gt],
    ['>=', $gte],
    ['<', $lt],
    ['<=', $lte],
  ] as const
  return all.flatMap(([operator, time]) => (time === undefined ? [] : [[operator, time] as const]))
}

function toAudit({ id, event_at, document, raw_message, unreadable, unsent }: AuditRow): Audit {
  const { eventIdentification, ...others } = NewAudit.parse(JSON.parse(document))
  return {
    _id: id,
    ...others,
    eventIdentification: { ...eventIdentification, eventDateTime: new Date(event_at).toISOString() },
    rawMessage: raw_message ?? undefined,
    unreadable: unreadable ?? undefined,
    unsent: unsent === 1 || undefined,
  }
}

const rowsOfInsert = 100
const chunk = <T>(rows: T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / rowsOfInsert) }, (_, i) =>
    rows.slice(i * rowsOfInsert, (i + 1) * rowsOfInsert),
  )
