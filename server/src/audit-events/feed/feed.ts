// Feeds a FHIR server with audit events. The positions stand in the store, so that neither a server that is down nor a crash loses one.
import { sql } from 'kysely'
import type { Database } from '../../platform/database/database.ts'
import { type Progress, readProgress, saveProgress } from '../../platform/database/progress.ts'
import { leastIdAt } from '../../platform/ids.ts'
import type { Log } from '../../platform/log.ts'
import { keepDelivering } from '../../platform/network/delivery.ts'
import { isNotImported } from '../../transactions/index.ts'
import type { EventId, EventSource } from '../event-source.ts'
import type { AuditEvent } from '../fhir/event.ts'
import { progressNames } from '../follower.ts'
import { type EventKind, eventKinds } from '../patients/patient-index.ts'
import type { RejectedEvent } from './fhir-client.ts'

const perBatch = 50
const maxUnfinished = 10_000
const maxRefused = 10_000
const refusedName = 'audit-feed-refused'

const sources = {
  transaction: { table: 'transactions', indexed: progressNames.transactions },
  audit: { table: 'audits', indexed: progressNames.audits },
  'body-view': { table: 'body_views', indexed: progressNames.body_views },
} as const satisfies Record<EventKind, { table: string; indexed: string }>

/** Returns the name of the position of a source. */
export const feedName = (kind: EventKind) => `audit-feed-${kind}`

type Options = {
  events: Pick<EventSource, 'load'>
  /** Sends events; returns those that were refused for ever. */
  send: (events: readonly AuditEvent[]) => Promise<RejectedEvent[]>
  mayStart: () => Promise<boolean>
  log: Log
  pauses?: { idle: number; max: number }
}

/** Sends each event once, in the order of its source; after a crash some may be sent twice. Begins when it is switched on. */
export function auditFeed(database: Database, { events, send, mayStart, log, pauses }: Options) {
  const deliver = async () => {
    for (const kind of eventKinds) if (await deliverNext(kind)) return true
    return false
  }

  const deliverNext = async (kind: EventKind): Promise<boolean> => {
    const name = feedName(kind)
    const former = await readProgress(database, name)
    const { after, unfinished } = former ?? { after: leastIdAt(Date.now()), unfinished: [] }
    const until = (await readProgress(database, sources[kind].indexed))?.after ?? ''
    const ids = await listIds(database, kind, { after, until })
    if (!former) await save(database, { name, former, next: { after, unfinished: [] }, refused: [] })
    const waiting = unfinished.slice(0, perBatch)
    if (!former || (ids.length === 0 && waiting.length === 0)) return false
    const own = kind === 'transaction' ? await leaveOutImported(database, ids) : ids
    const found = await events.load([...waiting, ...own].map((id): EventId => ({ kind, id })))
    const sorted = found.toReversed().map(({ event }) => event)
    const refused = sorted.length > 0 ? await send(sorted) : []
    const ended = new Set(found.map(({ id }) => id))
    const open =
      kind === 'transaction'
        ? await listOpen(
            database,
            [...waiting, ...own].filter((id) => !ended.has(id)),
          )
        : []
    const next = {
      after: ids.at(-1) ?? after,
      unfinished: [...unfinished.slice(perBatch), ...open].slice(-maxUnfinished),
    }
    if (sorted.length === 0 && ids.length === 0) return false
    await save(database, { name, former, next, refused })
    for (const { id, status, reason } of refused)
      log.error(
        { event: id, status, reason },
        'the FHIR server refused an audit event; it stands in the list of refused events',
      )
    return true
  }

  return keepDelivering({
    deliver,
    mayStart,
    log,
    pauses,
    texts: {
      failing: 'audit events cannot be sent to the FHIR server; they wait in the store',
      working: 'audit events reach the FHIR server again',
    },
  })
}

type Step = { name: string; former: Progress | undefined; next: Omit<Progress, 'version'>; refused: RejectedEvent[] }

/** Saves a position, and what was refused before it. */
async function save(database: Database, { name, former, next, refused }: Step) {
  const list = refused.length > 0 ? await readProgress(database, refusedName) : undefined
  await database.kysely.transaction().execute(async (trx) => {
    await saveProgress(trx, name, former, { ...next, version: (former?.version ?? 0) + 1 })
    if (refused.length === 0) return
    const all = [...(list?.unfinished ?? []), ...refused.map((one) => JSON.stringify(one))].slice(-maxRefused)
    await saveProgress(trx, refusedName, list, { after: '', unfinished: all, version: (list?.version ?? 0) + 1 })
  })
}

/** Returns the newest events that the FHIR server refused. */
export async function listRefused(database: Pick<Database, 'kysely'>): Promise<RejectedEvent[]> {
  const list = await readProgress(database, refusedName)
  return (list?.unfinished ?? []).map((text) => JSON.parse(text)).toReversed()
}

async function listIds({ kysely }: Database, kind: EventKind, { after, until }: { after: string; until: string }) {
  const { rows } = await sql<{ id: string }>`select id from ${sql.table(sources[kind].table)}
    where id > ${after} and id <= ${until} order by id limit ${sql.lit(perBatch)}`.execute(kysely)
  return rows.map(({ id }) => id)
}

/** An import brings the past of another program: its events are found here, and the FHIR server does not get them as news. */
async function leaveOutImported({ kysely }: Database, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ id: string }>`select id from transactions
    where id in (${sql.join(ids)}) and ${isNotImported} order by id`.execute(kysely)
  return rows.map(({ id }) => id)
}

/** Returns those of some transactions that are still under way. */
async function listOpen({ kysely }: Database, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ id: string }>`select id from transactions
    where id in (${sql.join(ids)}) order by id`.execute(kysely)
  return rows.map(({ id }) => id)
}
