import { setTimeout as pause } from 'node:timers/promises'
import type { Channel } from '@mediary/contract/channels'
import { issue } from '@mediary/contract/problem'
import type { TransactionChanges } from '@mediary/contract/transactions/mediator-updates'
import type { TransactionStatus } from '@mediary/contract/transactions/statuses'
import { CompiledQuery, sql } from 'kysely'
import { type BodyStore, isUnreadableBody, markRemoved, type Seal } from '../../bodies/index.ts'
import type { Database } from '../../platform/database/database.ts'
import { conflict, invalidRequest } from '../../platform/http/problem.ts'
import { overwriteRemoved } from '../body-files/index.ts'
import { isOrchestrationKey, isRouteKey, mediatorKey } from '../calls.ts'
import type { CompanionStatement } from '../recording/companion-statements.ts'
import { ownedByMediator } from '../recording/status-owner.ts'
import type { TransactionRow } from '../store.ts'
import { type RecordTables, type RecordWriter, writeRecorded } from '../writer.ts'
import { buildCalls, buildRoutes, collectBodies } from './bodies.ts'
import { wasCounted } from './origins.ts'
import { replaceResponse } from './replaced-response.ts'
import { insertCalls, toBodyPolicy, type Update } from './rows.ts'

/** That a status has changed, for those who count and those who watch. */
export type StatusChange = { channel: string; at: number; from: TransactionStatus; to: TransactionStatus }

export type UpdateDeps = {
  bodies: Pick<BodyStore, 'first'>
  sealFor: (channel: Channel, at: number) => Seal | undefined
  /** What is written so that a transaction is repeated: a mediator has reported an error. */
  retryStatements: (channel: Channel, of: { id: string; attempt: number; canRerun: boolean }) => CompanionStatement[]
}

/** The limits of one transaction over all its mediator updates. */
const maxReported = { calls: 2_000, bytes: 64 * 1024 * 1024, properties: 1024 * 1024 }

// A body that is repeated in a report is recognised up to this size.
const maxComparedBody = 1024 * 1024
const times = { answer: 2_000, look: 25 }

/** Adds what a mediator reports to a transaction: all of it in one commit, after whatever others have reported before. */
export function transactionUpdates(database: Database, deps: UpdateDeps) {
  const db = database.kysely.withTables<RecordTables>()
  const onPostgres = database.engine === 'postgres'

  const find = (trx: typeof db, id: string) =>
    trx
      .selectFrom('transactions')
      .selectAll()
      .where('id', '=', id)
      .$if(onPostgres, (q) => q.forUpdate())
      .executeTakeFirst()

  /** A mediator that reports at once after its 202 may come before the gateway has written that. */
  const waitForAnswer = async (id: string) => {
    for (const deadline = Date.now() + times.answer; Date.now() < deadline; ) {
      const row = await db.selectFrom('transactions').select('responded_at').where('id', '=', id).executeTakeFirst()
      if (!row || row.responded_at !== null) return
      await pause(times.look)
    }
  }

  return {
    /** Undefined when there is no such transaction. */
    async apply(
      id: string,
      changes: TransactionChanges,
      channel: Channel,
      now = Date.now(),
    ): Promise<StatusChange | undefined> {
      if (changes.status !== undefined || changes.response) await waitForAnswer(id)
      const body = changes.response && (await deps.bodies.first(id, 'response', maxReported.bytes))
      const known = await loadKnownBodies(deps.bodies, id)
      const changed = await writeRecorded(database, [id], async (trx, store) => {
        const row = await find(trx, id)
        if (!row) return undefined
        const seal = deps.sealFor(channel, row.requested_at)
        const storage = { policy: toBodyPolicy(channel), seal, known, answered: body, onPostgres }
        const update = { trx, store, row, changes, now, ...storage }
        await addCalls(update)
        if (changes.response) await replaceResponse(database, update, changes.response)
        await enforceLimits(trx, id)
        await trx.updateTable('transactions').set(toColumns(changes)).where('id', '=', id).execute()
        for (const statement of await buildRetry(trx, row, { changes, channel, retry: deps.retryStatements }))
          await trx.executeQuery(compile(statement, database.engine))
        const from = row.status
        const to = wasCounted(row.recognised) ? (changes.status ?? from) : from
        return { channel: row.channel, at: row.requested_at, from, to }
      })
      await overwriteRemoved(database)
      return changed
    },
  }
}

async function loadKnownBodies(bodies: Pick<BodyStore, 'first'>, id: string): Promise<Update['known']> {
  const whole = async (part: string): Promise<[string, Uint8Array | undefined]> => {
    const bytes = await bodies.first(id, part, maxComparedBody + 1).catch((error: unknown) => {
      // What cannot be compared is stored once more.
      if (isUnreadableBody(error)) return undefined
      throw error
    })
    return [part, bytes && bytes.length <= maxComparedBody ? bytes : undefined]
  }
  return [await whole('request'), await whole('response')]
}

