import type { Channel } from '@mediary/contract/channels'
import type { TransactionChanges } from '@mediary/contract/transactions/mediator-updates'
import type { Seal } from '../../bodies/index.ts'
import { type Call, toCallRow } from '../calls.ts'
import type { Chunk } from '../recording/entries.ts'
import type { TransactionRow } from '../store.ts'
import type { RecordWriter } from '../writer.ts'
import type { BodyPolicy, collectBodies, MediatorBodies } from './bodies.ts'

/** A mediator's update of one transaction, on its way into the store. */
export type Update = {
  trx: RecordWriter
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

export async function insertCalls(trx: RecordWriter, id: string, calls: Call[], bodies: MediatorBodies[]) {
  for (const call of calls) await trx.insertInto('calls').values(toCallRow(id, call)).execute()
  for (const { chunks } of bodies) for (const chunk of chunks) await insertChunk(trx, chunk)
}

export const insertChunk = (trx: RecordWriter, { id, part, n, bytes, key = null }: Chunk) =>
  trx.insertInto('body_chunks').values({ transaction_id: id, part, n, bytes, key }).execute()
