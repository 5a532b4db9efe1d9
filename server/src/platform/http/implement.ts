import { Readable } from 'node:stream'
import type { Api, Endpoint, Input, Result } from '@mediary/contract/api/endpoint'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Caller } from './caller.ts'
import { invalidRequest } from './problem.ts'
import { inPlainWords } from './problem-messages.ts'

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
      ...(endpoint.largest !== undefined && { bodyLimit: endpoint.largest }),
      onRequest: async (request) => {
        callers.set(request, await require(request, endpoint))
      },
      handler: async (request, reply) => {
        const input = {
          params: parse(endpoint.params, request.params),
          query: parse(endpoint.query, request.query),
          body: parse(endpoint.body, request.body),
        }
        const result = await handler(input, { caller: callers.get(request) as Caller, request, reply })
        reply.status(endpoint.status ?? 200)
        if (endpoint.bytes) return reply.send(Readable.from(result as AsyncIterable<Uint8Array>, { objectMode: false }))
        return reply.send(endpoint.response?.parse(result))
      },
    })
  }
}

function parse(schema: z.ZodType | undefined, value: unknown) {
  if (!schema) return undefined
  const parsed = schema.safeParse(value ?? {}, { error: inPlainWords })
  if (parsed.success) return parsed.data
  throw invalidRequest(parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })))
}
