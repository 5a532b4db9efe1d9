import { type BodyFiles, DamagedBodyError } from '../platform/body-files/body-files.ts'
import type { EntryName } from '../platform/body-files/entry.ts'
import type { Database } from '../platform/database/database.ts'
import { gone } from '../platform/http/problem.ts'
import type { ColdBodies } from './cold/cold-bodies.ts'
import type { BodyKeys } from './keys.ts'
import { type MessageColumns, messageColumns, readMessage, type Side, sides, toMessagePlace } from './messages.ts'

/** `file`: the body file that has the bytes, which are not in the row then. */
type ChunkRow = { transaction_id: string; part: string; n: number; bytes: Uint8Array; key: string | null } & Placed
type Placed = { file: number | null; position: number | null; size: number | null }
export type BodyTables = { body_chunks: ChunkRow }

/** `read` returns undefined when the bytes were forgotten: the row will be, too. Throws when they are damaged. */
type Found = { file: number | null; position: number | null; key: string | null; read: () => Uint8Array | undefined }

export type BodyStore = ReturnType<typeof bodyStore>

/** The one reader of what is kept of bodies. Parts are `request`, `response`, and those of routes and orchestrations. */
export function bodyStore(database: Database, keys?: Pick<BodyKeys, 'open'>, cold?: Pick<ColdBodies, 'find'>) {
  const find = bodyFinder(database)

  /** The file may be written anew meanwhile: then the row says where its bytes are now. */
  const findBytes = async (name: EntryName, former?: Found) => {
    const found = await find(name)
    if (!found) return undefined
    if (former && found.file === former.file && found.position === former.position)
      throw gone('body-damaged', { name: name.part })
    try {
      return { bytes: found.read(), key: found.key }
    } catch (error) {
      if (error instanceof DamagedBodyError) return findBytes(name, found)
      throw error
    }
  }

  const readChunk = async (id: string, part: string, n: number): Promise<Uint8Array | undefined> => {
    // Bodies are moved to objects in the moment in which their rows go, so whoever comes too late for a row finds the object.
    const found = (await findBytes({ id, part, n })) ?? (await cold?.find({ id, part, n }))
    if (!found?.bytes) return undefined
    return found.key === null ? found.bytes : keys?.open(found.key, { id, part, n, bytes: found.bytes })
  }

  /** Yields the recorded chunks. Ends at once when none is stored, or their key has been destroyed. */
  async function* readChunks(id: string, part: string): AsyncGenerator<Uint8Array> {
    for (let n = 0; ; n++) {
      const bytes = await readChunk(id, part, n)
      if (!bytes) return
      yield bytes
    }
  }

  return {
    chunks: readChunks,

    /** Its first bytes; undefined when nothing is kept. */
    async first(id: string, part: string, limit: number): Promise<Uint8Array | undefined> {
      const taken: Uint8Array[] = []
      let size = 0
      for await (const bytes of readChunks(id, part)) {
        taken.push(bytes)
        size += bytes.length
        if (size >= limit) break
      }
      return taken.length ? Buffer.concat(taken).subarray(0, limit) : undefined
    },
  }
}

/** Returns the function that finds where the bytes of a chunk are. */
function bodyFinder(database: Database) {
  const db = database.kysely.withTables<BodyTables & { transactions: { id: string } & MessageColumns }>()
  const files = database.engine === 'sqlite' ? database.bodyFiles : undefined

  const findChunk = async (name: EntryName): Promise<Found | undefined> => {
    const row = await db
      .selectFrom('body_chunks')
      .select(['bytes', 'key', 'file', 'position', 'size'])
      .where('transaction_id', '=', name.id)
      .where('part', '=', name.part)
      .where('n', '=', name.n)
      .executeTakeFirst()
    return row && { ...row, read: () => readBytes(files, row, name) }
  }

  /** A body that was whole when its head was recorded stands behind it. */
  const findInMessage = async (id: string, side: Side): Promise<Found | undefined> => {
    const row = await db
      .selectFrom('transactions')
      .select(['id', ...messageColumns])
      .where('id', '=', id)
      .executeTakeFirst()
    if (!row) return undefined
    const place = toMessagePlace(row, side)
    return place?.bodySize ? { ...place, read: () => readMessage(files, row, side)?.body } : undefined
  }

  return async (name: EntryName) => {
    const side = name.n === 0 && files ? sides.find((one) => one === name.part) : undefined
    return (await findChunk(name)) ?? (side && findInMessage(name.id, side))
  }
}

/** Undefined: the bytes were forgotten, and the row will be. */
function readBytes(files: BodyFiles | undefined, row: Placed & { bytes: Uint8Array }, name: EntryName) {
  const { file, position, size } = row
  if (file === null || position === null || size === null) return row.bytes
  if (!files) throw new DamagedBodyError('This store has no body files')
  return files.read({ file, position, size }, name)
}
