import type { Channel } from '@mediary/contract/channels'
import type { TransactionChanges } from '@mediary/contract/transactions/mediator-updates'
import type { BodyTables, Seal } from '../../bodies/index.ts'
import type { Database } from '../../platform/database/database.ts'
import { type Call, type CallRow, callRow } from '../calls.ts'
import type { Chunk } from '../recording/recorder.ts'
import type { TransactionRow } from '../store.ts'
import type { Policy, ReportedBodies, reportedBodies } from './bodies.ts'

export type Tables = BodyTables & { transactions: TransactionRow; calls: CallRow }
export type Trx = ReturnType<typeof tablesOf>
export const tablesOf = (kysely: Database['kysely']) => kysely.withTables<Tables>()

/** What is reported of one transaction, on its way into the store. */
export type Report = {
  trx: Trx
  row: TransactionRow
  changes: TransactionChanges
  policy: Policy
  seal: Seal | undefined
  known: Parameters<typeof reportedBodies>[1]
  /** What the client got, when it is to be replaced. */
  answered: Uint8Array | undefined
  now: number
}

export const policyOf = ({ requestBody, responseBody }: Channel): Policy => ({
  request: requestBody !== false,
  response: responseBody !== false,
})

export async function insertCalls(trx: Trx, id: string, calls: Call[], bodies: ReportedBodies[]) {
  for (const call of calls) await trx.insertInto('calls').values(callRow(id, call)).execute()
  for (const { chunks } of bodies) for (const chunk of chunks) await insertChunk(trx, chunk)
}

export const insertChunk = (trx: Trx, { id, part, n, bytes, key = null }: Chunk) =>
  trx.insertInto('body_chunks').values({ transaction_id: id, part, n, bytes, key }).execute()
