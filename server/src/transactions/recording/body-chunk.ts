import type { Begun, Chunk, Outcome } from './entries.ts'

// A body stands beside its transaction's row, not in it: the row is written a second time when the transaction ends,
// and what a row once held can survive in its page after it has been removed.

/** A request body that was whole when its transaction began. */
export const requestChunk = ({ id, requestBody, bodyKey }: Begun): Chunk | undefined =>
  requestBody?.length ? { id, part: 'request', n: 0, bytes: requestBody, key: bodyKey } : undefined

/** A response body that was whole when its transaction ended. */
export const responseChunk = ({ id, responseBody, bodyKey }: Outcome): Chunk | undefined =>
  responseBody?.length ? { id, part: 'response', n: 0, bytes: responseBody, key: bodyKey } : undefined
