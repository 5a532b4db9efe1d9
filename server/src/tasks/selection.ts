import type { Channel } from '@mediary/contract/channels'
import type { OrderBy } from '@mediary/contract/operations/tasks'
import type { Permission } from '@mediary/contract/permission'
import { issue } from '@mediary/contract/problem'
import type { Database } from '../platform/database/database.ts'
import { type Caller, may } from '../platform/http/caller.ts'
import { forbidden, invalidRequest } from '../platform/http/problem.ts'
import { readOrderKeys } from './collect.ts'
import { storedOrder, type Tables } from './rows.ts'

type Known = { id: string; channel: string; client: string | null }

/** Transactions that a caller names one by one. */
export function selections(database: Database, deps: { channels: () => Promise<Channel[]> }) {
  const db = database.kysely.withTables<Tables>()

  const selectKnown = (ids: string[]): Promise<Known[]> =>
    db.selectFrom('transactions').select(['id', 'channel', 'client']).where('id', 'in', ids).execute()

  const known = async (ids: string[], caller: Caller, also: Permission | undefined) => {
    // A transaction that the caller may not see is answered as one that does not exist.
    const rows = (await selectKnown(ids)).filter(
      ({ channel }) => may(caller, 'transaction-view-all', channel) || may(caller, 'transaction-rerun-all', channel),
    )
    for (const channel of new Set(rows.map((row) => row.channel))) {
      if (!may(caller, 'transaction-rerun-all', channel)) throw forbidden('rerun-not-allowed', { channel })
      if (also && !may(caller, also, channel)) throw forbidden('rerun-needs-permission', { permission: also, channel })
    }
    return rows
  }

  return {
    /** Oldest first, each once. Ids that nobody knows are kept: their rows say so. */
    async byIds(ids: string[], orderBy: OrderBy, caller: Caller, also?: Permission) {
      const rows = new Map((await known(ids, caller, also)).map((row) => [row.id, row]))
      refuseClosed(new Set([...rows.values()].map(({ channel }) => channel)), await deps.channels())
      const keyOf = await readOrderKeys(database, storedOrder(orderBy), [...rows.values()])
      return [...new Set(ids)].sort().map((id) => {
        const row = rows.get(id)
        return { transaction_id: id, order_key: row ? keyOf(row) : null, known: row !== undefined }
      })
    },

    permitted: async (ids: string[], caller: Caller) => (await known(ids, caller, undefined)).map(({ id }) => id),
  }
}

function refuseClosed(affected: Set<string>, channels: Channel[]) {
  const open = new Set(channels.filter(({ status }) => status === 'enabled').map(({ _id }) => _id))
  const closed = [...affected].filter((id) => !open.has(id))
  if (!closed.length) return
  const names = closed.map((id) => channels.find(({ _id }) => _id === id)?.name ?? id)
  throw invalidRequest([issue('tids', 'channels-closed', { channels: names.map((name) => `"${name}"`).join(', ') })])
}
