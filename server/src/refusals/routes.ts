import { refusalsApi } from '@mediary/contract/operations/refusals'
import type { FastifyInstance } from 'fastify'
import { type Caller, listAllowed } from '../platform/http/caller.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import type { RefusalStore } from './store.ts'

type Deps = {
  refusals: Pick<RefusalStore, 'list' | 'top'>
  /** Returns the names of channels: refusals name their channel. */
  listNames: (ids: string[]) => Promise<string[]>
}

export const refusalRoutes = (app: FastifyInstance, require: Require, { refusals, listNames }: Deps) => {
  const visibleChannels = async (caller: Caller) => {
    const allowed = listAllowed(caller, 'transaction-view-all')
    return allowed === 'all' ? allowed : listNames([...allowed])
  }
  return implement(app, require, refusalsApi, {
    list: async ({ query }, { caller }) => refusals.list({ ...query, channels: await visibleChannels(caller) }),
    top: async ({ query }, { caller }) => refusals.top({ ...query, channels: await visibleChannels(caller) }),
  })
}
