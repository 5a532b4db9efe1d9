import { headStore, type Side } from '../../bodies/index.ts'
import type { Database } from '../../platform/database/database.ts'
import { inChunks } from '../../platform/database/in-chunks.ts'
import type { FoundTransaction } from '../store.ts'

/** A message that a row names and whose bytes were forgotten. */
export type ForgottenMessage = { id: string; side: Side }

/**
 * Restores heads in the copy of a store. When a body is removed, or an answer replaced, while the copy is made, its row names an entry that
 * was forgotten in the meantime. The store itself has the head. That of a transaction that was removed stays forgotten.
 */
export async function restoreHeads(copy: Database, store: Database, forgotten: readonly ForgottenMessage[]) {
  const transactions = copy.kysely.withTables<{ transactions: FoundTransaction }>()
  await inChunks(forgotten, async (some) => {
    const heads = await headStore(store).load([...new Set(some.map(({ id }) => id))])
    for (const { id, side } of some) {
      const { requestHeaders, responseHeaders, upstream } = heads.get(id) ?? {}
      const headers = side === 'request' ? requestHeaders : responseHeaders
      if (!headers) continue
      const text = JSON.stringify(headers)
      await transactions
        .updateTable('transactions')
        .set(
          side === 'request'
            ? { request_headers: text, request_file: null, request_body_size: 0 }
            : { response_headers: text, response_file: null, response_body_size: 0, upstream: upstream ?? null },
        )
        .where('id', '=', id)
        .execute()
    }
    return []
  })
}
