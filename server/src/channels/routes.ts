import { type Channel, channelsApi } from '@mediary/contract/channels'
import type { FastifyInstance } from 'fastify'
import { type Caller, listAllowed } from '../platform/http/caller.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { notFound } from '../platform/http/problem.ts'
import type { Editor } from './audit.ts'
import type { ChannelStore } from './store.ts'

/** `findProblem` returns why the gateway cannot serve a channel. */
export const channelRoutes = (
  app: FastifyInstance,
  require: Require,
  channels: ChannelStore,
  findProblem: (id: string) => string | undefined = () => undefined,
) => {
  const mark = (channel: Channel): Channel => {
    const problem = findProblem(channel._id)
    return problem === undefined ? channel : { ...channel, problem }
  }
  return implement(app, require, channelsApi, {
    list: async (_input, { caller }) => {
      const allowed = listAllowed(caller, 'channel-view-all')
      const all = (await channels.list()).map(mark)
      return allowed === 'all' ? all : all.filter(({ _id }) => allowed.has(_id))
    },
    get: async ({ params }) => {
      const channel = await channels.find(params.id)
      if (!channel) throw notFound('channel-not-found', { id: params.id })
      return mark(channel)
    },
    create: async ({ body }, { caller }) => {
      await channels.create(body, toEditor(caller))
      return 'Channel successfully created'
    },
    update: async ({ params, body }, { caller }) => {
      await channels.update(params.id, body, toEditor(caller), caller)
      return 'The channel was successfully updated'
    },
    remove: async ({ params }, { caller }) => {
      await channels.remove(params.id, toEditor(caller))
      return 'The channel was successfully deleted'
    },
    audits: ({ params }) => channels.audits(params.id),
  })
}

const toEditor = ({ user }: Caller): Editor => ({ id: user?.id ?? '', name: user?.name ?? '' })
