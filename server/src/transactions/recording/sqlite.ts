import type { DatabaseSync } from 'node:sqlite'
import { callRow, type Settled } from '../calls.ts'
import { requestChunk, responseChunk } from './body-chunk.ts'
import { alongSqlite } from './companion-statements.ts'
import type { Begun, Chunk, Commit, Outcome } from './recorder.ts'
import { afterAnswer, asMediatorSays } from './status-owner.ts'

/** Prepared statements: a prepared insert costs a tenth of one through a query builder. */
export function sqliteCommit(sqlite: DatabaseSync): Commit {
  const begin = sqlite.prepare('begin immediate')
  const end = sqlite.prepare('commit')
  const chunk = chunking(sqlite)
  const write = {
    begin: beginning(sqlite, chunk),
    complete: completing(sqlite, chunk),
    chunk,
    settle: settling(sqlite),
  }

  return (entries) => {
    begin.run()
    try {
      for (const entry of entries) {
        if (entry.kind === 'begin') write.begin(entry.value)
        else if (entry.kind === 'complete') write.complete(entry.value)
        else if (entry.kind === 'chunk') write.chunk(entry.value)
        else write.settle(entry.value)
        if ('alongside' in entry && entry.alongside) alongSqlite(sqlite, entry.alongside)
      }
      end.run()
    } catch (error) {
      if (sqlite.isTransaction) sqlite.exec('rollback')
      throw error
    }
  }
}

type WriteChunk = (row: Chunk) => void

function beginning(sqlite: DatabaseSync, chunk: WriteChunk) {
  const statement = sqlite.prepare(
    `insert into transactions (id, channel, client, client_ip, recognised, status, requested_at, method, host, path, query,
       request_headers, request_size, can_rerun) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  return (row: Begun) => {
    statement.run(
      row.id,
      row.channel,
      row.client,
      row.clientIp,
      row.recognised,
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

function completing(sqlite: DatabaseSync, chunk: WriteChunk) {
  const statement = sqlite.prepare(
    `update transactions set status = case when goes_on = ${asMediatorSays} then status else ? end, responded_at = ?,
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

function chunking(sqlite: DatabaseSync): WriteChunk {
  const statement = sqlite.prepare(
    'insert into body_chunks (transaction_id, part, n, bytes, key) values (?, ?, ?, ?, ?)',
  )
  return (row) => void statement.run(row.id, row.part, row.n, row.bytes, row.key ?? null)
}

function settling(sqlite: DatabaseSync) {
  const transaction = sqlite.prepare(
    `update transactions set status = case when goes_on = ${asMediatorSays} then status else coalesce(?, status) end,
       properties = coalesce(properties, ?), error = coalesce(?, error), error_stack = coalesce(?, error_stack),
       trailers = coalesce(?, trailers), goes_on = case when goes_on = ${asMediatorSays} then ${asMediatorSays} else ? end where id = ?`,
  )
  const call = sqlite.prepare(
    `insert into calls (transaction_id, key, name, status, definition, request_body, response_body)
       values (?, ?, ?, ?, ?, ?, ?)`,
  )
  return ({ id, status, calls, properties, error, trailers, goesOn }: Settled) => {
    const goes = goesOn ? afterAnswer : null
    transaction.run(status, properties, error?.message ?? null, error?.stack ?? null, trailers, goes, id)
    for (const row of calls.map((one) => callRow(id, one)))
      call.run(row.transaction_id, row.key, row.name, row.status, row.definition, row.request_body, row.response_body)
  }
}
