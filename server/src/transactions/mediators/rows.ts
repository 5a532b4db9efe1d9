import type { Channel } from '@mediary/contract/channels'
import type { TransactionChanges } from '@mediary/contract/transactions/mediator-updates'
import type { Seal } from '../../bodies/index.ts'
import { type Call, toCallRow } from '../calls.ts'
import type { Chunk } from '../recording/entries.ts'
import type { FoundTransaction } from '../store.ts'
import type { RecordWriter, StoreChunks } from '../writer.ts'
import type { BodyPolicy, collectBodies, MediatorBodies } from './bodies.ts'

type Writing = { trx: RecordWriter; store: StoreChunks }

/** A mediator's update of one transaction, on its way into the store. */
export type Update = Writing & {
  row: FoundTransaction
  changes: TransactionChanges
  policy: BodyPolicy
  seal: Seal | undefined
  known: Parameters<typeof collectBodies>[1]
  /** What the client got, when it is to be replaced. */
  answered: Uint8Array | undefined
  now: number
  /** Bodies may stand in objects. */
  onPostgres: boolean
}

export const toBodyPolicy = ({ requestBody, responseBody }: Channel): BodyPolicy => ({
  request: requestBody !== false,
  response: responseBody !== false,
})

export async function insertCalls(writing: Writing, id: string, calls: Call[], bodies: MediatorBodies[]) {
  for (const call of calls) await writing.trx.insertInto('calls').values(toCallRow(id, call)).execute()
  for (const { chunks } of bodies) await insertChunks(writing, chunks)
}

export async function insertChunks({ trx, store }: Writing, chunks: readonly Chunk[]) {
  for (const row of store(chunks)) await trx.insertInto('body_chunks').values(row).execute()
}
