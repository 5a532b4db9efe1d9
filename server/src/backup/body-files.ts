import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { sides } from '../bodies/index.ts'
import { BodyFiles, DamagedBodyError } from '../platform/body-files/body-files.ts'
import { CommandError } from '../platform/command-error.ts'
import { type Claims, claims } from '../platform/database/claims.ts'
import { bodyFolder, openDatabase } from '../platform/database/database.ts'
import {
  claimBodyFiles,
  type ForgottenMessage,
  releaseBodyFiles,
  restoreHeads,
  takeOver,
} from '../transactions/index.ts'
import { type Manifest, sha256Of } from './manifest.ts'

type Copied = Manifest['bodies']

const [claimFor, patience, look] = [3_600_000, 180_000, 500]

/** While `work` copies a store, no process removes one of its body files or writes one anew. `renew` lasts for an hour. */
export async function withBodyFilesClaimed<T>(
  url: string,
  work: (renew: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const database = openDatabase(url)
  const ours = claims(database, randomBytes(8).toString('hex'))
  const renew = () => claimInTime(ours)
  try {
    await renew()
    await takeOver(database)
    return await work(renew)
  } finally {
    await releaseBodyFiles(ours)
    await database.close()
  }
}

async function claimInTime(ours: Claims) {
  for (const end = Date.now() + patience; !(await claimBodyFiles(ours, claimFor)); await pause(look))
    if (Date.now() > end)
      throw new CommandError('Bodies are being removed, or another backup is made: try again later.')
}

/** Copies the body files that a copy of the store names, up to the last entry that it names. */
export async function copyBodyFiles(url: string, copy: string, renew: () => Promise<void>): Promise<Copied> {
  const named = listNamed(copy)
  if (named.length) mkdirSync(bodyFolder(copy), { mode: 0o700 })
  const copied: Copied = []
  for (const { file, bytes } of named) {
    await renew()
    const name = `${file}.bodies`
    const from = join(bodyFolder(url), name)
    // One that is gone is counted among what is damaged.
    if (!existsSync(from)) continue
    const to = join(bodyFolder(copy), name)
    copied.push({ file: name, ...(await copyBeginning(from, to, bytes)) })
  }
  return copied
}

async function copyBeginning(from: string, to: string, bytes: number) {
  const hash = createHash('sha256')
  let size = 0
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      size += chunk.length
      done(null, chunk)
    },
  })
  const target = createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true })
  await pipeline(createReadStream(from, { end: bytes - 1 }), hashing, target)
  return { sha256: hash.digest('hex'), bytes: size }
}

/** Throws when a body file of a backup is not what was copied. */
export async function checkBodyFiles(store: string, copied: Copied) {
  for (const { file, sha256 } of copied) {
    const path = join(bodyFolder(store), file)
    if (!existsSync(path) || (await sha256Of(path)) !== sha256)
      throw new CommandError(`${path} is damaged: it is not what was backed up.`)
  }
}

/**
 * Reads every body and every head of a store, and counts those that are not what was recorded. `forgotten`: messages that were forgotten,
 * although rows name them.
 */
export function inspectBodies(store: string): { damaged: number; forgotten: ForgottenMessage[] } {
  const files = new BodyFiles(bodyFolder(store), { durability: 'normal' })
  return reading(store, { damaged: 0, forgotten: [] }, (database) => {
    const forgotten: ForgottenMessage[] = []
    let damaged = 0
    const readAll = (text: string, read: (row: Row) => void) => {
      for (const row of database.prepare(text).iterate())
        try {
          read(row)
        } catch (error) {
          if (!(error instanceof DamagedBodyError)) throw error
          damaged++
        }
    }
    readAll(chunks, (row) => {
      const name = { id: String(row.transaction_id), part: String(row.part), n: Number(row.n) }
      files.read({ file: Number(row.file), position: Number(row.position), size: Number(row.size) }, name)
    })
    for (const { part: side, rows } of listMessages(database))
      readAll(`${rows} order by file, position`, (row) => {
        const id = String(row.id)
        const sizes = { headSize: Number(row.head_size), bodySize: Number(row.body_size) }
        const place = { file: Number(row.file), position: Number(row.position), ...sizes }
        if (files.readMessage(place, { id, part: side }) === undefined) forgotten.push({ id, side })
      })
    return { damaged, forgotten }
  })
}

/** Restores in a copy of a store the heads that were forgotten with their bodies while it was made. */
export async function restoreForgottenHeads(url: string, copy: string, forgotten: readonly ForgottenMessage[]) {
  if (forgotten.length === 0) return
  const [store, copied] = [openDatabase(url), openDatabase(copy)]
  try {
    await restoreHeads(copied, store, forgotten)
  } finally {
    await Promise.all([store.close(), copied.close()])
  }
}

type Row = Record<string, SQLOutputValue>

const chunks = `select transaction_id, part, n, file, position, size from body_chunks where file is not null
  order by file, position`

/** Returns what selects the messages of requests and of answers. A store of before they were in body files has none. */
function listMessages(database: DatabaseSync) {
  const columns = database.prepare(`select 1 from pragma_table_info('transactions') where name = 'request_file'`).all()
  if (columns.length === 0) return []
  return sides.map((part) => ({
    part,
    rows: `select id, ${part}_file as file, ${part}_position as position, ${part}_head_size as head_size,
      ${part}_body_size as body_size from transactions where ${part}_file is not null`,
    ends: `select ${part}_file as file, ${part}_position + 16 + length(id) + ${part.length} + 4 + ${part}_head_size
      + ${part}_body_size as end from transactions where ${part}_file is not null`,
  }))
}

const chunkEnds = `select file, position + 16 + length(transaction_id) + length(part) + size as end from body_chunks
  where file is not null`

const listNamed = (store: string) =>
  reading<{ file: number; bytes: number }[]>(store, [], (database) =>
    database
      .prepare(
        `select file, max(end) as bytes from (${[chunkEnds, ...listMessages(database).map(({ ends }) => ends)].join(' union all ')})
         group by file order by file`,
      )
      .all()
      .map(({ file, bytes }) => ({ file: Number(file), bytes: Number(bytes) })),
  )

function reading<T>(store: string, none: T, work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(store)
  try {
    // A store of before there were body files has none.
    const columns = database.prepare(`select 1 from pragma_table_info('body_chunks') where name = 'file'`).all()
    return columns.length ? work(database) : none
  } finally {
    database.close()
  }
}
