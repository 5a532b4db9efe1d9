import type { Channel } from '@mediary/contract/channels'
import { pollingApi } from '@mediary/contract/channels/polling'
import type { FastifyInstance } from 'fastify'
import { implement, type Require } from '../platform/http/implement.ts'
import { conflict, notFound, upstreamFailed } from '../platform/http/problem.ts'

type Deps = {
  channelOf: (id: string) => Promise<Channel | undefined>
  trigger: (channel: Channel) => Promise<number | undefined>
  /** Refuses the call when this server sends nothing. */
  refuseInShadow: () => void
}

export const pollingRoutes = (app: FastifyInstance, require: Require, { channelOf, trigger, refuseInShadow }: Deps) =>
  implement(app, require, pollingApi, {
    trigger: async ({ params }) => {
      const channel = await channelOf(params.id)
      if (!channel) throw notFound('channel-not-found', { id: params.id })
      if (channel.type !== 'polling') throw conflict('not-a-polling-channel')
      if (channel.status !== 'enabled') throw conflict('channel-not-enabled')
      refuseInShadow()
      const status = await trigger(channel)
      if (status === undefined) throw conflict('already-polling')
      if (status >= 200 && status < 300) return 'OK'
      throw upstreamFailed('poll-failed', { status })
    },
  })
