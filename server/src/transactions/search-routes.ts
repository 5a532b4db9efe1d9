import { transactionSearchApi } from '@mediary/contract/transaction-search'
import type { Representation } from '@mediary/contract/transactions'
import type { FastifyInstance } from 'fastify'
import type { BodyStore } from '../bodies/index.ts'
import { allowedOf, type Caller } from '../platform/caller.ts'
import { implement, type Require } from '../platform/implement.ts'
import { forbidden } from '../platform/problem.ts'
import type { Search, TransactionSearch } from './search.ts'
import { shower } from './show.ts'

// A list without a limit gets so many; a count that reaches its bound says "at least".
const most = { listed: 1000, counted: 100_000, bodyBytes: 64 * 1024 }

export const transactionSearchRoutes = (
  app: FastifyInstance,
  require: Require,
  { bodies, search: found }: { bodies: BodyStore; search: TransactionSearch },
) => {
  const show = shower(bodies)

  const list = async (search: Omit<Search, 'channels' | 'limit' | 'offset'>, query: Paging, caller: Caller) => {
    const channels = visible(caller, search.filters.channelID)
    const limit = query.filterLimit || most.listed
    const rows = await found.list({ ...search, channels, limit, offset: query.filterPage * limit })
    return Promise.all(rows.map((row) => show(row, query.filterRepresentation, caller, most.bodyBytes)))
  }

  return implement(app, require, transactionSearchApi, {
    list: async ({ query }, { caller }) => {
      const { filters, before } = query
      if (query.filterRepresentation !== 'bulkrerun') return list({ filters, before }, query, caller)
      const channels = visible(caller, filters.channelID)
      return { count: await found.count({ filters, channels, limit: most.counted }) }
    },

    byClient: ({ params, query }, { caller }) =>
      list({ filters: { clientID: params.clientId }, before: query.before }, query, caller),
  })
}

type Paging = { filterLimit?: number | undefined; filterPage: number; filterRepresentation: Representation }

function visible(caller: Caller, channel: string | undefined) {
  const channels = allowedOf(caller, 'transaction-view-all')
  if (channel && channels !== 'all' && !channels.has(channel))
    throw forbidden(`Forbidden: Unauthorized channel ${channel}`)
  return channels
}
