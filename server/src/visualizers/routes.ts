import { visualizersApi } from '@mediary/contract/operations/visualizers'
import type { FastifyInstance } from 'fastify'
import type { ChannelStore } from '../channels/index.ts'
import type { ClientStore } from '../clients/index.ts'
import { type Caller, listAllowed } from '../platform/http/caller.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { buildEvents } from './events.ts'
import type { VisualizerStore } from './store.ts'
import type { TrafficReader } from './traffic.ts'

type Deps = {
  visualizers: VisualizerStore
  traffic: TrafficReader
  channels: Pick<ChannelStore, 'list'>
  clients: Pick<ClientStore, 'list'>
}

export const visualizerRoutes = (app: FastifyInstance, require: Require, deps: Deps) => {
  const { visualizers, traffic } = deps
  return implement(app, require, visualizersApi, {
    list: () => visualizers.list(),
    get: ({ params }) => visualizers.find(params.id),
    create: async ({ body }) => {
      await visualizers.create(body)
      return 'Visualizer successfully created'
    },
    update: async ({ params, body }) => {
      await visualizers.update(params.id, (former) => ({ ...former, ...definedFields(body) }))
      return 'Successfully updated visualizer.'
    },
    remove: async ({ params }) => {
      await visualizers.remove(params.id)
      return 'Successfully removed visualizer.'
    },
    events: async ({ params }, { caller }) => {
      const channels = await visibleChannels(deps, caller)
      const rows = await traffic.recent(params.receivedTime, [...channels.keys()])
      return {
        events: rows
          .flatMap((row) => buildEvents(row, channels.get(row.channel) ?? '', params.receivedTime))
          .toSorted(byTime),
      }
    },
    traffic: async ({ query }, { caller }) => {
      const channels = await visibleChannels(deps, caller)
      const clients = await visibleClients(deps, caller)
      const { from, until, flows } = await traffic.flows(query.minutes * 60_000, [...channels.keys()])
      return {
        from: new Date(from).toISOString(),
        until: new Date(until).toISOString(),
        flows: flows.map(({ client, channel, ...flow }) => ({
          ...flow,
          client: client === undefined ? undefined : clients.get(client),
          channelID: channel,
          channel: channels.get(channel) ?? channel,
        })),
      }
    },
  })
}

const definedFields = (changes: object) =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))

const byTime = (a: { normalizedTimestamp: string }, b: { normalizedTimestamp: string }) =>
  Number(a.normalizedTimestamp) - Number(b.normalizedTimestamp)

/** The names of the channels whose transactions a caller may see, by id. */
async function visibleChannels({ channels }: Deps, caller: Caller) {
  const allowed = listAllowed(caller, 'transaction-view-all')
  const visible = (await channels.list()).filter(({ _id }) => allowed === 'all' || allowed.has(_id))
  return new Map(visible.map(({ _id, name }) => [_id, name]))
}

/** The Client IDs that a caller may see, by id. */
async function visibleClients({ clients }: Deps, caller: Caller) {
  const allowed = listAllowed(caller, 'client-view-all')
  const visible = (await clients.list()).filter(({ _id }) => allowed === 'all' || allowed.has(_id))
  return new Map(visible.map(({ _id, clientID }) => [_id, clientID]))
}
