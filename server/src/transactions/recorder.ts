import type { TransactionStatus } from '@mediary/contract/transactions'
import type { Database } from '../platform/database.ts'
import { postgresCommit } from './commit-postgres.ts'
import { sqliteCommit } from './commit-sqlite.ts'

/** A transaction as it is known before anything reaches an upstream. Headers are a JSON list: name, value, name, value … */
export type Begun = {
  id: string
  channel: string
  client: string | null
  clientIp: string
  recognised: string | null
  status: TransactionStatus
  requestedAt: number
  method: string
  host: string | null
  path: string
  query: string
  requestHeaders: string
  requestBody: Uint8Array | null
  requestSize: number | null
  canRerun: boolean
}

/** How it ended. Sizes are bytes; a body that was recorded in chunks has a size and no bytes here. */
export type Outcome = {
  id: string
  status: TransactionStatus
  respondedAt: number
  responseStatus: number | null
  responseHeaders: string | null
  responseBody: Uint8Array | null
  responseSize: number | null
  requestSize: number | null
  canRerun: boolean
  upstream: string | null
  error: string | null
}

/** A piece of a body too large to stand in its transaction's row. */
export type Chunk = { id: string; part: 'request' | 'response'; n: number; bytes: Uint8Array }

export type Entry =
  | { kind: 'begin'; value: Begun }
  | { kind: 'complete'; value: Outcome }
  | { kind: 'chunk'; value: Chunk }

/** Commits entries in their order, all or none. */
export type Commit = (entries: Entry[]) => Promise<void> | void

export type Recorder = ReturnType<typeof recorder>

/** Each promise resolves when its entry is committed. Entries of the same turn of the event loop share one commit. */
export function recorder(database: Database) {
  const commit = database.engine === 'sqlite' ? sqliteCommit(database.sqlite) : postgresCommit(database.postgres)
  const add = groupCommit(commit)
  return {
    begin: (value: Begun) => add({ kind: 'begin', value }),
    complete: (value: Outcome) => add({ kind: 'complete', value }),
    chunk: (value: Chunk) => add({ kind: 'chunk', value }),
  }
}

type Waiting = { entry: Entry; resolve: () => void; reject: (error: unknown) => void }

/** While one commit is under way, the next gathers. */
export function groupCommit(commit: Commit) {
  const state: { waiting: Waiting[]; busy: boolean } = { waiting: [], busy: false }

  const flush = async () => {
    while (state.waiting.length) {
      const group = state.waiting
      state.waiting = []
      await commitGroup(commit, group)
    }
    state.busy = false
  }

  return (entry: Entry): Promise<void> =>
    new Promise((resolve, reject) => {
      state.waiting.push({ entry, resolve, reject })
      if (state.busy) return
      state.busy = true
      setImmediate(() => void flush())
    })
}

async function commitGroup(commit: Commit, group: Waiting[]) {
  try {
    const committing = commit(group.map(({ entry }) => entry))
    if (committing) await committing
    for (const { resolve } of group) resolve()
  } catch (error) {
    if (group.length === 1) group[0]?.reject(error)
    // One entry that cannot be written must not fail those that came in the same turn.
    else for (const waiting of group) await commitGroup(commit, [waiting])
  }
}
