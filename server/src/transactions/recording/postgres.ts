import type { Pool, PoolClient, QueryResult } from 'pg'
import { bigintArray, bytesArray, integerArray, textArray } from '../../platform/database/postgres/binary-array.ts'
import { leaseCondition } from '../../workers/index.ts'
import { type RoutesOutcome, toCallRow } from '../calls.ts'
import { toChunks } from './body-chunk.ts'
import { type CompanionStatement, checkRows } from './companion-statements.ts'
import {
  type Begun,
  type Chunk,
  type Commit,
  type Entry,
  findOldestDecision,
  type Outcome,
  OutdatedDecisionError,
} from './entries.ts'
import { mediatorMayFollow, ownedByMediator } from './status-owner.ts'

type Statement = { name?: string; text: string; values?: unknown[]; expectedRows?: number | undefined }

/**
 * One statement for each kind of entry, however many there are, and all of a commit in one flight: a round trip costs more than a row.
 * `processId`: what is begun is in the name of this worker, as long as it has its lease: PostgreSQL goes on with a commit whose worker has
 * died meanwhile.
 */
export const postgresCommit =
  (pool: Pool, processId?: string): Commit =>
  async (entries) => {
    const decidedWith = findOldestDecision(entries)
    const statements = listStatements(entries, { processId, decidedWith })
    const client = await pool.connect()
    let isReusable = false
    try {
      await commitAll(client, statements)
      isReusable = true
    } catch (error) {
      if (!isRefusal(error)) throw error
      const reason = await findReason(client, decidedWith)
      isReusable = true
      throw reason
    } finally {
      // The connection may be broken or inside a failed transaction: it is not used again.
      client.release(!isReusable)
    }
  }

function listStatements(entries: Entry[], condition: Condition): Statement[] {
  const begun = entries.flatMap((entry) => (entry.kind === 'begin' ? [entry.value] : []))
  const chunks = entries.flatMap(toChunks)
  const outcomes = entries.flatMap((entry) => (entry.kind === 'complete' ? [entry.value] : []))
  const companions = entries.flatMap((entry) => ('companions' in entry ? (entry.companions ?? []) : []))
  const finished = entries.flatMap((entry) => (entry.kind === 'settle' ? [entry.value] : []))
  return [
    ...(begun.length ? [insertTransactions(begun, condition)] : []),
    ...(chunks.length ? [insertChunks(chunks)] : []),
    ...(outcomes.length ? [updateTransactions(outcomes)] : []),
    ...companions.map(toStatement),
    ...finished.flatMap(finishRoutes),
  ]
}

const toStatement = ({ sql, values, expectedRows }: CompanionStatement): Statement => ({
  text: sql,
  values,
  expectedRows,
})

/** PostgreSQL answers the commit of a failed transaction with a rollback. So only what depends on a number of rows needs a second flight. */
async function commitAll(client: PoolClient, statements: Statement[]) {
  if (statements.some(({ expectedRows }) => expectedRows !== undefined)) {
    try {
      const [, ...results] = await sendAll(client, [{ text: 'begin' }, ...statements])
      for (const [n, { expectedRows }] of statements.entries()) checkRows(expectedRows, results[n]?.rowCount ?? 0)
    } catch (error) {
      await client.query('rollback').catch(() => undefined)
      throw error
    }
    await client.query('commit')
  } else if (statements.length === 1) await sendAll(client, statements)
  else await sendAll(client, [{ text: 'begin' }, ...statements, { text: 'commit' }])
}

/** Sends all before the first has been answered. Throws the error of the first that failed: the others failed because of it. */
async function sendAll(client: PoolClient, statements: Statement[]): Promise<QueryResult[]> {
  const sent = statements.map(({ name, text, values }) =>
    client.query({ text, ...(name !== undefined && { name }), ...(values && { values }) }),
  )
  const answers = await Promise.allSettled(sent)
  return answers.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
}

const column = <T, K extends keyof T>(rows: T[], key: K) => rows.map((row) => row[key])

type Condition = { processId: string | undefined; decidedWith: number | undefined }

/** The number of the newest change comes with the statement: to ask for it costs no round trip. */
const newestChange = 'coalesce((select max(seq) from changes), 0)'

// A division by zero is the one error that a condition can make of itself, and it fails the rest of the flight.
const refusal = '22012'
const isRefusal = (error: unknown) => error instanceof Error && 'code' in error && error.code === refusal
const failUnless = (condition: string) => `1 / (case when ${condition} then 1 else 0 end) = 1`

