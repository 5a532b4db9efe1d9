import { historyApi } from '@mediary/contract/history'
import { issue } from '@mediary/contract/problem'
import type { FastifyInstance } from 'fastify'
import { implement, type Require } from '../platform/http/implement.ts'
import { invalidRequest } from '../platform/http/problem.ts'
import type { HistoryStore } from './store.ts'

export const historyRoutes = (app: FastifyInstance, require: Require, { history }: { history: HistoryStore }) =>
  implement(app, require, historyApi, {
    list: async ({ query }, { caller }) => {
      if (query.id !== undefined && query.object === undefined) throw invalidRequest([issue('object', 'required')])
      return history.list(query, caller)
    },
  })
