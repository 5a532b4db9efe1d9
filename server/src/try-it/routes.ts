import { tryItApi } from '@mediary/contract/clients/try-it'
import { mechanisms as every, type Mechanism } from '@mediary/contract/system'
import type { FastifyInstance } from 'fastify'
import { type ChannelStore, type CompiledChannel, compileChannel } from '../channels/index.ts'
import { type ClientStore, listReadyMechanisms } from '../clients/index.ts'
import { may } from '../platform/http/caller.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { forbidden, notFound } from '../platform/http/problem.ts'
import { decideRequest } from './verdict.ts'

type Deps = {
  clients: Pick<ClientStore, 'list'>
  channels: Pick<ChannelStore, 'list'>
  mechanisms: () => Promise<readonly Mechanism[]>
  /** 403, or what OpenHIM answered. */
  statusOfForbidden: number
}

export const tryItRoutes = (app: FastifyInstance, require: Require, deps: Deps) =>
  implement(app, require, tryItApi, {
    tryIt: async ({ params, body }, { caller }) => {
      const clients = await deps.clients.list()
      const client = clients.find(({ _id }) => _id === params.id)
      if (!client) throw notFound('client-not-found', { id: params.id })
      const enabled = await deps.mechanisms()
      const shared =
        clients.filter(({ clientDomain }) => clientDomain?.toLowerCase() === client.clientDomain?.toLowerCase())
          .length > 1
      const ready = listReadyMechanisms(client, shared)
      const mechanisms = every.map((mechanism) => ({
        mechanism,
        enabled: enabled.includes(mechanism),
        ready: ready[mechanism],
      }))
      const known = mechanisms.some((one) => one.enabled && one.ready)
      const channels = (await deps.channels.list()).flatMap(compiled)
      const { concerned, ...verdict } = decideRequest(
        channels,
        body,
        known ? client : undefined,
        deps.statusOfForbidden,
      )
      const told = channels.find(({ channel }) => channel._id === verdict.channel?._id || channel.name === concerned)
      if (told && !may(caller, 'channel-view-all', told.channel._id)) throw forbidden('tried-channel-hidden')
      return { ...verdict, mechanisms }
    },
  })

/** One that the gateway cannot serve takes nothing. */
function compiled(channel: Parameters<typeof compileChannel>[0]): CompiledChannel[] {
  try {
    return [compileChannel(channel)]
  } catch {
    return []
  }
}
