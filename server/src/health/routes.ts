import type { Channel } from '@mediary/contract/channels'
import { healthApi, type RouteHealth } from '@mediary/contract/operations/health'
import type { FastifyInstance } from 'fastify'
import { listAllowed } from '../platform/http/caller.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { countFailures, type Health } from './rules.ts'
import type { HealthStore } from './store.ts'

type Deps = { health: Pick<HealthStore, 'list'>; listChannels: (ids?: string[]) => Promise<Channel[]> }

export const healthRoutes = (app: FastifyInstance, require: Require, { health, listChannels }: Deps) =>
  implement(app, require, healthApi, {
    routes: async (_, { caller }) => {
      const allowed = listAllowed(caller, 'channel-view-all')
      const ids = allowed === 'all' ? allowed : [...allowed]
      const [channels, known] = await Promise.all([listChannels(ids === 'all' ? undefined : ids), health.list(ids)])
      return channels
        .filter(({ status }) => status === 'enabled')
        .flatMap((channel) => toRouteViews(channel, known.get(channel._id) ?? new Map()))
    },
  })

const toRouteViews = (channel: Channel, known: ReadonlyMap<string, Health>): RouteHealth[] =>
  channel.routes
    .filter(({ status, type }) => status === 'enabled' && type !== 'kafka')
    .map(({ name, primary, host, port }) => {
      const address = `${host}:${port}`
      const found = known.get(name)
      const isOnly = channel.routes.length === 1
      const route = { channelID: channel._id, channel: channel.name, route: name, primary: primary || isOnly, address }
      // What is known about another address says nothing about this one.
      return { ...route, ...toHealthView(found?.address === address ? found : undefined) }
    })

const toTimestamp = (at: number) => new Date(at).toISOString()

function toHealthView(health: Health | undefined) {
  if (!health) return { state: 'silent' as const, recent: { requests: 0, failed: 0 } }
  const { state, since, lastGood, lastTried, lastFailure, recent } = health
  return {
    state,
    since: toTimestamp(since),
    ...(lastGood !== null && { lastGood: toTimestamp(lastGood) }),
    lastTried: toTimestamp(lastTried),
    ...(lastFailure && { lastFailure: { ...lastFailure, at: toTimestamp(lastFailure.at) } }),
    recent: { requests: recent.length, failed: countFailures(recent) },
  }
}
