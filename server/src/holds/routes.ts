import { legalHoldsApi, maxHeld } from '@mediary/contract/transactions/legal-holds'
import type { FastifyInstance } from 'fastify'
import { implement, type Require } from '../platform/http/implement.ts'
import { badRequest, notFound } from '../platform/http/problem.ts'
import type { TransactionSearch } from '../transactions/index.ts'
import type { LegalHolds } from './store.ts'

type Deps = {
  legalHolds: Pick<LegalHolds, 'list' | 'place' | 'release'>
  search: Pick<TransactionSearch, 'ids'>
}

export const legalHoldRoutes = (app: FastifyInstance, require: Require, { legalHolds, search }: Deps) =>
  implement(app, require, legalHoldsApi, {
    list: ({ query }) => legalHolds.list(query.state),

    place: async ({ body: { patient, filters, reason } }, { caller }) => {
      const found = filters ? await search.ids({ filters, channels: 'all', limit: maxHeld + 1 }) : { ids: [] }
      if (found.ids.length > maxHeld) throw badRequest('hold-too-large', { max: maxHeld })
      const by = caller.user?.email ?? ''
      const id = await legalHolds.place({ patient, filters, reason, by }, found.ids)
      const placed = (await legalHolds.list('active')).find(({ _id }) => _id === id)
      if (!placed) throw notFound('legal-hold-not-found', { id })
      return placed
    },

    release: async ({ params: { id }, body }, { caller }) => {
      const isReleased = await legalHolds.release(id, { reason: body.reason, by: caller.user?.email ?? '' })
      if (!isReleased) throw notFound('legal-hold-not-found', { id })
      return 'The legal hold is released'
    },
  })
