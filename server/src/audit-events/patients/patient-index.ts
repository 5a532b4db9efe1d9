// The index of the patients of events. It holds no event: it tells which rows of the record and of the audits name a patient.
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../platform/database/database.ts'
import { inChunks } from '../../platform/database/in-chunks.ts'
import type { Reader } from '../../platform/database/reader.ts'
import { leastIdAt } from '../../platform/ids.ts'
import type { PatientId } from './rules.ts'

/** The kinds of events: from the record, from the audit log, and from the views of bodies. */
export const eventKinds = ['transaction', 'audit', 'body-view'] as const
export type EventKind = (typeof eventKinds)[number]

/** `hashed`: the channel wants a keyed hash of the value, and not the value. */
export type FoundPatient = PatientId & { hashed?: boolean }

export type EventPatients = { kind: EventKind; id: string; patients: readonly FoundPatient[] }

type Row = { value: string; system: string; id: string; kind: EventKind }
type Tables = { event_patients: Row }
type Digest = (text: string) => string

export type PatientIndex = ReturnType<typeof patientIndex>

/** `digest`: the keyed hash of a value. */
export function patientIndex(reader: Pick<Reader, 'kysely'>, digest: Digest) {
  const db = reader.kysely.withTables<Tables>()
  return {
    /** Returns the patients of events, by the ids of the events. */
    async listPatients(ids: readonly string[]): Promise<Map<string, PatientId[]>> {
      const rows = await inChunks(ids, (some) =>
        db
          .selectFrom('event_patients')
          .selectAll()
          .where('id', 'in', some)
          .orderBy('value')
          .orderBy('system')
          .execute(),
      )
      const groups = Map.groupBy(rows, ({ id }) => id)
      return new Map([...groups].map(([id, found]) => [id, found.map(toPatientId)]))
    },

    /** Returns the events of a patient, newest first. */
    async listEvents(patient: PatientQuery, { before, from, limit }: EventRange) {
      const rows = await db
        .selectFrom('event_patients')
        .select(['id', 'kind'])
        .distinct()
        .where('value', 'in', toStoredValues(patient, digest))
        .$if(patient.system !== undefined, (query) => query.where('system', '=', patient.system ?? ''))
        .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
        .$if(from !== undefined, (query) => query.where('id', '>=', from ?? ''))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows
    },

    ...patientLookups(reader, digest),
  }
}

/** Returns what finds the transactions and events of the patients that a text means. */
function patientLookups(reader: Pick<Reader, 'kysely'>, digest: Digest) {
  const db = reader.kysely.withTables<Tables>()
  const selectOfPatient = (patient: string) =>
    db
      .selectFrom('event_patients')
      .select(['id', 'kind'])
      .distinct()
      .where((eb) =>
        eb.or(
          readPatientQueries(patient).map((query) =>
            eb.and([
              eb('value', 'in', toStoredValues(query, digest)),
              ...(query.system === undefined ? [] : [eb('system', '=', query.system)]),
            ]),
          ),
        ),
      )

  return {
    /** Returns those of some transactions that name one of the patients. */
    async listNamed(ids: readonly string[], patients: readonly string[]): Promise<string[]> {
      const queries = patients.flatMap(readPatientQueries)
      const values = queries.flatMap((query) => toStoredValues(query, digest))
      const rows = await inChunks(ids, (some) =>
        db.selectFrom('event_patients').selectAll().where('id', 'in', some).where('value', 'in', values).execute(),
      )
      return rows.filter((row) => queries.some((query) => isMatch(row, query, digest))).map(({ id }) => id)
    },

    /** Counts the transactions that name a patient. */
    countEvents: async (patient: string) =>
      (await selectOfPatient(patient).where('kind', '=', 'transaction').execute()).length,

    /** Returns the transactions of a range of ids that name a patient. */
    async listBetween(patient: string, { from, before }: { from: string; before: string }): Promise<string[]> {
      const rows = await selectOfPatient(patient)
        .where('kind', '=', 'transaction')
        .where('id', '>=', from)
        .where('id', '<', before)
        .execute()
      return rows.map(({ id }) => id)
    },

    /** Returns the events of everybody whom a text may mean, newest first. */
    listEventsNamed: (patient: string, { before, limit }: EventRange) =>
      selectOfPatient(patient)
        .$if(before !== undefined, (query) => query.where('id', '<', before ?? ''))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),
  }
}

/** Returns the patients that a person means: `Patient/123`, `system|value`, or a value that may be either. */
function readPatientQueries(text: string): PatientQuery[] {
  if (text.startsWith('Patient/')) return [{ value: text }]
  const bar = text.lastIndexOf('|')
  if (bar !== -1) return [{ system: text.slice(0, bar), value: text.slice(bar + 1) }]
  return [{ value: text }, { value: `Patient/${text}` }]
}

const isMatch = (row: Row, query: PatientQuery, digest: Digest) =>
  toStoredValues(query, digest).includes(row.value) && (query.system === undefined || query.system === row.system)

/** A patient that is looked for. Without a system, identifiers of every system match. */
export type PatientQuery = { value: string; system?: string }
type EventRange = { before?: string | undefined; from?: string | undefined; limit: number }

const toStoredValues = ({ value }: PatientQuery, digest: Digest) => [`=${value}`, toHash(value, digest)]
const toHash = (value: string, digest: Digest) => `#${digest(`patient\0${value}`)}`

/** Adds the patients of events. What is there already stays. */
export async function addEventPatients(trx: Kysely<object>, events: readonly EventPatients[], digest: Digest) {
  const rows = events.flatMap(({ kind, id, patients }) => patients.map((one) => ({ ...toRow(one, digest), id, kind })))
  await inChunks(rows, (some) =>
    trx
      .withTables<Tables>()
      .insertInto('event_patients')
      .values(some)
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .execute(),
  )
}

function toRow(patient: FoundPatient, digest: Digest): Pick<Row, 'value' | 'system'> {
  if ('reference' in patient) return { value: `=${patient.reference}`, system: '' }
  const { system, value, hashed } = patient
  return { system, value: hashed ? toHash(value, digest) : `=${value}` }
}

/** A hash stands for the value that nobody keeps. */
function toPatientId({ value, system }: Row): PatientId {
  const isReference = system === '' && /^=Patient\/[A-Za-z0-9.-]{1,64}$/.test(value)
  if (isReference) return { reference: value.slice(1) }
  return { system, value: value.startsWith('=') ? value.slice(1) : value }
}

/** Builds the statement that deletes what the index has of transactions. */
export const deleteEventPatients = (ids: readonly string[]) =>
  sql`delete from event_patients where id in (${sql.join(ids)})`

/** Deletes at most `limit` rows of audits and of views that are older than a time, and returns how many it deleted. */
export async function deleteOldEventPatients({ kysely }: Pick<Database, 'kysely'>, before: number, limit: number) {
  const { numAffectedRows = 0n } = await sql`delete from event_patients where (value, id, system) in (
    select value, id, system from event_patients where id < ${leastIdAt(before)} and kind <> 'transaction'
    limit ${sql.lit(limit)})`.execute(kysely)
  return Number(numAffectedRows)
}
