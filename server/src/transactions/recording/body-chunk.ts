import type { BodyTables } from '../../bodies/index.ts'
import type { BodyFiles } from '../../platform/body-files/body-files.ts'
import type { Place } from '../../platform/body-files/entry.ts'
import type { Begun, Chunk, Entry, Outcome } from './entries.ts'

// A body stands beside its transaction's row, not in it: the row is written a second time when the transaction ends,
// and what a row once held can survive in its page after it has been removed.

/** The chunks that come with an entry. */
export function toChunks(entry: Entry): Chunk[] {
  if (entry.kind === 'chunk') return [entry.value]
  if (entry.kind === 'settle') return []
  const chunk = entry.kind === 'begin' ? requestChunk(entry.value) : responseChunk(entry.value)
  return chunk ? [chunk] : []
}

/** A request body that was whole when its transaction began. */
const requestChunk = ({ id, requestBody, bodyKey }: Begun): Chunk | undefined =>
  requestBody?.length ? { id, part: 'request', n: 0, bytes: requestBody, key: bodyKey } : undefined

/** A response body that was whole when its transaction ended. */
const responseChunk = ({ id, responseBody, bodyKey }: Outcome): Chunk | undefined =>
  responseBody?.length ? { id, part: 'response', n: 0, bytes: responseBody, key: bodyKey } : undefined

type ChunkRow = BodyTables['body_chunks']

/** `cutBack`: their commit failed, so nothing of them is kept. */
type Stored = { rows: ChunkRow[]; cutBack: () => void }

const noBytes = Buffer.alloc(0)

/** Builds the rows of chunks. Where there are body files, the bytes are appended there: the write lock of the store must be held. */
export function storeChunks(files: BodyFiles | undefined, chunks: readonly Chunk[]): Stored {
  if (!files || chunks.length === 0) return { rows: chunks.map((chunk) => toRow(chunk)), cutBack: () => undefined }
  const { places, cutBack } = files.append(chunks)
  return { rows: chunks.map((chunk, i) => toRow(chunk, places[i])), cutBack }
}

const toRow = ({ id, part, n, bytes, key = null }: Chunk, place?: Place): ChunkRow => ({
  transaction_id: id,
  part,
  n,
  bytes: place ? noBytes : bytes,
  key,
  file: place?.file ?? null,
  position: place?.position ?? null,
  size: place?.size ?? null,
})
