// The entries that the gateway writes to the record, and the commit that takes them.

import type { TransactionStatus } from '@mediary/contract/transactions/statuses'
import type { RoutesOutcome } from '../calls.ts'
import type { CompanionStatement } from './companion-statements.ts'

/** A transaction as it is known before anything reaches an upstream. Headers are a JSON list: name, value, name, value … */
export type Begun = {
  id: string
  channel: string
  client: string | null
  clientIp: string
  recognised: string | null
  /** The id of the credential that was used. */
  credential: string | null
  status: TransactionStatus
  requestedAt: number
  method: string
  host: string | null
  path: string
  query: string
  requestHeaders: string
  requestBody: Uint8Array | null
  /** The key that sealed the body, when one did. */
  bodyKey?: string | null | undefined
  requestSize: number | null
  canRerun: boolean
}

/** The outcome of a transaction. Sizes are bytes; a body that was recorded in chunks has a size and no bytes here. */
export type Outcome = {
  id: string
  status: TransactionStatus
  respondedAt: number
  responseStatus: number | null
  responseHeaders: string | null
  responseBody: Uint8Array | null
  bodyKey?: string | null | undefined
  responseSize: number | null
  requestSize: number | null
  canRerun: boolean
  upstream: string | null
  error: string | null
}

/** A chunk of a body. `part` is the name of the body: `request`, `response`, or that of a call, such as r000.response. */
export type Chunk = { id: string; part: string; n: number; bytes: Uint8Array; key?: string | null | undefined }

/** `decidedWith`: the number of the configuration by which the transaction was accepted. A newer one forbids the commit. */
type BeginEntry = {
  kind: 'begin'
  value: Begun
  companions?: CompanionStatement[] | undefined
  decidedWith?: number | undefined
}

export type Entry =
  | BeginEntry
  | { kind: 'complete'; value: Outcome; companions?: CompanionStatement[] | undefined }
  | { kind: 'chunk'; value: Chunk }
  | { kind: 'settle'; value: RoutesOutcome; companions?: CompanionStatement[] | undefined }

/** Thrown when the store holds a newer configuration than the one that accepted a transaction: nothing was recorded. */
export class OutdatedDecisionError extends Error {
  override readonly name = 'OutdatedDecisionError'

  constructor() {
    super('The configuration has changed since the request was accepted')
  }
}

/** Returns the oldest configuration by which some of the entries were accepted; undefined when none depends on it. */
export function findOldestDecision(entries: readonly Entry[]): number | undefined {
  const seqs = entries.flatMap((entry) =>
    entry.kind === 'begin' && entry.decidedWith !== undefined ? [entry.decidedWith] : [],
  )
  return seqs.length ? Math.min(...seqs) : undefined
}

/** Commits entries in their order, all or none. */
export type Commit = (entries: Entry[]) => Promise<void> | void
