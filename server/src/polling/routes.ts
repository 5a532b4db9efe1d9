import type { Channel } from '@mediary/contract/channels'
import { pollingApi } from '@mediary/contract/channels/polling'
import type { FastifyInstance } from 'fastify'
import { implement, type Require } from '../platform/http/implement.ts'
import { conflict, notFound, ProblemError } from '../platform/http/problem.ts'

type Deps = {
  channelOf: (id: string) => Promise<Channel | undefined>
  trigger: (channel: Channel) => Promise<number | undefined>
}

export const pollingRoutes = (app: FastifyInstance, require: Require, { channelOf, trigger }: Deps) =>
  implement(app, require, pollingApi, {
    trigger: async ({ params }) => {
      const channel = await channelOf(params.id)
      if (!channel) throw notFound(`No channel has the id ${params.id}`)
      if (channel.type !== 'polling') throw conflict('Only a polling channel can be triggered')
      if (channel.status !== 'enabled') throw conflict('The channel is not enabled')
      const status = await trigger(channel)
      if (status === undefined) throw conflict('The channel is being polled')
      if (status >= 200 && status < 300) return 'OK'
      throw new ProblemError('upstream-failed', `The upstream answered ${status}`)
    },
  })
