import type { Channel } from '@mediary/contract/channels'
import type { TransactionChanges } from '@mediary/contract/transactions/mediator-updates'
import type { BodyTables, Seal } from '../../bodies/index.ts'
import type { Database } from '../../platform/database/database.ts'
import { type Call, type CallRow, toCallRow } from '../calls.ts'
import type { Chunk } from '../recording/entries.ts'
import type { TransactionRow } from '../store.ts'
import type { BodyPolicy, collectBodies, MediatorBodies } from './bodies.ts'

export type Tables = BodyTables & { transactions: TransactionRow; calls: CallRow }
export type Trx = ReturnType<typeof withTransactionTables>
export const withTransactionTables = (kysely: Database['kysely']) => kysely.withTables<Tables>()

/** What is reported of one transaction, on its way into the store. */
export type Update = {
  trx: Trx
  row: TransactionRow
  changes: TransactionChanges
  policy: BodyPolicy
  seal: Seal | undefined
  known: Parameters<typeof collectBodies>[1]
  /** What the client got, when it is to be replaced. */
  answered: Uint8Array | undefined
  now: number
}

export const toBodyPolicy = ({ requestBody, responseBody }: Channel): BodyPolicy => ({
  request: requestBody !== false,
  response: responseBody !== false,
})

export async function insertCalls(trx: Trx, id: string, calls: Call[], bodies: MediatorBodies[]) {
  for (const call of calls) await trx.insertInto('calls').values(toCallRow(id, call)).execute()
  for (const { chunks } of bodies) for (const chunk of chunks) await insertChunk(trx, chunk)
}

export const insertChunk = (trx: Trx, { id, part, n, bytes, key = null }: Chunk) =>
  trx.insertInto('body_chunks').values({ transaction_id: id, part, n, bytes, key }).execute()
