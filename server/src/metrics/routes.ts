import { metricsApi } from '@mediary/contract/operations/metrics'
import { systemApi } from '@mediary/contract/system'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Caller, listAllowed } from '../platform/http/caller.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { forbidden, notFound } from '../platform/http/problem.ts'
import type { BucketUse } from './bucket.ts'
import { type Kind, toKind } from './rules.ts'
import type { MetricsStore, Question } from './store.ts'
import type { Totals } from './totals.ts'

type Options = {
  public: boolean
  startedAt: number
  store: Pick<MetricsStore, 'read'>
  totals: Totals
  isChannel: (id: string) => Promise<boolean>
  /** Returns the names of channels: those by which they are counted. */
  listNames: (ids: string[]) => Promise<string[]>
  /** Undefined without a bucket of old bodies. */
  measureBucket: () => Promise<BucketUse | undefined>
}
type Range = { startDate: number; endDate: number }

const asksForText = ({ method, url, headers: { accept = '' } }: FastifyRequest) =>
  method === 'GET' && /^\/metrics\/?(\?|$)/i.test(url) && /application\/openmetrics-text|text\/plain/i.test(accept)

/** OpenHIM's metrics of the channels that the caller may see; and, under the same address, what Prometheus reads. */
export function metricsRoutes(app: FastifyInstance, require: Require, options: Options) {
  void app.register(async (scope) => {
    // Prometheus signs in like any other user, unless the configuration makes the page public. It reads the channels that
    // its user may see; refusals name no channel and are for those who see all.
    const exposition = { ...systemApi.heartbeat, permission: options.public ? 'public' : 'signed-in' } as const
    scope.addHook('onRequest', async (request, reply) => {
      if (!asksForText(request)) return undefined
      const caller = await require(request, exposition)
      const seen = options.public ? 'all' : listAllowed(caller, 'channel-view-all')
      if (seen !== 'all' && seen.size === 0)
        throw forbidden('permission-missing', { user: caller.user?.email ?? '', permission: 'channel-view-all' })
      const text = options.totals.text(options.startedAt, {
        channels: seen === 'all' ? undefined : await options.listNames([...seen]),
        // A page that everybody may read names no clients.
        clients: !options.public && listAllowed(caller, 'client-view-all') === 'all',
        bucket: seen === 'all' ? await options.measureBucket() : undefined,
      })
      return reply.type('text/plain; version=0.0.4; charset=utf-8').send(text)
    })
    jsonRoutes(scope, require, options)
  })
}

function jsonRoutes(app: FastifyInstance, require: Require, { store, isChannel }: Options) {
  const read = (by: Question['by'], kind: Kind, { startDate, endDate }: Range, channels: Question['channels']) =>
    store.read({ by, kind, from: startDate, to: endDate, channels, percentiles: true })
  const seen = (caller: Caller) => {
    const allowed = listAllowed(caller, 'channel-view-all')
    return allowed === 'all' ? allowed : [...allowed]
  }
  const one = async (id: string) => {
    if (!(await isChannel(id))) throw notFound('channel-not-found', { id })
    return [id]
  }

  implement(app, require, metricsApi, {
    total: ({ query }, { caller }) => read({ time: false, channel: false }, query.of, query, seen(caller)),
    channels: ({ query }, { caller }) => read({ time: false, channel: true }, query.of, query, seen(caller)),
    channel: async ({ params, query }) =>
      read({ time: false, channel: true }, query.of, query, await one(params.channelID)),
    series: ({ params, query }, { caller }) =>
      read({ time: true, channel: false }, toKind(params.ts), query, seen(caller)),
    channelsSeries: ({ params, query }, { caller }) =>
      read({ time: true, channel: true }, toKind(params.ts), query, seen(caller)),
    channelSeries: async ({ params, query }) =>
      read({ time: true, channel: true }, toKind(params.ts), query, await one(params.channelID)),
  })
}
