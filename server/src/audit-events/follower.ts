// Follows the record, the audit log and the views of bodies, and indexes the patients that they name. Nothing here is on the
// path of a request.
import type { Claims } from '../platform/database/claims.ts'
import type { Database } from '../platform/database/database.ts'
import { every, type Periodic } from '../platform/every.ts'
import { Follower, type Position } from '../platform/following/follower.ts'
import { leastIdAt } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import type { KeyedChannel } from '../transactions/index.ts'
import { boundedWatermark } from '../workers/index.ts'
import { addEventPatients, type EventPatients } from './patients/patient-index.ts'
import { hasEnded, type PatientSources, patientReader, type Source } from './patients/read-patients.ts'

/** Milliseconds. An entry of the audit log may be written so much later than its id was made. */
const times = { round: 2_000, claim: 20_000, renewClaim: 5_000, saveIdle: 60_000, auditMargin: 10_000 }
/** A transaction that takes longer than `maxWait` is noted as unfinished, so that it does not hold up the others. */
const watermark = { margin: 1_000, maxWait: 60_000 }
const batch = 500
const maxUnfinished = 10_000

export const progressNames: Readonly<Record<Source, string>> = {
  transactions: 'event-patients',
  audits: 'event-patients-audits',
  body_views: 'event-patients-body-views',
}

type Read = { events: EventPatients[]; next: Position; more: boolean }

type Deps = PatientSources & {
  /** The channels with search keys that identify patients. */
  keyedChannels: () => Promise<KeyedChannel[]>
  digest: (text: string) => string
  claims: Claims
  now?: () => number
  log: Log
}

/** Indexes the patients of events. One process of an installation does it at a time. */
export const patientFollower = (database: Database, deps: Deps): Periodic => {
  const follower = new PatientFollower(database, deps)
  return every(times.round, 'indexing the patients of events', (stopping) => follower.run(stopping), deps.log)
}

class PatientFollower {
  readonly #database
  readonly #reader
  readonly #follower
  readonly #deps
  constructor(database: Database, deps: Deps) {
    this.#database = database
    this.#follower = new Follower(database, deps.claims, { work: 'event-patients', ...times })
    this.#reader = patientReader(database, deps)
    this.#deps = deps
  }

  /** Audits and views take their patients from transactions: these come first. */
  run = (stopping: AbortSignal) =>
    this.#follower.run(stopping, [() => this.#readTransactions(), () => this.#readAudits(), () => this.#readViews()])

  #now = () => (this.#deps.now ?? Date.now)()

  async #readTransactions(): Promise<boolean> {
    const start = await this.#findStart('transactions')
    const until = await boundedWatermark(this.#database, watermark, this.#now())
    const keyed = await this.#listKeyed()
    const { rows, end, more } = await this.#reader.readPart({ after: start.after, until }, batch, keyed)
    const waiting = start.unfinished.slice(0, batch)
    const late = waiting.length > 0 ? await this.#reader.listTransactionsById(waiting) : []
    const events = await this.#reader.readTransactions([...late, ...rows].filter(hasEnded), keyed)
    const open = new Set(late.filter((row) => !hasEnded(row)).map(({ id }) => id))
    const unfinished = [
      ...start.unfinished.slice(batch),
      ...waiting.filter((id) => open.has(id)),
      ...rows.filter((row) => !hasEnded(row)).map(({ id }) => id),
    ].slice(-maxUnfinished)
    return this.#save('transactions', { events, next: { after: end, unfinished }, more })
  }

  async #readAudits(): Promise<boolean> {
    const { after } = await this.#findStart('audits')
    const rows = await this.#reader.listAudits(after, leastIdAt(this.#now() - times.auditMargin), batch)
    return this.#saveRows('audits', after, rows, await this.#reader.readAudits(rows, await this.#listKeyed()))
  }

  async #readViews(): Promise<boolean> {
    const { after } = await this.#findStart('body_views')
    const rows = await this.#reader.listViews(after, leastIdAt(this.#now() - times.auditMargin), batch)
    return this.#saveRows('body_views', after, rows, await this.#reader.readViews(rows, await this.#listKeyed()))
  }

  async #listKeyed() {
    return new Map((await this.#deps.keyedChannels()).map((channel) => [channel.id, channel]))
  }

  #saveRows(source: Source, after: string, rows: readonly { id: string }[], events: EventPatients[]) {
    const next = { after: rows.at(-1)?.id ?? after, unfinished: [] }
    return this.#save(source, { events, next, more: rows.length === batch })
  }

  #findStart = (source: Source) => this.#follower.findPosition(progressNames[source], '')

  /** Returns whether there is more to read. Events without patients cost a write a minute. */
  async #save(source: Source, { events, next, more }: Read): Promise<boolean> {
    const named = events.filter(({ patients }) => patients.length > 0)
    const write = (trx: Database['kysely']) => addEventPatients(trx, named, this.#deps.digest)
    await this.#follower.save(progressNames[source], {
      next,
      more,
      now: this.#now(),
      write: named.length > 0 ? write : undefined,
    })
    return more
  }
}
