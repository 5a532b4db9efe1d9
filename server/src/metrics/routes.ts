import { systemApi } from '@mediary/contract/system'
import type { FastifyInstance } from 'fastify'
import type { Require } from '../platform/implement.ts'
import type { Totals } from './totals.ts'

/** Prometheus signs in like any other user, unless the configuration makes the page public. */
export function metricsRoutes(
  app: FastifyInstance,
  require: Require,
  totals: Totals,
  options: { public: boolean; startedAt: number },
) {
  const endpoint = { ...systemApi.heartbeat, permission: options.public ? 'public' : 'signed-in' } as const
  app.get('/metrics', { onRequest: async (request) => void (await require(request, endpoint)) }, (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(totals.text(options.startedAt)),
  )
}
