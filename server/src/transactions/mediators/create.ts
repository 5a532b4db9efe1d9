import type { Channel } from '@mediary/contract/channels'
import type { NewTransaction } from '@mediary/contract/transactions/mediator-updates'
import type { Database } from '../../platform/database/database.ts'
import type { IdGenerator } from '../../platform/ids.ts'
import { writeRecorded } from '../writer.ts'
import { buildTransaction } from './build-transaction.ts'
import { insertCalls, toBodyPolicy } from './rows.ts'
import type { UpdateDeps } from './update.ts'

/** Creates transactions that did not come through the gateway. */
export function transactionCreator(database: Database, deps: Pick<UpdateDeps, 'sealFor'> & { newId: IdGenerator }) {
  return {
    /** Its id. */
    async create(document: NewTransaction, channel: Channel, now = Date.now()): Promise<string> {
      const at = document.request.timestamp ?? now
      // Its place among the others is that of its time; none is put before those that are still to come.
      const id = deps.newId(Math.max(0, Math.min(at, now)))
      const storage = { policy: toBodyPolicy(channel), seal: deps.sealFor(channel, at) }
      const { row, calls, bodies } = buildTransaction(id, document, storage, now)
      await writeRecorded(database, [id], async (trx, store) => {
        await trx.insertInto('transactions').values(row).execute()
        await insertCalls({ trx, store }, id, calls, [bodies])
      })
      return id
    },
  }
}
