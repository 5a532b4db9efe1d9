import type { Database } from '../../platform/database/database.ts'
import { takeOver } from '../journal/take-over.ts'
import type { TransactionRow } from '../store.ts'
import { writeRecorded } from '../writer.ts'
import type { Begun, Outcome } from './entries.ts'

/** A transaction that passed although it could not be recorded: its beginning, unless that is stored, and its outcome. */
export type Unrecorded = { begun: Begun | undefined; outcome: Outcome }

const explanation = 'It passed while it could not be recorded: its bodies and headers were not kept'

// Bytes of memory, about; what a row takes besides its texts.
const maxBytes = 16 * 1024 * 1024
const bytesPerRow = 1_000
const batchSize = 500

/**
 * Keeps what passed until the store takes it: without bodies and headers, and only as much as fits in bounded memory. What is
 * beyond that stands in the log alone.
 */
export function backlog() {
  const waiting: Unrecorded[] = []
  const state = { waiting, bytes: 0, dropped: 0 }

  return {
    add({ begun, outcome }: Unrecorded) {
      const bytes = bytesPerRow + (begun ? begun.path.length + begun.query.length : 0)
      if (state.bytes + bytes > maxBytes) {
        state.dropped++
        return
      }
      state.waiting.push({
        begun: begun && { ...begun, requestBody: null, requestHeaders: '[]' },
        outcome: { ...outcome, responseBody: null, responseHeaders: null },
      })
      state.bytes += bytes
    },

    /** Records them, as many as the store takes; says how many, and how many there had been no room for. */
    async drain(record: (some: Unrecorded[]) => Promise<void>) {
      let recorded = 0
      while (state.waiting.length) {
        const some = state.waiting.slice(0, batchSize)
        await record(some)
        state.waiting.splice(0, some.length)
        recorded += some.length
      }
      const { dropped: forgotten } = state
      Object.assign(state, { bytes: 0, dropped: 0 })
      return { recorded, forgotten }
    },
  }
}

/** Of other routes it is known only that they were asked. */
const toOutcomeColumns = ({ outcome }: Unrecorded) =>
  ({
    status: outcome.status === 'Processing' ? 'Completed with error(s)' : outcome.status,
    can_rerun: 0,
    responded_at: outcome.respondedAt,
    response_status: outcome.responseStatus,
    response_size: outcome.responseSize,
    request_size: outcome.requestSize,
    upstream: outcome.upstream,
    error: outcome.error ? `${outcome.error}. ${explanation}` : explanation,
  }) satisfies Partial<TransactionRow>

const toRow = (begun: Begun) => ({
  id: begun.id,
  channel: begun.channel,
  client: begun.client,
  client_ip: begun.clientIp,
  recognised: begun.recognised,
  credential: begun.credential,
  requested_at: begun.requestedAt,
  method: begun.method,
  host: begun.host,
  path: begun.path,
  query: begun.query,
  request_headers: begun.requestHeaders,
  response_headers: null,
  error_stack: null,
  properties: null,
  trailers: null,
  status_owner: null,
  truncated: null,
})

/** Writes them into the record, marked. They may be older than what has been summarised for searches since. */
export const recordBacklog =
  (database: Database) =>
  async (some: Unrecorded[]): Promise<void> => {
    // The beginnings of some may stand in a journal only.
    await takeOver(database)
    await writeRecorded(
      database,
      some.map(({ outcome }) => outcome.id),
      async (trx) => {
        for (const one of some) {
          const outcome = toOutcomeColumns(one)
          if (one.begun)
            await trx
              .insertInto('transactions')
              .values({ ...toRow(one.begun), ...outcome })
              .onConflict((conflict) => conflict.column('id').doUpdateSet(outcome))
              .execute()
          else await trx.updateTable('transactions').set(outcome).where('id', '=', one.outcome.id).execute()
        }
      },
    )
  }
