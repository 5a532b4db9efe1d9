import { type Kysely, sql } from 'kysely'
import type { Database } from './database.ts'
import { inChunks } from './in-chunks.ts'
import { type RecordedTables, type RowChange, recordRows } from './row-changes.ts'

/** A document of the configuration that was made, changed or removed. */
export type Change = { seq: number; kind: ChangeKind; id: string }
export type ChangeKind =
  | 'client'
  | 'role'
  | 'channel'
  | 'certificate'
  | 'user'
  | 'setting'
  | 'mediator'
  | 'contact-group'
  | 'visualizer'
  | 'app'
  | 'saved-view'

type Tables = { changes: Change & { at: number } }

export type Changes = ReturnType<typeof changeLog>

/** Changes configuration: `touch` notes what changed, in the same transaction. Resolves when every gateway worker obeys. */
export type Write = <T>(work: (trx: Database['kysely'], touch: Touch) => Promise<T>) => Promise<T>
export type Touch = (kind: ChangeKind, id: string) => void

/** Keeps what a change did to the rows of some tables, in the same transaction. */
export type Recorder = {
  tables: RecordedTables
  record: (trx: Database['kysely'], changes: RowChange[]) => Promise<void>
}

const recordNothing: Recorder = { tables: {}, record: async () => undefined }

export function changeLog(
  database: Database,
  publish: (seq: number) => Promise<void>,
  { tables, record }: Recorder = recordNothing,
) {
  const db = database.kysely.withTables<Tables>()

  const write: Write = async (work) => {
    const touched: { kind: ChangeKind; id: string }[] = []
    const { result, seq } = await database.kysely.transaction().execute(async (trx) => {
      // One writer of configuration at a time, so that changes become visible in the order of their numbers.
      if (database.engine === 'postgres') await sql`select pg_advisory_xact_lock(4820001)`.execute(trx)
      const rows = recordRows(trx, tables)
      const result = await work(rows.trx, (kind, id) => touched.push({ kind, id }))
      await record(trx, await rows.listChanges())
      const noted = trx.withTables<Tables>()
      let seq = await lastSeq(noted)
      const announced = touched.map((change) => ({ ...change, seq: ++seq, at: Date.now() }))
      await inChunks(announced, (some) => noted.insertInto('changes').values(some).execute())
      return { result, seq }
    })
    if (touched.length) await publish(seq)
    return result
  }

  return {
    write,
    last: () => lastSeq(db),
    since: changesSince(db),
    /** Returns when each of these documents was changed last, in milliseconds since 1970. */
    changedAt: (kind: ChangeKind, ids: readonly string[]) => findChangeTimes(db, kind, ids),
  }
}

/** Ends a transaction whose work must not stay. */
class Rehearsed extends Error {}

/** Returns a `write` that does its work and undoes it: what fails would fail, and what succeeds would succeed. */
export const rehearse =
  (database: Database): Write =>
  async (work) => {
    const done = Promise.withResolvers<Awaited<ReturnType<typeof work>>>()
    try {
      await database.kysely.transaction().execute(async (trx) => {
        done.resolve(await work(trx, () => undefined))
        throw new Rehearsed()
      })
    } catch (error) {
      if (!(error instanceof Rehearsed)) throw error
    }
    return done.promise
  }

/** Each refusal asks for changes, so the statement is compiled once. */
function changesSince(db: Kysely<Tables>) {
  const compiled = db.selectFrom('changes').select(['seq', 'kind', 'id']).where('seq', '>', 0).orderBy('seq').compile()
  return async (seq: number): Promise<Change[]> =>
    (await db.executeQuery<Change>({ ...compiled, parameters: [seq] })).rows
}

async function findChangeTimes(db: Kysely<Tables>, kind: ChangeKind, ids: readonly string[]) {
  const rows = await inChunks([...ids], (some) =>
    db
      .selectFrom('changes')
      .select(['id', db.fn.max('at').as('at')])
      .where('kind', '=', kind)
      .where('id', 'in', some)
      .groupBy('id')
      .execute(),
  )
  return new Map(rows.map(({ id, at }) => [id, Number(at)]))
}

async function lastSeq(db: Kysely<Tables>) {
  const row = await db.selectFrom('changes').select(db.fn.max('seq').as('seq')).executeTakeFirst()
  return Number(row?.seq ?? 0)
}
