import { transactionsApi } from '@mediary/contract/transactions'
import type { FastifyInstance } from 'fastify'
import type { BodyReader } from '../bodies/index.ts'
import { may } from '../platform/http/caller.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { notFound } from '../platform/http/problem.ts'
import type { NameSources } from './names.ts'
import { transactionPresenter } from './show.ts'
import type { TransactionStore } from './store.ts'

const maxBodyBytes = 64 * 1024 * 1024

export const transactionRoutes = (
  app: FastifyInstance,
  require: Require,
  {
    transactions,
    bodyReader,
    channels,
    clients,
  }: NameSources & { transactions: TransactionStore; bodyReader: BodyReader },
) => {
  const show = transactionPresenter({ transactions, bodies: bodyReader, channels, clients })

  return implement(app, require, transactionsApi, {
    get: async ({ params, query }, { caller }) => {
      const row = await transactions.find(params.id)
      // A transaction that the caller may not see is answered as one that does not exist.
      if (!row || !may(caller, 'transaction-view-all', row.channel))
        throw notFound('transaction-not-found', { id: params.id })
      const [shown] = await show([row], query.filterRepresentation, {
        caller,
        limit: maxBodyBytes,
        reason: query.reason,
      })
      if (!shown) throw notFound('transaction-not-found', { id: params.id })
      return shown
    },
  })
}
