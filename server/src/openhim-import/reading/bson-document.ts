import { deserialize } from 'bson'
import type { ByteSource } from './byte-source.ts'
import { type PlainDocument, toPlainDocument } from './plain-document.ts'
import { type Place, refuseDump } from './refuse-dump.ts'

/** MongoDB's limit of a document, and its allowance for what surrounds it. */
export const maxDocumentBytes = 16 * 1024 * 1024 + 16 * 1024
const minDocumentBytes = 5

/** Takes the next document, as bytes; undefined at the end of the file. */
export async function takeDocument(source: ByteSource): Promise<Buffer | undefined> {
  const { place } = source
  const head = await source.peek(4)
  if (head.length === 0) return undefined
  if (head.length < 4) refuseDump(place, 'the file ends in the middle of a document')
  const size = head.readInt32LE(0)
  if (size < minDocumentBytes || size > maxDocumentBytes)
    refuseDump(place, `a document cannot have ${size} bytes; it has ${minDocumentBytes} to ${maxDocumentBytes}`)
  const bytes = await source.take(size)
  if (!bytes) refuseDump(place, 'the file ends in the middle of a document')
  if (bytes[size - 1] !== 0) refuseDump(place, 'a document does not end where its length says')
  return bytes
}

/** Returns the content of a document. `useBigInt`: 64-bit numbers keep every digit. */
export function readDocument(bytes: Uint8Array, place: Place, { useBigInt = false } = {}): PlainDocument {
  const content = deserializeOrUndefined(bytes, useBigInt)
  if (!content) refuseDump(place, 'a document is not valid BSON')
  const document = toPlainDocument(content)
  if (!document) refuseDump(place, 'a document is nested too deeply')
  return document
}

function deserializeOrUndefined(bytes: Uint8Array, useBigInt: boolean) {
  try {
    return deserialize(bytes, { useBigInt64: useBigInt, promoteBuffers: true })
  } catch {
    return undefined
  }
}