function insertTransactions(rows: Begun[], { processId, decidedWith }: Condition): Statement {
  const isObeyed = `${newestChange} <= $16::bigint`
  return {
    name: 'begin-transactions',
    text: `${processId === undefined ? '' : `with held as (${leaseCondition('$17')})`}
      insert into transactions (id, channel, client, client_ip, recognised, credential, status, requested_at, method, host, path, query,
        request_headers, request_size, can_rerun)
      select began.* from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[],
        $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bigint[], $15::int[]) began
      where ${failUnless(processId === undefined ? isObeyed : `${isObeyed} and exists (select from held)`)}`,
    values: [
      textArray(column(rows, 'id')),
      textArray(column(rows, 'channel')),
      textArray(column(rows, 'client')),
      textArray(column(rows, 'clientIp')),
      textArray(column(rows, 'recognised')),
      textArray(column(rows, 'credential')),
      textArray(column(rows, 'status')),
      bigintArray(column(rows, 'requestedAt')),
      textArray(column(rows, 'method')),
      textArray(column(rows, 'host')),
      textArray(column(rows, 'path')),
      textArray(column(rows, 'query')),
      textArray(column(rows, 'requestHeaders')),
      bigintArray(column(rows, 'requestSize')),
      integerArray(rows.map((row) => Number(row.canRerun))),
      decidedWith ?? Number.MAX_SAFE_INTEGER,
      ...(processId === undefined ? [] : [processId]),
    ],
  }
}

/** Why transactions could not be begun: in most cases the configuration has changed. */
async function findReason(client: PoolClient, decidedWith: number | undefined): Promise<Error> {
  const newest = await client.query<{ seq: number }>(`select ${newestChange} as seq`)
  if (decidedWith !== undefined && (newest.rows[0]?.seq ?? 0) > decidedWith) return new OutdatedDecisionError()
  return new Error('This worker was taken for dead: it has no lease to record with')
}

const updateTransactions = (rows: Outcome[]): Statement => ({
  name: 'complete-transactions',
  text: `update transactions t set status = case when t.status_owner = ${ownedByMediator} then t.status else o.status end,
      responded_at = o.responded_at, response_status = o.response_status, response_headers = o.response_headers, response_size = o.response_size,
      request_size = o.request_size, can_rerun = o.can_rerun, upstream = o.upstream,
      error = coalesce(o.error, t.error)
    from unnest($1::text[], $2::text[], $3::bigint[], $4::int[], $5::text[], $6::bigint[], $7::bigint[],
      $8::int[], $9::text[], $10::text[])
      as o(id, status, responded_at, response_status, response_headers, response_size, request_size,
        can_rerun, upstream, error)
    where t.id = o.id`,
  values: [
    textArray(column(rows, 'id')),
    textArray(column(rows, 'status')),
    bigintArray(column(rows, 'respondedAt')),
    integerArray(column(rows, 'responseStatus')),
    textArray(column(rows, 'responseHeaders')),
    bigintArray(column(rows, 'responseSize')),
    bigintArray(column(rows, 'requestSize')),
    integerArray(rows.map((row) => Number(row.canRerun))),
    textArray(column(rows, 'upstream')),
    textArray(column(rows, 'error')),
  ],
})

const insertChunks = (rows: Chunk[]): Statement => ({
  name: 'insert-chunks',
  text: `insert into body_chunks (transaction_id, part, n, bytes, key)
    select * from unnest($1::text[], $2::text[], $3::int[], $4::bytea[], $5::text[])`,
  values: [
    textArray(column(rows, 'id')),
    textArray(column(rows, 'part')),
    integerArray(column(rows, 'n')),
    bytesArray(column(rows, 'bytes')),
    textArray(column(rows, 'key')),
  ],
})

const finishRoutes = ({ calls, ...outcome }: RoutesOutcome): Statement[] => [
  endRoutes(outcome),
  ...calls.map((call) => insertCall(toCallRow(outcome.id, call))),
]

type WithoutCalls = Omit<RoutesOutcome, 'calls'>

const endRoutes = ({ id, status, properties, error, trailers, awaitsMediator }: WithoutCalls): Statement => ({
  name: 'settle-transaction',
  text: `update transactions set status = case when status_owner = ${ownedByMediator} then status else coalesce($1, status) end,
      properties = coalesce(properties, $2), error = coalesce($3, error), error_stack = coalesce($4, error_stack),
      trailers = coalesce($5, trailers), status_owner = case when status_owner = ${ownedByMediator} then ${ownedByMediator} else $6::int end where id = $7`,
  values: [
    status,
    properties,
    error?.message ?? null,
    error?.stack ?? null,
    trailers,
    awaitsMediator ? mediatorMayFollow : null,
    id,
  ],
})

const insertCall = (row: ReturnType<typeof toCallRow>): Statement => ({
  name: 'insert-call',
  text: `insert into calls (transaction_id, key, name, status, definition, request_body, response_body)
    values ($1, $2, $3, $4, $5, $6, $7)`,
  values: [row.transaction_id, row.key, row.name, row.status, row.definition, row.request_body, row.response_body],
})
