import { liveApi } from '@mediary/contract/operations/live'
import { issue } from '@mediary/contract/problem'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Caller, nobody } from '../platform/http/caller.ts'
import type { Require } from '../platform/http/implement.ts'
import { invalidRequest, unavailable } from '../platform/http/problem.ts'
import { validate } from '../platform/http/validate.ts'
import type { LiveHub, Recheck } from './hub.ts'

export function liveRoutes(
  app: FastifyInstance,
  require: Require,
  { hub, recheck }: { hub: LiveHub; recheck: Recheck },
) {
  const callers = new WeakMap<FastifyRequest, Caller>()
  app.get(
    liveApi.listen.path,
    { onRequest: async (request) => void callers.set(request, await require(request, liveApi.listen)) },
    (request, reply) => {
      if (!request.headers.accept?.includes('text/event-stream'))
        throw invalidRequest([issue('Accept', 'must-accept-event-stream')])
      const stream = hub.join(
        callers.get(request) ?? nobody,
        recheck,
        validate(liveApi.listen.query, request.query).age,
      )
      if (!stream) throw unavailable('too-many-listeners', {}, { retryAfter: 10 })
      return (
        reply
          .type('text/event-stream')
          // A proxy that gathers an answer before it passes it on would hold every event back.
          .header('X-Accel-Buffering', 'no')
          // A connection that is kept for more would hold up the end of the server.
          .header('Connection', 'close')
          .send(stream)
      )
    },
  )
  // An answer without an end would keep the server from closing.
  app.addHook('preClose', async () => hub.close())
}
