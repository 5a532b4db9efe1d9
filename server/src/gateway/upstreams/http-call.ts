import type { Dispatcher } from 'undici'
import { toUpstreamError } from './errors.ts'
import { type HttpConnection, type HttpPool, isLostConnection } from './http-pool.ts'
import type { AnswerReceiver, Upstream, UpstreamRequest } from './upstream.ts'

type Call = { upstream: Upstream; method: string; request: UpstreamRequest; to: AnswerReceiver }

/** RFC 9110 §9.2.2. */
const idempotentMethods = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])

/**
 * Sends a request by HTTP. An upstream may close an idle connection in the moment in which it gets the next request: a
 * request that was lost so is sent once more, on a new connection, if it can be repeated (RFC 9112 §9.3.1).
 */
export async function callByHttp(pool: HttpPool, call: Call): Promise<void> {
  const attempt = new HttpAttempt(call)
  try {
    return await attempt.send(pool.pool, call.request.body)
  } catch (error) {
    if (!(error instanceof Error) || !attempt.mayRepeat(error)) throw toUpstreamError(error, call.upstream)
    const body = await call.request.replayBody()
    const lost = toUpstreamError(error, call.upstream)
    if (body === undefined) throw lost
    if (attempt.wasSent) call.request.onLostAttempt?.(lost)
    await repeat(pool, call, body)
  }
}

async function repeat(pool: HttpPool, call: Call, body: UpstreamRequest['body']) {
  const connection = pool.createConnection()
  try {
    await new HttpAttempt(call).send(connection, body)
  } catch (error) {
    throw toUpstreamError(error, call.upstream)
  } finally {
    connection.close().catch(() => undefined)
  }
}

/** One attempt to send a request. It passes the answer on while it arrives. */
class HttpAttempt implements Dispatcher.DispatchHandler {
  /** Is set by the connection that takes the request. */
  connection: HttpConnection | undefined
  wasSent = false
  private readonly call: Call
  private readonly ended = Promise.withResolvers<void>()
  private onUsedConnection = false
  private answerBegan = false

  constructor(call: Call) {
    this.call = call
  }

  send(dispatcher: Dispatcher, body: UpstreamRequest['body']): Promise<void> {
    const { upstream, method, request } = this.call
    dispatcher.dispatch(
      {
        method: method as Dispatcher.HttpMethod,
        path: request.path,
        headers: request.headers,
        // undici takes any async iterable; its types name only some.
        body: body as Buffer | null,
        headersTimeout: upstream.timeout,
        bodyTimeout: upstream.timeout,
      },
      this,
    )
    return this.ended.promise
  }

  /** Returns true when the upstream has closed a connection that it had answered on, before it answered this request. */
  mayRepeat(error: Error) {
    if (this.answerBegan || !this.onUsedConnection || !isLostConnection(error)) return false
    return !this.wasSent || idempotentMethods.has(this.call.method)
  }

  onRequestStart() {
    this.wasSent = true
    if (this.connection) this.onUsedConnection = this.connection.sent++ > 0
  }

  onResponseStarted() {
    this.answerBegan = true
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, _headers: unknown, reason?: string) {
    const { to, request } = this.call
    // undici types them as strings, too. An informational answer is followed by the final one.
    const raw = (controller.rawHeaders ?? []) as Buffer[]
    if (status < 200) return to.inform(status, reason, raw)
    request.span?.set({ 'http.response.status_code': status })
    to.start(status, reason, raw)
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer) {
    const ready = this.call.to.data(chunk)
    if (!ready) return
    controller.pause()
    ready.then(
      () => controller.resume(),
      (error: Error) => controller.abort(error),
    )
  }

  onResponseEnd(controller: Dispatcher.DispatchController) {
    const trailers = controller.rawTrailers as Buffer[] | undefined
    if (trailers?.length) this.call.to.trailers(trailers.map((text) => text.toString('latin1')))
    this.ended.resolve()
  }

  onResponseError(_controller: unknown, error: Error) {
    // A request that waited for its turn on a connection was not sent.
    if (!this.wasSent) this.onUsedConnection = (this.connection?.sent ?? 0) > 0
    this.ended.reject(error)
  }
}
