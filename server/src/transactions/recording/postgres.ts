import type { Pool, PoolClient } from 'pg'
import { leaseCondition } from '../../workers/index.ts'
import { type RoutesOutcome, toCallRow } from '../calls.ts'
import { toChunks } from './body-chunk.ts'
import { runOnPostgres } from './companion-statements.ts'
import {
  type Begun,
  type Chunk,
  type Commit,
  findOldestDecision,
  type Outcome,
  OutdatedDecisionError,
} from './entries.ts'
import { mediatorMayFollow, ownedByMediator } from './status-owner.ts'

/**
 * One statement for each kind of entry, however many there are: a round trip costs more than a row. `processId`: what is begun is in the
 * name of this worker, as long as it has its lease: PostgreSQL goes on with a commit whose worker has died meanwhile.
 */
export const postgresCommit =
  (pool: Pool, processId?: string): Commit =>
  async (entries) => {
    const begun = entries.flatMap((entry) => (entry.kind === 'begin' ? [entry.value] : []))
    const chunks = entries.flatMap(toChunks)
    const outcomes = entries.flatMap((entry) => (entry.kind === 'complete' ? [entry.value] : []))
    const companions = entries.flatMap((entry) => ('companions' in entry ? (entry.companions ?? []) : []))
    const finished = entries.flatMap((entry) => (entry.kind === 'settle' ? [entry.value] : []))
    const statements = [
      ...(begun.length
        ? [
            (client: PoolClient) =>
              insertTransactions(client, begun, { processId, decidedWith: findOldestDecision(entries) }),
          ]
        : []),
      ...(chunks.length ? [(client: PoolClient) => insertChunks(client, chunks)] : []),
      ...(outcomes.length ? [(client: PoolClient) => updateTransactions(client, outcomes)] : []),
      ...(companions.length ? [(client: PoolClient) => runOnPostgres(client, companions)] : []),
      ...finished.flatMap(finishRoutes),
    ]

    const client = await pool.connect()
    try {
      if (statements.length > 1) await client.query('begin')
      for (const statement of statements) await statement(client)
      if (statements.length > 1) await client.query('commit')
      client.release()
    } catch (error) {
      // The connection may be broken or inside a failed transaction: it is not used again.
      client.release(!(error instanceof OutdatedDecisionError && (await rollBack(client, statements.length))))
      throw error
    }
  }

const column = <T, K extends keyof T>(rows: T[], key: K) => rows.map((row) => row[key])

/** False when the connection cannot be used again. */
const rollBack = async (client: PoolClient, statements: number) =>
  statements === 1 ||
  client.query('rollback').then(
    () => true,
    () => false,
  )

type Condition = { processId: string | undefined; decidedWith: number | undefined }

/** The number of the newest change comes with the statement: to ask for it costs no round trip. */
const newestChange = 'coalesce((select max(seq) from changes), 0)'

const insertTransactions = async (client: PoolClient, rows: Begun[], { processId, decidedWith }: Condition) => {
  const { rowCount } = await client.query({
    name: 'begin-transactions',
    text: `${processId === undefined ? '' : `with held as (${leaseCondition('$17')})`}
      insert into transactions (id, channel, client, client_ip, recognised, credential, status, requested_at, method, host, path, query,
        request_headers, request_size, can_rerun)
      select began.* from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[],
        $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bigint[], $15::int[]) began
        ${processId === undefined ? '' : 'cross join held'}
      where ${newestChange} <= $16::bigint`,
    values: [
      column(rows, 'id'),
      column(rows, 'channel'),
      column(rows, 'client'),
      column(rows, 'clientIp'),
      column(rows, 'recognised'),
      column(rows, 'credential'),
      column(rows, 'status'),
      column(rows, 'requestedAt'),
      column(rows, 'method'),
      column(rows, 'host'),
      column(rows, 'path'),
      column(rows, 'query'),
      column(rows, 'requestHeaders'),
      column(rows, 'requestSize'),
      rows.map((row) => Number(row.canRerun)),
      decidedWith ?? Number.MAX_SAFE_INTEGER,
      ...(processId === undefined ? [] : [processId]),
    ],
  })
  if (rowCount === rows.length) return
  const newest = await client.query<{ seq: number }>(`select ${newestChange} as seq`)
  if (decidedWith !== undefined && (newest.rows[0]?.seq ?? 0) > decidedWith) throw new OutdatedDecisionError()
  throw new Error('This worker was taken for dead: it has no lease to record with')
}

const updateTransactions = (client: PoolClient, rows: Outcome[]) =>
  client.query({
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
      column(rows, 'id'),
      column(rows, 'status'),
      column(rows, 'respondedAt'),
      column(rows, 'responseStatus'),
      column(rows, 'responseHeaders'),
      column(rows, 'responseSize'),
      column(rows, 'requestSize'),
      rows.map((row) => Number(row.canRerun)),
      column(rows, 'upstream'),
      column(rows, 'error'),
    ],
  })

const insertChunks = (client: PoolClient, rows: Chunk[]) =>
  client.query({
    name: 'insert-chunks',
    text: `insert into body_chunks (transaction_id, part, n, bytes, key)
      select * from unnest($1::text[], $2::text[], $3::int[], $4::bytea[], $5::text[])`,
    values: [
      column(rows, 'id'),
      column(rows, 'part'),
      column(rows, 'n'),
      rows.map((row) => toBuffer(row.bytes)),
      rows.map((row) => row.key ?? null),
    ],
  })

const finishRoutes = ({ id, status, calls, properties, error, trailers, awaitsMediator }: RoutesOutcome) => [
  (client: PoolClient) =>
    client.query({
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
    }),
  ...calls
    .map((call) => toCallRow(id, call))
    .map(
      (row) => (client: PoolClient) =>
        client.query({
          name: 'insert-call',
          text: `insert into calls (transaction_id, key, name, status, definition, request_body, response_body)
            values ($1, $2, $3, $4, $5, $6, $7)`,
          values: [
            row.transaction_id,
            row.key,
            row.name,
            row.status,
            row.definition,
            row.request_body,
            row.response_body,
          ],
        }),
    ),
]

const toBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
