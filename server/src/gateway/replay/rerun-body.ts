import { createHash } from 'node:crypto'
import type { RerunChange } from '@mediary/contract/transactions'
import type { BodyStore } from '../../bodies/index.ts'
import type { Edit } from '../../tasks/index.ts'
import type { TransactionRow } from '../../transactions/index.ts'

/** Returns the body of a rerun: that of the edit, or the recorded one. */
export function findBody(bodies: BodyStore, original: TransactionRow, edit: Edit | undefined) {
  if (edit?.body !== undefined) {
    const bytes = Buffer.from(edit.body ?? '', 'base64')
    return { size: bytes.length, source: () => yieldBytes(bytes) }
  }
  return { size: original.request_size ?? 0, source: () => bodies.chunks(original.id, 'request') }
}

async function* yieldBytes(bytes: Uint8Array) {
  yield bytes
}

/** Returns what an edit changes in the body. */
export async function describeBodyChange(
  bodies: BodyStore,
  original: TransactionRow,
  edit: Edit | undefined,
): Promise<RerunChange[]> {
  if (edit?.body === undefined) return []
  const from = await describeBody(findBody(bodies, original, undefined).source())
  const to = await describeBody(yieldBytes(Buffer.from(edit.body ?? '', 'base64')))
  return from === to ? [] : [{ what: 'body', from, to }]
}

async function describeBody(source: AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of source) {
    hash.update(chunk)
    size += chunk.length
  }
  return `${size} bytes, sha256 ${hash.digest('hex')}`
}
