import type { Database } from '../platform/database/database.ts'
import type { BodyKeys } from './keys.ts'

type ChunkRow = { transaction_id: string; part: string; n: number; bytes: Uint8Array; key: string | null }
export type BodyTables = { body_chunks: ChunkRow }

export type BodyStore = ReturnType<typeof bodyStore>

/** The one reader of what is kept of bodies. Parts are `request`, `response`, and those of routes and orchestrations. */
export function bodyStore(database: Database, keys?: Pick<BodyKeys, 'open'>) {
  const db = database.kysely.withTables<BodyTables>()

  const readChunk = async (id: string, part: string, n: number): Promise<Uint8Array | undefined> => {
    const row = await db
      .selectFrom('body_chunks')
      .select(['bytes', 'key'])
      .where('transaction_id', '=', id)
      .where('part', '=', part)
      .where('n', '=', n)
      .executeTakeFirst()
    if (!row) return undefined
    return row.key === null ? row.bytes : keys?.open(row.key, { id, part, n, bytes: row.bytes })
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
