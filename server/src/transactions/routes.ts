import { type Representation, transactionsApi } from '@mediary/contract/transactions'
import type { FastifyInstance } from 'fastify'
import { allowedOf, type Caller, may } from '../platform/caller.ts'
import { implement, type Require } from '../platform/implement.ts'
import { forbidden, notFound } from '../platform/problem.ts'
import type { Search, TransactionRow, TransactionStore } from './store.ts'
import { type Bodies, viewOf } from './view.ts'

// A list without a limit gets so many; a count that reaches its bound says "at least".
const most = { listed: 1000, counted: 100_000, bodyBytes: 64 * 1024 * 1024, listedBodyBytes: 64 * 1024 }

export const transactionRoutes = (app: FastifyInstance, require: Require, transactions: TransactionStore) => {
  const show = async (row: TransactionRow, representation: Representation, caller: Caller, limit: number) =>
    viewOf(row, representation, await bodiesFor(transactions, row, representation, caller, limit))

  const list = async (search: Omit<Search, 'channels' | 'limit' | 'offset'>, query: Paging, caller: Caller) => {
    const channels = visible(caller, search.filters.channelID)
    const limit = query.filterLimit || most.listed
    const rows = await transactions.list({ ...search, channels, limit, offset: query.filterPage * limit })
    return Promise.all(rows.map((row) => show(row, query.filterRepresentation, caller, most.listedBodyBytes)))
  }

  return implement(app, require, transactionsApi, {
    list: async ({ query }, { caller }) => {
      const { filters, before } = query
      if (query.filterRepresentation !== 'bulkrerun') return list({ filters, before }, query, caller)
      const channels = visible(caller, filters.channelID)
      return { count: await transactions.count({ filters, channels, limit: most.counted }) }
    },

    get: async ({ params, query }, { caller }) => {
      const row = await transactions.find(params.id)
      if (!row) throw notFound(`Could not find transaction with ID: ${params.id}`)
      if (!may(caller, 'transaction-view-all', row.channel))
        throw forbidden('You may not see the transactions of this channel')
      return show(row, query.filterRepresentation, caller, most.bodyBytes)
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

/** Bodies hold patients' data: they need a permission of their own, whatever representation was asked for. */
async function bodiesFor(
  transactions: TransactionStore,
  row: TransactionRow,
  representation: Representation,
  caller: Caller,
  limit: number,
): Promise<Bodies> {
  if (representation !== 'full' && representation !== 'fulltruncate') return {}
  if (!may(caller, 'transaction-view-body-all', row.channel)) return {}
  const body = (part: 'request' | 'response', inline: Uint8Array | null, size: number | null) =>
    inline ?? (size ? transactions.chunked(row.id, part, limit) : undefined)
  return {
    request: await body('request', row.request_body, row.request_size),
    response: await body('response', row.response_body, row.response_size),
  }
}
