// Reads what AuditEvents are made of, and makes them. Nothing of an event is stored a second time.

import { NewAudit } from '@mediary/contract/operations/audits'
import { sql } from 'kysely'
import type { BodyViewRow, HeadStore } from '../bodies/index.ts'
import { inChunks } from '../platform/database/in-chunks.ts'
import type { Reader } from '../platform/database/reader.ts'
import type { TransactionRow } from '../transactions/index.ts'
import type { AuditEvent } from './fhir/event.ts'
import { buildAuditEvent, toAuditEventId } from './fhir/from-audit.ts'
import { buildBodyViewEvent, toBodyViewEventId } from './fhir/from-body-view.ts'
import { buildTransactionEvent, findLocation, toEventId } from './fhir/from-transaction.ts'
import { type EventKind, eventKinds, type PatientIndex } from './patients/patient-index.ts'
import { findNamedPatients } from './patients/rules.ts'

type AuditRow = { id: string; at: number; event_at: number; document: string; unreadable: string | null }
type Tables = {
  transactions: TransactionRow
  audits: AuditRow
  body_views: BodyViewRow
  clients: { id: string; client_id: string; definition: string }
}

/** A row of one of the sources. `id` orders all of them by time. */
export type EventId = { kind: EventKind; id: string }
export type FoundEvent = EventId & { event: AuditEvent }

/** A range of ids, newest first: `from` is part of it, `before` is not. */
type IdRange = { from?: string | undefined; before?: string | undefined; limit: number }

type Deps = { index: Pick<PatientIndex, 'listPatients'>; heads: Pick<HeadStore, 'load'>; source: string }
export type EventSource = ReturnType<typeof eventSource>

/** `source`: the name of this installation in audits. */
export function eventSource(reader: Reader, deps: Deps) {
  const load = eventLoaders(reader, deps)
  return {
    /** Returns events by their ids, newest first. Those that are gone are missing. */
    async load(ids: readonly EventId[]): Promise<FoundEvent[]> {
      const byKind = Map.groupBy(ids, ({ kind }) => kind)
      const found = await Promise.all(
        eventKinds.map((kind) => load[kind]((byKind.get(kind) ?? []).map(({ id }) => id))),
      )
      return found.flat().sort((one, other) => (one.id < other.id ? 1 : -1))
    },

    /** Returns the ids of one source in a range, newest first. */
    async listIds(kind: EventKind, { from, before, limit }: IdRange): Promise<EventId[]> {
      const conditions = [
        sql`id >= ${from ?? ''}`,
        ...(before === undefined ? [] : [sql`id < ${before}`]),
        ...(kind === 'transaction'
          ? [sql`responded_at is not null and status <> 'Processing' and shadow is null`]
          : []),
      ]
      const { rows } = await sql<{ id: string }>`select id from ${sql.table(tables[kind])}
        where ${sql.join(conditions, sql` and `)} order by id desc limit ${limit}`.execute(reader.kysely)
      return rows.map(({ id }) => ({ kind, id }))
    },
  }
}

/** Returns what loads the events of each kind. */
function eventLoaders(reader: Reader, { index, heads, source }: Deps) {
  const db = reader.kysely.withTables<Tables>()

  const listTransactions = (ids: readonly string[]) =>
    inChunks(ids, (some) => selectEnded(reader).selectAll('transactions').where('id', 'in', some).execute())

  return {
    transaction: async (ids: readonly string[]): Promise<FoundEvent[]> => {
      const [rows, patients] = await Promise.all([listTransactions(ids), index.listPatients(ids)])
      const clients = await listClients(reader, rows)
      // Only of what a request has created the address is told.
      const ofPosts = await heads.load(rows.filter(({ method }) => method === 'POST').map(({ id }) => id))
      return rows.map((row) => {
        // What is not indexed yet names the patients of its path at least.
        const named = patients.get(row.id) ?? findNamedPatients(row)
        const location = findLocation(ofPosts.get(row.id))
        const about = { patients: named, client: clients.get(row.client ?? ''), source, location }
        const ended = { ...row, responded_at: Number(row.responded_at) }
        return { kind: 'transaction', id: row.id, event: buildTransactionEvent(ended, about) }
      })
    },
    audit: async (ids: readonly string[]): Promise<FoundEvent[]> => {
      const rows = await inChunks(ids, (some) => db.selectFrom('audits').selectAll().where('id', 'in', some).execute())
      const patients = await index.listPatients(ids)
      return rows.map((row) => ({
        kind: 'audit',
        id: row.id,
        event: buildAuditEvent(toAudit(row), Number(row.at), patients.get(row.id) ?? []),
      }))
    },
    'body-view': async (ids: readonly string[]): Promise<FoundEvent[]> => {
      const rows = await inChunks(ids, (some) =>
        db.selectFrom('body_views').selectAll().where('id', 'in', some).execute(),
      )
      const patients = await index.listPatients(ids)
      return rows.map((row) => ({
        kind: 'body-view',
        id: row.id,
        event: buildBodyViewEvent(row, patients.get(row.id) ?? [], source),
      }))
    },
  } satisfies Record<EventKind, (ids: readonly string[]) => Promise<FoundEvent[]>>
}

/** A transaction becomes an event when it has ended. What was recorded in shadow mode told nobody anything. */
const selectEnded = ({ kysely }: Reader) =>
  kysely
    .withTables<Tables>()
    .selectFrom('transactions')
    .where('responded_at', 'is not', null)
    .where('status', '<>', 'Processing')
    .where('shadow', 'is', null)

const tables = { transaction: 'transactions', audit: 'audits', 'body-view': 'body_views' } as const

async function listClients({ kysely }: Reader, rows: readonly Pick<TransactionRow, 'client'>[]) {
  const ids = [...new Set(rows.flatMap(({ client }) => client ?? []))]
  const found = await inChunks(ids, (some) =>
    kysely.withTables<Tables>().selectFrom('clients').selectAll().where('id', 'in', some).execute(),
  )
  return new Map(
    found.map(({ id, client_id, definition }) => [id, { clientID: client_id, name: readName(definition) }]),
  )
}

function readName(definition: string): string {
  const document: unknown = JSON.parse(definition)
  const name: unknown = typeof document === 'object' && document !== null ? Reflect.get(document, 'name') : undefined
  return typeof name === 'string' ? name : ''
}

const toAudit = ({ id, event_at, document, unreadable }: AuditRow) => {
  const { eventIdentification, ...others } = NewAudit.parse(JSON.parse(document))
  const eventDateTime = new Date(Number(event_at)).toISOString()
  return {
    _id: id,
    ...others,
    eventIdentification: { ...eventIdentification, eventDateTime },
    ...(unreadable !== null && { unreadable }),
  }
}

const prefixes = [
  ['transaction', toEventId('')],
  ['audit', toAuditEventId('')],
  ['body-view', toBodyViewEventId('')],
] as const

/** Reads the id of an AuditEvent. */
export function readEventId(text: string): EventId | undefined {
  const found = prefixes.find(([, prefix]) => text.startsWith(prefix))
  const id = found && text.slice(found[1].length)
  return found && id !== undefined && /^[0-9a-f]{24}$/.test(id) ? { kind: found[0], id } : undefined
}
