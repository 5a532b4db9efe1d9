import type { DatabaseSync } from 'node:sqlite'
import { type RoutesOutcome, toCallRow } from '../calls.ts'
import { requestChunk, responseChunk } from './body-chunk.ts'
import { runOnSqlite } from './companion-statements.ts'
import {
  type Begun,
  type Chunk,
  type Commit,
  findOldestDecision,
  type Outcome,
  OutdatedDecisionError,
} from './entries.ts'
import { mediatorMayFollow, ownedByMediator } from './status-owner.ts'

/** Prepared statements: a prepared insert costs a tenth of one through a query builder. */
export function sqliteCommit(sqlite: DatabaseSync): Commit {
  const begin = sqlite.prepare('begin immediate')
  const end = sqlite.prepare('commit')
  const chunk = prepareChunk(sqlite)
  const newestChange = sqlite.prepare('select coalesce(max(seq), 0) as seq from changes')
  const write = {
    begin: prepareBegin(sqlite, chunk),
    complete: prepareComplete(sqlite, chunk),
    chunk,
    finishRoutes: prepareFinishRoutes(sqlite),
  }

  return (entries) => {
    begin.run()
    try {
      const decidedWith = findOldestDecision(entries)
      if (decidedWith !== undefined && Number(newestChange.get()?.seq) > decidedWith) throw new OutdatedDecisionError()
      for (const entry of entries) {
        if (entry.kind === 'begin') write.begin(entry.value)
        else if (entry.kind === 'complete') write.complete(entry.value)
        else if (entry.kind === 'chunk') write.chunk(entry.value)
        else write.finishRoutes(entry.value)
        if ('companions' in entry && entry.companions) runOnSqlite(sqlite, entry.companions)
      }
      end.run()
    } catch (error) {
      if (sqlite.isTransaction) sqlite.exec('rollback')
      throw error
    }
  }
}

type WriteChunk = (row: Chunk) => void

function prepareBegin(sqlite: DatabaseSync, chunk: WriteChunk) {
  const statement = sqlite.prepare(
    `insert into transactions (id, channel, client, client_ip, recognised, credential, status, requested_at, method, host, path, query,
       request_headers, request_size, can_rerun) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  return (row: Begun) => {
    statement.run(
      row.id,
      row.channel,
      row.client,
      row.clientIp,
      row.recognised,
      row.credential,
      row.status,
      row.requestedAt,
      row.method,
      row.host,
      row.path,
      row.query,
      row.requestHeaders,
      row.requestSize,
      Number(row.canRerun),
    )
    const body = requestChunk(row)
    if (body) chunk(body)
  }
}

function prepareComplete(sqlite: DatabaseSync, chunk: WriteChunk) {
  const statement = sqlite.prepare(
    `update transactions set status = case when status_owner = ${ownedByMediator} then status else ? end, responded_at = ?,
       response_status = ?, response_headers = ?, response_size = ?, request_size = ?, can_rerun = ?, upstream = ?,
       error = coalesce(?, error) where id = ?`,
  )
  return (row: Outcome) => {
    statement.run(
      row.status,
      row.respondedAt,
      row.responseStatus,
      row.responseHeaders,
      row.responseSize,
      row.requestSize,
      Number(row.canRerun),
      row.upstream,
      row.error,
      row.id,
    )
    const body = responseChunk(row)
    if (body) chunk(body)
  }
}

function prepareChunk(sqlite: DatabaseSync): WriteChunk {
  const statement = sqlite.prepare(
    'insert into body_chunks (transaction_id, part, n, bytes, key) values (?, ?, ?, ?, ?)',
  )
  return (row) => void statement.run(row.id, row.part, row.n, row.bytes, row.key ?? null)
}

function prepareFinishRoutes(sqlite: DatabaseSync) {
  const transaction = sqlite.prepare(
    `update transactions set status = case when status_owner = ${ownedByMediator} then status else coalesce(?, status) end,
       properties = coalesce(properties, ?), error = coalesce(?, error), error_stack = coalesce(?, error_stack),
       trailers = coalesce(?, trailers), status_owner = case when status_owner = ${ownedByMediator} then ${ownedByMediator} else ? end where id = ?`,
  )
  const call = sqlite.prepare(
    `insert into calls (transaction_id, key, name, status, definition, request_body, response_body)
       values (?, ?, ?, ?, ?, ?, ?)`,
  )
  return ({ id, status, calls, properties, error, trailers, awaitsMediator }: RoutesOutcome) => {
    const statusOwner = awaitsMediator ? mediatorMayFollow : null
    transaction.run(status, properties, error?.message ?? null, error?.stack ?? null, trailers, statusOwner, id)
    for (const row of calls.map((one) => toCallRow(id, one)))
      call.run(row.transaction_id, row.key, row.name, row.status, row.definition, row.request_body, row.response_body)
  }
}
