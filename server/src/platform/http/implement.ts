import { Readable } from 'node:stream'
import { type Api, defaultMaxBody, type Endpoint, type Input, type Result } from '@mediary/contract/api/endpoint'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { UnreadBody } from './body-parsers.ts'
import { type Caller, nobody } from './caller.ts'
import { validate } from './validate.ts'

/** Throws unless the caller may use the endpoint, and says who calls. */
export type Require = (request: FastifyRequest, endpoint: Endpoint) => Promise<Caller>

export type Handlers<A extends Api> = {
  [K in keyof A]: (input: Input<A[K]>, call: Call) => Promise<Result<A[K]>>
}
export type Call = { caller: Caller; request: FastifyRequest; reply: FastifyReply }

/** Binds every endpoint of an api to its handler. Permission is checked before the body is read. */
export function implement<A extends Api>(app: FastifyInstance, require: Require, api: A, handlers: Handlers<A>) {
  const callers = new WeakMap<FastifyRequest, Caller>()

  for (const [name, endpoint] of Object.entries(api)) {
    const handler = handlers[name] as (input: unknown, call: Call) => Promise<unknown>

    app.route({
      method: endpoint.method,
      url: endpoint.path,
      bodyLimit: Math.min(endpoint.maxBody ?? defaultMaxBody, app.initialConfig.bodyLimit ?? defaultMaxBody),
      onRequest: async (request) => {
        callers.set(request, await require(request, endpoint))
      },
      handler: async (request, reply) => {
        if (endpoint.body && request.body instanceof UnreadBody) throw request.body.problem
        const input = {
          params: parse(endpoint.params, request.params),
          query: parse(endpoint.query, request.query),
          // Unknown fields are refused, never dropped.
          body: endpoint.body && validate(endpoint.body, request.body ?? {}, { refuseUnknown: true }),
        }
        const result = await handler(input, { caller: callers.get(request) ?? nobody, request, reply })
        reply.status(endpoint.status ?? 200)
        if (endpoint.bytes) return reply.send(Readable.from(result as AsyncIterable<Uint8Array>, { objectMode: false }))
        return reply.send(endpoint.response?.parse(result))
      },
    })
  }
}

const parse = (schema: z.ZodType | undefined, value: unknown) => schema && validate(schema, value ?? {})
