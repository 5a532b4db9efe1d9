// The form of a batch: several reads in one call, for consoles behind slow links. See decision 0074.
import type { Endpoint } from './endpoint.ts'

export const batchPath = '/batch'

/** The maximum number of reads in one batch. */
export const maxBatch = 32

/** Tells whether a call of the endpoint can be a part of a batch: it reads a document for a caller who is signed in. */
export const isBatchable = ({ method, response, bytes, permission, alone }: Endpoint) =>
  method === 'GET' && response !== undefined && !bytes && !alone && permission !== 'public'

/** The answer to one read of a batch: one record of the response. */
export type BatchAnswer = {
  /** The place of the read in the batch. */
  index: number
  status: number
  headers: Record<string, string>
  /** The text of the answer, as a call of its own has it. */
  body: string
}

/** The media type of JSON texts one after the other (RFC 7464). */
export const jsonSequence = 'application/json-seq'
/** The character before each of them. */
export const recordSeparator = '\u001e'