/** Lists replace what was reported before, and what the gateway itself has recorded stays; `$push` adds. */
async function addCalls(update: Update) {
  const { trx, row, changes, policy, seal, known, now } = update
  const { routes, orchestrations, $push = {} } = changes
  const former = await trx.selectFrom('calls').select('key').where('transaction_id', '=', row.id).execute()
  const keys = former.map(({ key }) => key)
  if (orchestrations) await deleteCalls(update, keys.filter(isOrchestrationKey))
  if (routes)
    await deleteCalls(
      update,
      keys.filter((key) => key.startsWith('rp')),
    )
  const next = (replaced: boolean, isKind: (key: string) => boolean) =>
    replaced ? 0 : 1 + Math.max(-1, ...keys.filter(isKind).map((key) => Number(key.replace(/^\D+/, ''))))

  // Each list has its bodies to itself: one may be replaced without the other.
  const ofCalls = collectBodies(row.id, known, seal)
  const from = {
    prefix: '',
    first: next(orchestrations !== undefined, (key) => /^p\d+$/.test(key)),
    toKey: mediatorKey.orchestration,
  }
  const calls = buildCalls([...(orchestrations ?? []), ...($push.orchestrations ?? [])], from, ofCalls, policy, now)
  const ofRoutes = collectBodies(row.id, known, seal)
  const first = next(routes !== undefined, (key) => key.startsWith('rp') && isRouteKey(key))
  const routed = buildRoutes([...(routes ?? []), ...($push.routes ?? [])], first, ofRoutes, policy, now)
  await insertCalls(update, row.id, [...calls, ...routed], [ofCalls, ofRoutes])
}

async function deleteCalls({ trx, row: { id, channel }, onPostgres }: Update, keys: string[]) {
  for (const key of keys) {
    await trx.deleteFrom('calls').where('transaction_id', '=', id).where('key', '=', key).execute()
    const names = [`${key}.request`, `${key}.response`]
    for (const part of names)
      await trx.deleteFrom('body_chunks').where('transaction_id', '=', id).where('part', '=', part).execute()
    if (onPostgres) await markRemoved(trx, { id, channel, names })
  }
}

async function enforceLimits(trx: RecordWriter, id: string) {
  const { calls } = await trx
    .selectFrom('calls')
    .select((eb) => eb.fn.countAll<number>().as('calls'))
    .where('transaction_id', '=', id)
    .executeTakeFirstOrThrow()
  if (Number(calls) > maxReported.calls) throw conflict('too-many-calls', { max: maxReported.calls })
  const { bytes } = await trx
    .selectFrom('body_chunks')
    .select(sql<number>`coalesce(sum(coalesce(size, length(bytes))), 0)`.as('bytes'))
    .where('transaction_id', '=', id)
    .where('part', 'not in', ['request', 'response'])
    .executeTakeFirstOrThrow()
  if (Number(bytes) > maxReported.bytes) throw conflict('bodies-too-large', { max: maxReported.bytes })
}

export function toPropertiesJson(properties: Record<string, unknown>) {
  const text = JSON.stringify(properties)
  if (text.length <= maxReported.properties) return text
  throw invalidRequest([issue('properties', 'properties-too-long', { max: maxReported.properties })])
}

const toColumns = ({ status, properties, error }: TransactionChanges) => ({
  ...(status !== undefined && { status, status_owner: ownedByMediator }),
  ...(properties && { properties: toPropertiesJson(properties) }),
  ...(error && { error: error.message, error_stack: error.stack ?? null }),
  // Something must be set.
  ...(status === undefined && !properties && !error && { error: sql<string | null>`error` }),
})

type Retrying = { changes: TransactionChanges; channel: Channel; retry: UpdateDeps['retryStatements'] }

/** OpenHIM's rule: an error of the transaction, or of a route that is reported, asks for a retry. */
async function buildRetry(trx: RecordWriter, row: TransactionRow, { changes, channel, retry }: Retrying) {
  const routes = [...(changes.routes ?? []), ...(changes.$push?.routes ?? [])]
  if (!changes.error && !routes.some(({ error }) => error)) return []
  const made = await trx
    .withTables<{ reruns: { id: string; attempt: number | null } }>()
    .selectFrom('reruns')
    .select('attempt')
    .where('id', '=', row.id)
    .executeTakeFirst()
  return retry(channel, { id: row.id, attempt: made?.attempt ?? 0, canRerun: row.can_rerun === 1 })
}

const compile = ({ sql: text, values }: CompanionStatement, engine: Database['engine']) =>
  CompiledQuery.raw(engine === 'sqlite' ? text.replace(/\$(\d+)/g, '?$1') : text, values)
