// Legal holds: which transactions nothing may remove, until somebody releases them.
import type { LegalHold } from '@mediary/contract/transactions/legal-holds'
import { sql } from 'kysely'
import { type PatientIndex, readIndexedUntil } from '../audit-events/index.ts'
import type { Database } from '../platform/database/database.ts'
import { inChunks } from '../platform/database/in-chunks.ts'
import { type IdGenerator, leastIdAt } from '../platform/ids.ts'

type HoldRow = {
  id: string
  patient: string | null
  filters: string | null
  reason: string
  placed_by: string
  placed_at: number
  released_by: string | null
  released_at: number | null
  release_reason: string | null
}
type HeldRow = { transaction_id: string; hold: string }
type Tables = {
  legal_holds: HoldRow
  held_transactions: HeldRow
  transactions: { id: string; channel: string }
}
type NewHold = { patient?: string | undefined; filters?: object | undefined; reason: string; by: string }
type Index = Pick<PatientIndex, 'listNamed' | 'countEvents' | 'listBetween'>

export type LegalHolds = ReturnType<typeof legalHoldStore>

export function legalHoldStore(database: Database, { newId, index }: { newId: IdGenerator; index: Index }) {
  const db = database.kysely.withTables<Tables>()

  return {
    /** Places a hold. `ids`: the transactions of a case. */
    async place({ patient, filters, reason, by }: NewHold, ids: readonly string[]): Promise<string> {
      const row = toRow(newId(Date.now()), { patient, filters, reason, by })
      await db.transaction().execute(async (trx) => {
        await trx.insertInto('legal_holds').values(row).execute()
        await inChunks(ids, (some) =>
          trx
            .insertInto('held_transactions')
            .values(some.map((transaction_id) => ({ transaction_id, hold: row.id })))
            .returning('hold')
            .execute(),
        )
      })
      return row.id
    },

    /** Returns false when there is no such hold, or it was released before. */
    async release(id: string, { reason, by }: { reason: string; by: string }): Promise<boolean> {
      const { numUpdatedRows } = await db
        .updateTable('legal_holds')
        .set({ released_by: by, released_at: Date.now(), release_reason: reason })
        .where('id', '=', id)
        .where('released_at', 'is', null)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    async list(state?: 'active' | 'released'): Promise<LegalHold[]> {
      const rows = await db
        .selectFrom('legal_holds')
        .selectAll()
        .$if(state === 'active', (query) => query.where('released_at', 'is', null))
        .$if(state === 'released', (query) => query.where('released_at', 'is not', null))
        .orderBy('id', 'desc')
        .execute()
      return Promise.all(
        rows.map(async (row) =>
          toView(row, await (row.patient === null ? countHeld(database, row.id) : index.countEvents(row.patient))),
        ),
      )
    },

    ...heldFinder(database, index),
  }
}

/** Selects the transactions of cases that active holds keep. */
const selectHeld = ({ kysely }: Database) =>
  kysely
    .withTables<Tables>()
    .selectFrom('held_transactions')
    .innerJoin('legal_holds', 'legal_holds.id', 'held_transactions.hold')
    .select('transaction_id')
    .where('released_at', 'is', null)

async function listActivePatients({ kysely }: Database) {
  const holds = kysely.withTables<Tables>().selectFrom('legal_holds').select('patient').where('released_at', 'is', null)
  return (await holds.execute()).flatMap(({ patient }) => patient ?? [])
}

/** Tells whether a transaction of a range of ids is held. What is not indexed yet counts as held while a patient is. */
async function isRangeHeld(
  database: Database,
  index: Index,
  range: { from: string; before: string },
): Promise<boolean> {
  const { from, before } = range
  const ofCases = selectHeld(database).where('transaction_id', '>=', from).where('transaction_id', '<', before)
  if ((await ofCases.limit(1).execute()).length > 0) return true
  const patients = await listActivePatients(database)
  if (patients.length === 0) return false
  const { after, unfinished } = await readIndexedUntil(database)
  if (after < before || unfinished.some((id) => id >= from && id < before)) return true
  for (const patient of patients) if ((await index.listBetween(patient, range)).length > 0) return true
  return false
}

/** Returns what tells which transactions active holds keep. */
function heldFinder(database: Database, index: Index) {
  const db = database.kysely.withTables<Tables>()
  return {
    isRangeHeld: (range: { from: string; before: string }) => isRangeHeld(database, index, range),

    /** Returns those of some transactions that are held. What is not indexed yet counts as held while a patient is. */
    async findHeld(ids: readonly string[]): Promise<ReadonlySet<string>> {
      const patients = await listActivePatients(database)
      const ofCases = await inChunks(ids, (some) => selectHeld(database).where('transaction_id', 'in', some).execute())
      const held = new Set(ofCases.map((row) => row.transaction_id))
      if (patients.length === 0) return held
      const { after, unfinished } = await readIndexedUntil(database)
      const named = await index.listNamed(ids, patients)
      const waiting = ids.filter((id) => id > after || unfinished.includes(id))
      return new Set([...held, ...named, ...waiting])
    },

    /** Tells whether a transaction of a channel and a month, such as 2026-11, is held. */
    async isMonthHeld(channel: string, month: string): Promise<boolean> {
      const start = Date.parse(`${month}-01T00:00:00Z`)
      const range = { from: leastIdAt(start), before: leastIdAt(findNextMonth(start)) }
      const ofCases = await selectHeld(database)
        .innerJoin('transactions', 'transactions.id', 'held_transactions.transaction_id')
        .where('transactions.channel', '=', channel)
        .where('transactions.id', '>=', range.from)
        .where('transactions.id', '<', range.before)
        .limit(1)
        .execute()
      if (ofCases.length > 0) return true
      const patients = await listActivePatients(database)
      if (patients.length === 0) return false
      if ((await readIndexedUntil(database)).after < range.before) return true
      for (const patient of patients) {
        const ids = await index.listBetween(patient, range)
        const found = await inChunks(ids, (some) =>
          db
            .selectFrom('transactions')
            .select('id')
            .where('id', 'in', some)
            .where('channel', '=', channel)
            .limit(1)
            .execute(),
        )
        if (found.length > 0) return true
      }
      return false
    },
  }
}

const findNextMonth = (start: number) => {
  const date = new Date(start)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1)
}

async function countHeld({ kysely }: Database, hold: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from held_transactions
    where hold = ${hold}`.execute(kysely)
  return Number(rows[0]?.count ?? 0)
}

const toRow = (id: string, { patient, filters, reason, by }: NewHold): HoldRow => ({
  id,
  patient: patient ?? null,
  filters: filters === undefined ? null : JSON.stringify(filters),
  reason,
  placed_by: by,
  placed_at: Date.now(),
  released_by: null,
  released_at: null,
  release_reason: null,
})

const toInstant = (at: number) => new Date(Number(at)).toISOString()

const toView = (row: HoldRow, transactions: number): LegalHold => ({
  _id: row.id,
  ...(row.patient !== null && { patient: row.patient }),
  ...(row.filters !== null && { filters: JSON.parse(row.filters) }),
  reason: row.reason,
  placedBy: row.placed_by,
  placedAt: toInstant(row.placed_at),
  ...(row.released_by !== null && { releasedBy: row.released_by }),
  ...(row.released_at !== null && { releasedAt: toInstant(row.released_at) }),
  ...(row.release_reason !== null && { releaseReason: row.release_reason }),
  transactions,
})
