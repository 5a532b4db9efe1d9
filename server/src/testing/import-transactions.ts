import { NewTransaction } from '@mediary/contract/transactions/mediator-updates'
import type { Database } from '../platform/database/database.ts'
import { transactionImporter } from '../transactions/index.ts'

/** Takes over failed transactions with these ids, as an import from OpenHIM does. */
export const importTransactions = (database: Database, ids: readonly string[], channelID = 'c'.repeat(24)) =>
  transactionImporter(database).add(
    ids.map((id) => ({
      id,
      document: NewTransaction.parse({
        channelID,
        status: 'Failed',
        request: { method: 'GET', path: '/fhir/Patient/7', timestamp: Date.now() - 60_000 },
        response: { status: 500, timestamp: Date.now() - 50_000 },
      }),
      canRerun: true,
      rerun: undefined,
      channel: undefined,
      isExpired: false,
      seal: undefined,
    })),
  )
