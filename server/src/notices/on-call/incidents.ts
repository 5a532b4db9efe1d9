// The notices of people on call: each waits for its turn, until somebody acknowledges or the incident ends.
import type { Database } from '../../platform/database/database.ts'
import { conflict } from '../../platform/http/problem.ts'
import type { NoticeRow, NoticeTables, Trx } from '../rows.ts'
import { findTurn, isBeginning, isEnd } from './rules.ts'

type Acknowledged = Pick<NoticeRow, 'acknowledged_by' | 'acknowledged_at'>

const withNotices = (trx: Trx) => trx.withTables<NoticeTables>()

/**
 * Decides the states in which the notices of incidents are stored. A beginning waits for its turn. The end of an incident cancels
 * the beginnings whose turn has not come, and nobody learns what follows a beginning that they never got.
 */
export async function planTurns(trx: Trx, rows: readonly NoticeRow[]): Promise<NoticeRow[]> {
  const ended = rows.filter(({ incident, kind }) => incident !== null && isEnd(kind))
  await cancelQueued(
    trx,
    ended.map(({ incident }) => incident ?? ''),
  )
  const incidents = [...new Set(rows.flatMap(({ incident }) => incident ?? []))]
  if (incidents.length === 0) return [...rows]
  const known = await withNotices(trx)
    .selectFrom('notices')
    .select(['incident', 'kind', 'method', 'recipient', 'state', 'acknowledged_by', 'acknowledged_at'])
    .where('incident', 'in', incidents)
    .where('turn', 'is not', null)
    .execute()
  const untold = new Set(known.filter(({ state }) => state === 'queued' || state === 'cancelled').map(toPersonKey))
  const acknowledged = new Map(known.filter((row) => row.acknowledged_at !== null).map((row) => [row.incident, row]))
  return rows.map((row) => planTurn(row, acknowledged.get(row.incident), untold))
}

function planTurn(row: NoticeRow, acknowledged: Acknowledged | undefined, untold: ReadonlySet<string>): NoticeRow {
  if (row.incident === null) return row
  if (!isBeginning(row.kind)) return untold.has(toPersonKey(row)) ? { ...row, state: 'cancelled' } : row
  if (row.turn === null) return row
  if (acknowledged) {
    const { acknowledged_by, acknowledged_at } = acknowledged
    return { ...row, state: 'cancelled', acknowledged_by, acknowledged_at }
  }
  return row.turn === 0 ? row : { ...row, state: 'queued', next_at: findTurn(row.turn, row.at) }
}

const toPersonKey = ({ incident, method, recipient }: Pick<NoticeRow, 'incident' | 'method' | 'recipient'>) =>
  `${incident}\n${method}\n${recipient}`

const cancelQueued = async (trx: Trx, incidents: string[]) => {
  if (incidents.length === 0) return
  await withNotices(trx)
    .updateTable('notices')
    .set({ state: 'cancelled', next_at: 0 })
    .where('incident', 'in', incidents)
    .where('state', '=', 'queued')
    .execute()
}

/** Brings the turns of those who follow forward, so that the next person is told now: this one cannot be reached. */
export async function bringForward(trx: Trx, { id }: Pick<NoticeRow, 'id'>, now: number) {
  const own = await withNotices(trx)
    .selectFrom('notices')
    .select(['incident', 'turn'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!own?.incident || own.turn === null) return
  const following = withNotices(trx)
    .selectFrom('notices')
    .where('incident', '=', own.incident)
    .where('state', '=', 'queued')
    .where('turn', '>', own.turn)
  const { next } = await following.select(({ fn }) => fn.min('next_at').as('next')).executeTakeFirstOrThrow()
  const early = next === null ? 0 : Number(next) - now
  if (early <= 0) return
  await withNotices(trx)
    .updateTable('notices')
    .set(({ eb }) => ({ next_at: eb('next_at', '-', early) }))
    .where('incident', '=', own.incident)
    .where('state', '=', 'queued')
    .where('turn', '>', own.turn)
    .execute()
}

/** The notices that wait for their turn, and what stops them. */
export function onCallNotices(database: Database) {
  const db = withNotices(database.kysely)
  return {
    /** Lets those go whose turn has come. Their quiet hours are judged when they are sent. */
    async releaseTurns(now: number) {
      const due = db.selectFrom('notices').select('id').where('state', '=', 'queued').where('next_at', '<=', now)
      // A write would wait for the gateway, also when nothing is due.
      const ids = (await due.limit(1_000).execute()).map(({ id }) => id)
      if (ids.length === 0) return
      await db
        .updateTable('notices')
        .set({ state: 'waiting', next_at: now })
        .where('id', 'in', ids)
        .where('state', '=', 'queued')
        .execute()
    },

    /** Stores who works on what a notice says. What has not been sent yet is sent to nobody. A second person changes nothing. */
    acknowledge: (id: string, by: string, now = Date.now()) =>
      database.kysely.transaction().execute(async (trx) => {
        const notice = withNotices(trx).selectFrom('notices').select(['incident', 'turn']).where('id', '=', id)
        const { incident = null, turn = null } = (await notice.executeTakeFirst()) ?? {}
        if (incident === null || turn === null) throw conflict('notice-not-on-call')
        const ofIncident = () =>
          withNotices(trx).updateTable('notices').where('incident', '=', incident).where('turn', 'is not', null)
        await ofIncident()
          .set({ acknowledged_by: by, acknowledged_at: now })
          .where('acknowledged_at', 'is', null)
          .execute()
        await ofIncident()
          .set({ state: 'cancelled', next_at: 0 })
          .where('state', 'in', ['waiting', 'queued', 'held'])
          .where('holder', 'is', null)
          .execute()
      }),
  }
}
