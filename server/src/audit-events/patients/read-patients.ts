// Finds the patients of what stands in the record, in the audit log and among the views of bodies.

import { NewAudit } from '@mediary/contract/operations/audits'
import type { ExpressionBuilder } from 'kysely'
import type { BodyStore, Heads } from '../../bodies/index.ts'
import type { Database } from '../../platform/database/database.ts'
import { inChunks } from '../../platform/database/in-chunks.ts'
import { findPartEnd } from '../../platform/following/find-part-end.ts'
import {
  type FoundTransaction,
  type KeyedChannel,
  loadSides,
  type TransactionRow,
  type TransactionStore,
} from '../../transactions/index.ts'
import { isPatient } from '../fhir/from-audit.ts'
import { findLocation } from '../fhir/from-transaction.ts'
import type { EventPatients, FoundPatient, PatientIndex } from './patient-index.ts'
import { findCreatedPatient, findNamedPatients, readHl7Identifier, readIdentifier } from './rules.ts'

type Transaction = Pick<TransactionRow, 'id' | 'channel' | 'status' | 'responded_at' | 'method' | 'path' | 'query'>
type AuditRow = { id: string; document: string }
/** The channels with search keys that identify patients, by their ids. */
type Keyed = ReadonlyMap<string, KeyedChannel>
type ViewRow = { id: string; transaction_id: string }
type Tables = { transactions: FoundTransaction; audits: AuditRow; body_views: ViewRow }

/** A table that events are read from. */
export type Source = 'transactions' | 'audits' | 'body_views'

export type PatientSources = {
  transactions: Pick<TransactionStore, 'find' | 'heads'>
  bodies: BodyStore
  index: Pick<PatientIndex, 'listPatients'>
}

export const hasEnded = ({ status, responded_at }: Pick<Transaction, 'status' | 'responded_at'>) =>
  responded_at !== null && status !== 'Processing'

/** Returns what reads events after a position, and finds their patients. */
export function patientReader(
  database: Pick<Database, 'engine' | 'kysely'>,
  { transactions, bodies, index }: PatientSources,
) {
  const { listTransactionsById, ...lists } = eventLists(database)
  /** Returns the patients of transactions, by their ids. */
  const findAll = async (rows: readonly Transaction[], keyed: Keyed) => {
    const wanted = rows.filter((row) => mayCreate(row) || keyed.has(row.channel))
    const heads = await transactions.heads.load(wanted.map(({ id }) => id))
    const patients = new Map<string, FoundPatient[]>()
    for (const row of rows) {
      const recorded = { keyed: keyed.get(row.channel), heads: heads.get(row.id) }
      patients.set(row.id, await findPatients(row, recorded, { transactions, bodies }))
    }
    return patients
  }

  /** Returns the patients of transactions, also of those that are not indexed yet. */
  const findNow = async (all: readonly string[], keyed: Keyed) => {
    const ids = [...new Set(all)].filter((id) => id !== '')
    const patients: Map<string, readonly FoundPatient[]> = await index.listPatients(ids)
    const missing = await listTransactionsById(ids.filter((id) => !patients.has(id)))
    return new Map([...patients, ...(await findAll(missing, keyed))])
  }

  return {
    ...lists,
    listTransactionsById,

    /** `keyed`: the channels with search keys that identify patients. */
    async readTransactions(rows: readonly Transaction[], keyed: Keyed): Promise<EventPatients[]> {
      const found = await findAll(rows, keyed)
      return [...found].map(([id, patients]) => ({ kind: 'transaction', id, patients }))
    },

    /** An entry names the patients of its objects, and those of the transaction that a user opened. */
    async readAudits(rows: readonly AuditRow[], keyed: Keyed): Promise<EventPatients[]> {
      const audits = rows.map(({ id, document }) => ({ id, objects: readObjects(document) }))
      const opened = audits.flatMap(({ objects }) => objects.flatMap(({ participantObjectID: id }) => findOpened(id)))
      const patients = await findNow(opened, keyed)
      return audits.map(({ id, objects }) => ({
        kind: 'audit',
        id,
        patients: objects.flatMap((object) => [
          ...(isPatient(object) ? readHl7Identifier(object.participantObjectID ?? '') : []),
          ...findOpened(object.participantObjectID).flatMap((transaction) => patients.get(transaction) ?? []),
          ...readReportDetail(object),
        ]),
      }))
    },

    async readViews(rows: readonly ViewRow[], keyed: Keyed): Promise<EventPatients[]> {
      const viewed = rows.map((row) => row.transaction_id)
      const patients = await findNow(viewed, keyed)
      return rows.map((row) => ({ kind: 'body-view', id: row.id, patients: patients.get(row.transaction_id) ?? [] }))
    },
  }
}

