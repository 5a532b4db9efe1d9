import { createHash } from 'node:crypto'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { bodyReader, chunkColumns, type StoredChunk, type StoredMessage, selectMessages } from './body-file.ts'
import { readNumber } from './numbered.ts'

/** The history that the store has of one request, with digests of the stored bodies. */
export type Kept = {
  id: string
  n: number
  method: string
  status: string
  responseStatus: number | null
  error: string | null
  request: string | undefined
  response: string | undefined
}

type Row = {
  id: string
  method: string
  path: string
  status: string
  response_status: number | null
  error: string | null
}
type Ask = <T>(text: string, after: string) => Promise<T[]>

/** Reads the store's own tables, past the program. */
export async function storeHistory(url: string, after: string): Promise<Kept[]> {
  return asking(url, async (ask) => {
    const rows = await ask<Row>(
      'select id, method, path, status, response_status, error from transactions where id > $1 order by id',
      after,
    )
    const digests = new Map<string, string>()
    const reader = bodyReader(url)
    if (!/^postgres/.test(url))
      for (const [key, hash] of await hashMessages(ask, after, reader)) digests.set(key, hash.digest('base64'))
    for (const [key, hash] of await bodies(ask, after, reader)) digests.set(key, hash.digest('base64'))
    return rows.flatMap(({ id, path, response_status, ...row }) => {
      const n = readNumber(path)
      if (n === undefined) return []
      const bodies = { request: digests.get(`${id} request`), response: digests.get(`${id} response`) }
      return [{ ...row, id, n, responseStatus: response_status, ...bodies }]
    })
  })
}

/** Counts the transactions without an outcome, and the journals that are not taken over to their end. */
export const underWay = (url: string) =>
  asking(url, async (ask) => {
    const untaken = listJournals(url)
    const text = `select id from transactions where status in ('Processing', 'Pending Async') and id > $1`
    const open = (await ask<Row>(text, '')).length
    if (untaken.length === 0) return open
    const taken = await ask<{ file: number; position: number }>(
      'select file, position from journals where $1 is not null',
      '',
    )
    const positions = new Map(taken.map(({ file, position }) => [file, position]))
    return open + untaken.filter(({ file, size }) => (positions.get(file) ?? 0) < size).length
  })

/** The journals beside a store of SQLite, as decision 0069 describes them. A whole one that was taken over is removed. */
function listJournals(url: string) {
  const folder = `${url}-bodies`
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((name) => {
    const size = statSync(join(folder, name), { throwIfNoEntry: false })?.size
    return name.endsWith('.journal') && size !== undefined ? [{ file: Number.parseInt(name, 10), size }] : []
  })
}

type Reader = ReturnType<typeof bodyReader>

/** Hashes the bodies that stand behind heads. A damaged head counts as a body that nobody sent. */
async function hashMessages(ask: Ask, after: string, { readMessage }: Reader) {
  const hashes = new Map<string, ReturnType<typeof createHash>>()
  for (const part of ['request', 'response'] as const)
    for (let from: string | undefined = after; from !== undefined; ) {
      const messages: StoredMessage[] = await ask<StoredMessage>(selectMessages(part), from)
      for (const one of messages) {
        const body = readMessage(one)
        if (body.length > 0) hashes.set(`${one.id} ${part}`, createHash('sha256').update(body))
      }
      from = messages.at(-1)?.id
    }
  return hashes
}

async function bodies(ask: Ask, after: string, { readChunk }: Reader) {
  const hashes = new Map<string, ReturnType<typeof createHash>>()
  // Page by page: the bodies of a whole run need not fit into memory.
  for (let from = after; ; ) {
    const text = `select ${chunkColumns} from body_chunks where transaction_id in (
        select distinct transaction_id from body_chunks where transaction_id > $1 order by transaction_id limit 500)
      order by transaction_id, part, n`
    const pieces = await ask<StoredChunk>(text, from)
    const last = pieces.at(-1)
    if (!last) return hashes
    for (const piece of pieces) {
      const key = `${piece.transaction_id} ${piece.part}`
      const hash = hashes.get(key) ?? createHash('sha256')
      hashes.set(key, hash.update(readChunk(piece)))
    }
    from = last.transaction_id
  }
}

async function asking<T>(url: string, work: (ask: Ask) => Promise<T>): Promise<T> {
  if (/^postgres/.test(url)) {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      return await work(async <R>(text: string, after: string) => (await client.query(text, [after])).rows as R[])
    } finally {
      await client.end()
    }
  }
  const sqlite = new DatabaseSync(url, { timeout: 10_000 })
  return work(
    async <R>(text: string, after: string) => sqlite.prepare(text.replace('$1', '?')).all(after) as R[],
  ).finally(() => sqlite.close())
}
