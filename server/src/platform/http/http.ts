import { randomBytes } from 'node:crypto'
import type { SecureContextOptions } from 'node:tls'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import { type ProblemCode, problemStatus } from '@mediary/contract/problem'
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Settings } from '../../settings/settings.ts'
import type { Log } from '../log.ts'
import { ProblemError } from './problem.ts'

type Options = { log: Log; settings: Settings['api']; tls?: SecureContextOptions | undefined }

// A body that takes longer is an attack or a broken line; the largest one passes a slow line in this time.
const requestTimeout = 300_000

/** The HTTP side of the management API: what holds for every answer, whatever the endpoint. */
export async function httpApp({ log, settings, tls }: Options): Promise<FastifyInstance> {
  const refuse = (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
    sendProblem(request, reply, problemOf(error, request, log))
  const app = Fastify({
    ...(tls && { https: tls }),
    logger: false,
    bodyLimit: Math.ceil(settings.maxPayloadSizeMB * 1024 * 1024),
    trustProxy: settings.trustProxy,
    routerOptions: { caseSensitive: false, ignoreTrailingSlash: true, maxParamLength: 500 },
    requestTimeout,
    frameworkErrors: (error, request, reply) => {
      secure(reply as unknown as FastifyReply, Boolean(tls))
      void refuse(error, request as unknown as FastifyRequest, reply as unknown as FastifyReply)
    },
    genReqId: () => randomBytes(6).toString('hex'),
  }) as unknown as FastifyInstance
  app.removeAllContentTypeParsers()
  await app.register(cookie)
  await app.register(formbody)
  readJson(app)
  ignoreOtherBodies(app)
  app.addHook('onRequest', async (request, reply) => {
    secure(reply, Boolean(tls))
    allowOrigins(request, reply, settings.allowedOrigins)
    if (request.method === 'OPTIONS') return reply.status(204).send()
    return undefined
  })
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, id } = request
    log.debug(
      { method, route: routeOptions.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime), request: id },
      'answered',
    )
  })
  app.options('*', (_request, reply) => reply.status(204).send())
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, new ProblemError('not-found', 'Not Found')))
  app.setErrorHandler(refuse)
  return app
}

/** An empty body is no document; a malformed one is named as such. Keys that would change prototypes are refused. */
function readJson(app: FastifyInstance) {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser(/^application\/([\w.-]+\+)?json/, { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null, undefined)
    return parse(request, body as string, (error, value) =>
      done(error && new ProblemError('invalid-request', 'The body is not valid JSON'), value),
    )
  })
}

// OpenHIM reads no other body, and answers as if there were none.
const ignoreOtherBodies = (app: FastifyInstance) =>
  app.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume()
    done(null, {})
  })

/** Pages set a policy of their own. */
function secure(reply: FastifyReply, tls: boolean) {
  reply.header('X-Content-Type-Options', 'nosniff')
  reply.header('X-Frame-Options', 'DENY')
  reply.header('Referrer-Policy', 'no-referrer')
  reply.header('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'")
  reply.header('Cache-Control', 'no-store')
  if (tls) reply.header('Strict-Transport-Security', 'max-age=31536000')
}

/** Other origins are named in the configuration, never reflected. */
function allowOrigins(request: FastifyRequest, reply: FastifyReply, allowed: string[]) {
  const { origin } = request.headers
  if (allowed.length) reply.header('Vary', 'Origin')
  if (origin === undefined || !allowed.includes(origin)) return
  reply.header('Access-Control-Allow-Origin', origin)
  reply.header('Access-Control-Allow-Credentials', 'true')
  if (request.method !== 'OPTIONS') return
  reply.header('Access-Control-Allow-Methods', 'GET,HEAD,PUT,POST,DELETE')
  reply.header('Access-Control-Allow-Headers', 'content-type')
}

const codeOf = (status: number) =>
  (Object.keys(problemStatus) as ProblemCode[]).find((code) => problemStatus[code] === status) ?? 'invalid-request'

/** A fault that Fastify or its plugins found in the request, rather than one of our own or of a library below. */
const isOfRequest = (error: FastifyError & { expose?: boolean }) =>
  error.statusCode !== undefined &&
  error.statusCode >= 400 &&
  error.statusCode < 500 &&
  (error.expose === true || error.code?.startsWith('FST_'))

/** A refusal is told; a bug is told by an id, and in full to the log only. */
function problemOf(error: FastifyError, request: FastifyRequest, log: Log): ProblemError {
  if (error instanceof ProblemError) return error
  if (isOfRequest(error)) return new ProblemError(codeOf(error.statusCode ?? 400), error.message)
  log.error({ err: error, request: request.id }, 'a call of the management API failed')
  return new ProblemError('internal', `Something went wrong. The log says what, under ${request.id}`)
}

/** RFC 9457 for those who accept it, one plain sentence for the others. */
function sendProblem(request: FastifyRequest, reply: FastifyReply, { problem, retryAfter }: ProblemError) {
  reply.status(problem.status)
  if (retryAfter !== undefined) reply.header('Retry-After', String(Math.ceil(retryAfter)))
  if (request.headers.accept?.includes('application/problem+json'))
    return reply.type('application/problem+json').send(JSON.stringify(problem))
  return reply.type('text/plain; charset=utf-8').send(problem.detail)
}