/** Returns what lists the rows of the sources after a position, in the order of their ids. */
function eventLists({ engine, kysely }: Pick<Database, 'engine' | 'kysely'>) {
  const db = kysely.withTables<Tables>()
  const selectTransactions = () =>
    db.selectFrom('transactions').select(['id', 'channel', 'status', 'responded_at', 'method', 'path', 'query'])
  return {
    listTransactionsById: (ids: readonly string[]): Promise<Transaction[]> =>
      inChunks(ids, (some) => selectTransactions().where('id', 'in', some).execute()),

    /** Reads the next part of the record, without what surely names no patient. `end`: the last id of the part. */
    async readPart(range: { after: string; until: string }, size: number, keyed: Keyed) {
      const { end, more } = await findPartEnd({ kysely }, 'transactions', range, size)
      const rows: Transaction[] = await selectTransactions()
        .where('id', '>', range.after)
        .where('id', '<=', end)
        .where('shadow', 'is', null)
        .where(mayNamePatient(engine, [...keyed.keys()]))
        .orderBy('id')
        .execute()
      return { rows, end, more }
    },

    listAudits: (after: string, until: string, limit: number): Promise<AuditRow[]> =>
      db
        .selectFrom('audits')
        .select(['id', 'document'])
        .where('id', '>', after)
        .where('id', '<=', until)
        .orderBy('id')
        .limit(limit)
        .execute(),

    listViews: (after: string, until: string, limit: number): Promise<ViewRow[]> =>
      db
        .selectFrom('body_views')
        .select(['id', 'transaction_id'])
        .where('id', '>', after)
        .where('id', '<=', until)
        .orderBy('id')
        .limit(limit)
        .execute(),
  }
}

/** The condition that holds for every transaction in which a patient can be found, and for those that have not ended. */
const mayNamePatient =
  (engine: Database['engine'], keyedChannels: string[]) => (eb: ExpressionBuilder<Tables, 'transactions'>) =>
    eb.or([
      eb('responded_at', 'is', null),
      eb('status', '=', 'Processing'),
      eb('path', 'like', '%Patient%'),
      eb('path', 'like', '%_search%'),
      eb('query', '<>', ''),
      eb('response_headers', 'like', '%Patient%'),
      // Of an answer whose headers are in a body file.
      ...(engine === 'sqlite' ? [eb('response_location', 'like', '%Patient%')] : []),
      ...(keyedChannels.length > 0 ? [eb('channel', 'in', keyedChannels)] : []),
    ])

const readObjects = (document: string) => NewAudit.parse(JSON.parse(document)).participantObjectIdentification

/** Returns the transaction that a call of the management API showed. */
const findOpened = (call: string | undefined) => {
  const [, id] = /^GET \/transactions\/([0-9a-f]{24})\b/.exec(call ?? '') ?? []
  return id === undefined ? [] : [id]
}

type AuditObject = ReturnType<typeof readObjects>[number]

/** Somebody asked for the report of this patient, or for its audit events. */
const readReportDetail = ({ participantObjectDetail: detail }: AuditObject) =>
  detail?.type === 'patient' && detail.value ? readPatientText(detail.value) : []

/** Returns the patients that a person or a program means: `Patient/123`, `system|value`, or a value that may be either. */
const readPatientText = (text: string): FoundPatient[] => {
  if (text.startsWith('Patient/')) return findCreatedPatient(text)
  return [...readIdentifier(text), ...(text.includes('|') ? [] : findCreatedPatient(`Patient/${text}`))]
}

const maxFormBytes = 64 * 1024

const mayCreate = ({ method }: Transaction) => method === 'POST' || method === 'PUT'

async function findPatients(
  row: Transaction,
  { keyed, heads }: { keyed: KeyedChannel | undefined; heads: Heads | undefined },
  { transactions, bodies }: Pick<PatientSources, 'transactions' | 'bodies'>,
): Promise<FoundPatient[]> {
  const isForm = row.method === 'POST' && /\/_search\/?$/.test(row.path)
  const form = isForm ? await bodies.first(row.id, 'request', maxFormBytes) : undefined
  const named = findNamedPatients(row, form && Buffer.from(form).toString())
  const created = mayCreate(row) ? findCreatedPatient(findLocation(heads)) : []
  const full = keyed && (await transactions.find(row.id))
  const values = full ? keyed.extract(await loadSides(bodies, full, heads)) : []
  const ofKeys = values.flatMap(({ value, hashed }) =>
    (value.includes('^') ? readHl7Identifier(value) : readIdentifier(value)).map((one) => ({ ...one, hashed })),
  )
  return [...named, ...created, ...ofKeys]
}
