import { logsApi } from '@mediary/contract/operations/logs'
import type { FastifyInstance } from 'fastify'
import { implement, type Require } from '../platform/http/implement.ts'
import type { RecentLines } from './recent-lines.ts'

const defaultAge = 300_000

export const logRoutes = (app: FastifyInstance, require: Require, { logLines }: { logLines: RecentLines }) =>
  implement(app, require, logsApi, {
    list: async ({ query: { from, until, last, start, limit, ...selection } }) => {
      const now = Date.now()
      const earliest = from ?? (last === undefined ? now - defaultAge : 0)
      const found = logLines.list({ ...selection, from: earliest, until: until ?? now })
      const newest = last === undefined ? found : found.slice(-last)
      return newest.slice(start, start + limit)
    },
  })
