import { randomBytes } from 'node:crypto'
import type { SecureContextOptions } from 'node:tls'
import cookie from '@fastify/cookie'
import { listKeys } from '@mediary/contract/api/records'
import { problemStatus } from '@mediary/contract/problem'
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Settings } from '../../settings/settings.ts'
import type { Log } from '../log.ts'
import { TrustedProxies } from '../network/trusted-proxies.ts'
import { normaliseForwardingHeaders, removeBasePath } from './behind-proxies.ts'
import { readBodies } from './body-parsers.ts'
import { compressAnswer } from './compress.ts'
import { hostCheck } from './host-check.ts'
import { notFound, ProblemError, tooLarge } from './problem.ts'

type Options = {
  log: Log
  settings: Settings['api']
  tls?: SecureContextOptions | undefined
  /** Host names by which this API is called, beside those of the settings. */
  hosts?: readonly string[]
  /** Proxies before the API. No proxy is trusted by default. */
  proxies?: TrustedProxies
  /** In shadow mode every answer says so. */
  isShadow?: boolean
}

// A body that takes longer is an attack or a broken line; the largest one passes a slow line in this time.
const requestTimeout = 300_000
// With the small bodies of public endpoints this bounds what callers who are not known yet can make the process hold.
const maxConnections = 2_000

const refuseSchema = (): never => {
  throw new Error('a route has a schema for Fastify, which checks nothing here')
}
const noCompilers = { buildValidator: refuseSchema, buildSerializer: refuseSchema }

/** The HTTP side of the management API: what holds for every answer, whatever the endpoint. */
export async function httpApp(options: Options): Promise<FastifyInstance> {
  const { log, settings, tls, hosts = [], proxies = new TrustedProxies([]), isShadow = false } = options
  const refuse = (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
    sendProblem(request, reply, toProblem(error, request, log))
  const app = Fastify({
    ...(tls && { https: tls }),
    logger: false,
    bodyLimit: Math.ceil(settings.maxPayloadSizeMB * 1024 * 1024),
    // What is not to be believed has been removed before.
    trustProxy: true,
    rewriteUrl: (request) => {
      normaliseForwardingHeaders(request, proxies)
      return removeBasePath(request.url ?? '/', settings.basePath)
    },
    routerOptions: { caseSensitive: false, ignoreTrailingSlash: true, maxParamLength: 500 },
    requestTimeout,
    frameworkErrors: (error, request, reply) => {
      secure(reply as unknown as FastifyReply, Boolean(tls))
      void refuse(error, request as unknown as FastifyRequest, reply as unknown as FastifyReply)
    },
    genReqId: () => randomBytes(6).toString('hex'),
    // Our own schemas check what comes in (`implement.ts`): Fastify need not load its compilers.
    schemaController: { compilersFactory: noCompilers },
  }) as unknown as FastifyInstance
  readBodies(app)
  await app.register(cookie)
  const refuseOtherHosts = hostCheck(settings, hosts, proxies)
  app.server.maxConnections = maxConnections
  app.addHook('onRequest', async (request, reply) => {
    secure(reply, Boolean(tls))
    if (isShadow) reply.header('X-Mediary-Shadow', 'true')
    if (isBareScript(request)) reply.header('Connection', 'close')
    refuseOtherHosts(request)
    allowOrigins(request, reply, settings.allowedOrigins)
    if (request.method === 'OPTIONS') return reply.status(204).send()
    // Before its body is read: nobody parses what nothing takes.
    if (request.is404) throw notFound('no-such-page')
    return undefined
  })
  app.addHook('onSend', compressAnswer)
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, id } = request
    log.debug(
      { method, route: routeOptions.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime), request: id },
      'answered',
    )
  })
  app.options('*', (_request, reply) => reply.status(204).send())
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, notFound('no-such-page')))
  app.setErrorHandler(refuse)
  return app
}

/**
 * Start-up scripts on Node's bare client never read the answer, so that they only end with their connection.
 * Everything else that keeps connections names itself.
 */
const isBareScript = ({ headers }: FastifyRequest) => headers['user-agent'] === undefined

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

const toCode = (status: number) =>
  listKeys(problemStatus).find((code) => problemStatus[code] === status) ?? 'invalid-request'

/** Tells whether Fastify or a plugin of it found the error in the request: it is no bug of ours. */
const isOfRequest = (error: FastifyError & { expose?: boolean }) =>
  error.statusCode !== undefined &&
  error.statusCode >= 400 &&
  error.statusCode < 500 &&
  (error.expose === true || error.code?.startsWith('FST_'))

/** Returns the problem that the caller sees. A bug shows an id only; the log has it in full. */
function toProblem(error: FastifyError, request: FastifyRequest, log: Log): ProblemError {
  if (error instanceof ProblemError) return error
  if (isOfRequest(error)) return requestProblem(error, request)
  log.error({ err: error, request: request.id }, 'a call of the management API failed')
  return new ProblemError('internal', 'internal-error', { request: request.id })
}

function requestProblem({ statusCode = 400, message }: FastifyError, request: FastifyRequest) {
  if (statusCode === 404) return notFound('no-such-page')
  if (statusCode === 413) return tooLarge('body-too-large', { max: request.routeOptions.bodyLimit ?? 0 })
  return new ProblemError(toCode(statusCode), 'malformed-request', { problem: message }, { detail: message })
}

/** RFC 9457 for those who accept it, one plain sentence for the others. */
function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  { problem, retryAfter, plainDocument }: ProblemError,
) {
  reply.status(problem.status)
  if (retryAfter !== undefined) reply.header('Retry-After', String(Math.ceil(retryAfter)))
  if (request.headers.accept?.includes('application/problem+json'))
    return reply.type('application/problem+json').send(JSON.stringify(problem))
  if (plainDocument !== undefined) return reply.send(plainDocument)
  return reply.type('text/plain; charset=utf-8').send(problem.detail)
}
