import type { Database } from '../platform/database/database.ts'
import { inChunks } from '../platform/database/in-chunks.ts'
import { type Progress, readProgress, saveProgress } from '../platform/database/progress.ts'
import { isNotImported } from '../transactions/index.ts'
import type { AlertState, Ended } from './rules.ts'

type RecordRow = {
  id: string
  channel: string
  status: string
  response_status: number | null
  responded_at: number | null
  requested_at: number
  shadow: number | null
}
type Tables = {
  alert_states: { id: string; state: string }
  transactions: RecordRow
  reruns: { id: string; attempt: number | null }
}
type Trx = Database['kysely']

const name = 'alerts'

type AlertStore = ReturnType<typeof alertStore>

/** The progress and the states of alerts, and the part of the record that they read. */
export function alertStore(database: Database) {
  const db = database.kysely.withTables<Tables>()
  const select = () =>
    db
      .selectFrom('transactions')
      .leftJoin('reruns', 'reruns.id', 'transactions.id')
      .select(['transactions.id', 'channel', 'status', 'response_status', 'responded_at', 'requested_at', 'attempt'])
      // What was forwarded nowhere, or by another program, fires no alert.
      .where('shadow', 'is', null)
      .where(isNotImported)
  return {
    readProgress: () => readProgress(database, name),

    async readStates(): Promise<Map<string, AlertState>> {
      const rows = await db.selectFrom('alert_states').selectAll().execute()
      return new Map(rows.map(({ id, state }) => [id, JSON.parse(state)]))
    },

    listAfter: (after: string, until: string, limit: number) =>
      select()
        .where('transactions.id', '>', after)
        .where('transactions.id', '<=', until)
        .orderBy('transactions.id')
        .limit(limit)
        .execute(),

    listEnded: (ids: string[]) =>
      inChunks(ids, (some) =>
        select().where('transactions.id', 'in', some).where('status', '<>', 'Processing').execute(),
      ),

    async newest(until: string): Promise<string | undefined> {
      const row = await db
        .selectFrom('transactions')
        .select('id')
        .where('id', '<=', until)
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row?.id
    },

    /** Saves progress, states and what `more` writes, or nothing. */
    save: (former: Progress | undefined, next: Progress, changes: Changes, more: (trx: Trx) => Promise<unknown>) =>
      database.kysely.transaction().execute(async (trx) => {
        await saveProgress(trx, name, former, next)
        await saveStates(trx, changes)
        await more(trx)
      }),
  }
}

/** Lists the newest transactions of a channel since an id, also imported ones, without those that are under way. */
export const listOfChannel = ({ kysely }: Pick<Database, 'kysely'>, channel: string, after: string, limit: number) =>
  kysely
    .withTables<Tables>()
    .selectFrom('transactions')
    .leftJoin('reruns', 'reruns.id', 'transactions.id')
    .select(['transactions.id', 'channel', 'status', 'response_status', 'responded_at', 'requested_at', 'attempt'])
    .where('channel', '=', channel)
    .where('transactions.id', '>', after)
    .where('shadow', 'is', null)
    .orderBy('transactions.id', 'desc')
    .limit(limit)
    .execute()

type Changes = { changed: ReadonlyMap<string, AlertState>; removed: readonly string[] }

async function saveStates(trx: Trx, { changed, removed }: Changes) {
  const tables = trx.withTables<Tables>()
  await inChunks([...changed], (some) =>
    tables
      .insertInto('alert_states')
      .values(some.map(([id, state]) => ({ id, state: JSON.stringify(state) })))
      .onConflict((conflict) => conflict.column('id').doUpdateSet((eb) => ({ state: eb.ref('excluded.state') })))
      .execute(),
  )
  await inChunks(removed, (some) => tables.deleteFrom('alert_states').where('id', 'in', some).returning('id').execute())
}

type Row = Awaited<ReturnType<AlertStore['listAfter']>>[number]

/** Turns rows of the record into transactions that have ended, and the ids of those that have not. */
export const sortRows = (rows: readonly Row[]): { ended: Ended[]; unfinished: string[] } => ({
  ended: rows.filter(({ status }) => status !== 'Processing').map(toEnded),
  unfinished: rows.filter(({ status }) => status === 'Processing').map(({ id }) => id),
})

const toEnded = (row: Row): Ended => ({
  id: row.id,
  channel: row.channel,
  at: Number(row.responded_at ?? row.requested_at),
  responseStatus: row.response_status,
  failed: row.status === 'Failed',
  attempt: row.attempt,
})
