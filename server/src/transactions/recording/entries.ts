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

export type Entry =
  | { kind: 'begin'; value: Begun; companions?: CompanionStatement[] | undefined }
  | { kind: 'complete'; value: Outcome; companions?: CompanionStatement[] | undefined }
  | { kind: 'chunk'; value: Chunk }
  | { kind: 'settle'; value: RoutesOutcome; companions?: CompanionStatement[] | undefined }

/** Commits entries in their order, all or none. */
export type Commit = (entries: Entry[]) => Promise<void> | void
