import { refusalsApi } from '@mediary/contract/refusals'
import type { FastifyInstance } from 'fastify'
import { implement, type Require } from '../platform/http/implement.ts'
import type { RefusalStore } from './store.ts'

export const refusalRoutes = (app: FastifyInstance, require: Require, refusals: RefusalStore) =>
  implement(app, require, refusalsApi, {
    list: ({ query }) => refusals.list(query),
    top: ({ query }) => refusals.top(query),
  })
