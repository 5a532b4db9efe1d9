import { historyApi } from '@mediary/contract/operations/history'
import { issue } from '@mediary/contract/problem'
import type { FastifyInstance } from 'fastify'
import { implement, type Require } from '../platform/http/implement.ts'
import { invalidRequest } from '../platform/http/problem.ts'
import type { HistoryStore } from './store.ts'

type Deps = {
  history: Pick<HistoryStore, 'list' | 'undo'>
  /** Ends the sessions of a user. */
  endSessions: (userId: string) => Promise<void>
}

export const historyRoutes = (app: FastifyInstance, require: Require, { history, endSessions }: Deps) =>
  implement(app, require, historyApi, {
    list: async ({ query }, { caller }) => {
      if (query.id !== undefined && query.object === undefined) throw invalidRequest([issue('object', 'required')])
      return history.list(query, caller)
    },
    undo: async ({ params }, { caller }) => {
      const undone = await history.undo(params.entry, caller)
      for (const { object, objectId } of undone) if (object === 'user') await endSessions(objectId)
      return `The change was undone: ${undone
        .map(({ object, name }) => `${object} "${name}"`)
        .slice(0, 20)
        .join(', ')}`
    },
  })
