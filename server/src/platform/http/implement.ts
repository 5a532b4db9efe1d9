import { Readable } from 'node:stream'
import { type Api, defaultMaxBody, type Endpoint, type Input, type Result } from '@mediary/contract/api/endpoint'
import { findIgnoredFields } from '@mediary/contract/api/unknown-fields'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { CsvBody, UnreadBody } from './body-parsers.ts'
import { type Caller, nobody } from './caller.ts'
import { runCall } from './current-call.ts'
import { chooseFormat, selectFound, sendExport } from './export.ts'
import { unsupportedMediaType } from './problem.ts'
import { validate } from './validate.ts'

/** Throws unless the caller may use the endpoint, and says who calls. */
export type Require = (request: FastifyRequest, endpoint: Endpoint) => Promise<Caller>

export type Handlers<A extends Api> = {
  [K in keyof A]: (input: Input<A[K]>, call: Call) => Promise<Result<A[K]> | CsvResult<A[K]>>
}
type CsvResult<E extends Endpoint> = E['csv'] extends true ? CsvFile : never

/** The response to a caller who accepts `text/csv`. */
export class CsvFile {
  readonly name: string
  readonly text: string

  constructor(name: string, text: string) {
    this.name = name
    this.text = text
  }
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The endpoint of the contract that the route implements. */
    endpoint?: Endpoint
  }
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
      config: { endpoint },
      bodyLimit: Math.min(endpoint.maxBody ?? defaultMaxBody, app.initialConfig.bodyLimit ?? defaultMaxBody),
      onRequest: async (request) => {
        callers.set(request, await require(request, endpoint))
      },
      handler: async (request, reply) => {
        const input = {
          params: parse(endpoint.params, request.params),
          query: parse(endpoint.query, request.query),
          body: endpoint.body && readBody(endpoint.body, endpoint.mediaType, request),
        }
        const caller = callers.get(request) ?? nobody
        const run = async (given: { query: unknown }) => {
          const answer = await runCall({ caller, address: request.ip }, () =>
            handler(given, { caller, request, reply }),
          )
          return endpoint.exported ? selectFound(endpoint.exported, toRecord(given.query), answer) : answer
        }
        if (endpoint.csv || endpoint.exported) addVary(reply)
        const format = endpoint.exported && chooseFormat(endpoint.exported, request)
        if (endpoint.exported && format) {
          const { exported, response } = endpoint
          const readPage = (query: object) => run({ ...input, query })
          const isSent = await sendExport(
            { exported, format, query: toRecord(input.query), readPage, response },
            request,
            reply,
          )
          if (isSent) return reply
        }
        const result = await run(input)
        reply.status(endpoint.status ?? 200)
        if (endpoint.body) nameIgnored(endpoint.body, request.body, reply)
        if (result instanceof CsvFile) return sendFile(reply, result)
        if (endpoint.bytes) return reply.send(Readable.from(result as AsyncIterable<Uint8Array>, { objectMode: false }))
        return reply.send(endpoint.response?.parse(result))
      },
    })
  }
}

const toRecord = (query: unknown) => (typeof query === 'object' && query !== null ? { ...query } : {})

const addVary = (reply: FastifyReply) =>
  reply.header('vary', [reply.getHeader('vary'), 'Accept'].flat().filter(Boolean).join(', '))

function readBody(schema: z.ZodType, mediaType: Endpoint['mediaType'], { body, headers }: FastifyRequest) {
  if (mediaType === undefined) {
    if (body instanceof UnreadBody) throw body.problem
    // Unknown fields are refused, never dropped.
    return validate(schema, body ?? {}, { refuseUnknown: true })
  }
  if (body instanceof CsvBody) return validate(schema, body.bytes)
  const type = headers['content-type']?.slice(0, 100) ?? ''
  if (body !== undefined && body !== null) throw unsupportedMediaType('content-type-expected', { type, mediaType })
  return validate(schema, new Uint8Array())
}

const maxNamed = 4_000

/** The answer to a success names each field that had no effect: nothing that was sent is lost in silence. */
function nameIgnored(schema: z.ZodType, body: unknown, reply: FastifyReply) {
  const paths = findIgnoredFields(schema, body).map((path) => encodeURI(path.toWellFormed()))
  if (paths.length > 0) reply.header('X-Mediary-Not-Kept', paths.join(', ').slice(0, maxNamed))
}

const sendFile = (reply: FastifyReply, { name, text }: CsvFile) =>
  reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="${name}"`).send(text)

const parse = (schema: z.ZodType | undefined, value: unknown) => schema && validate(schema, value ?? {})
