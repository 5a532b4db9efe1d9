import type { AnswerReceiver } from './answer-receiver.ts'
import { toUpstreamError } from './errors.ts'
import { CallError } from './http1/call-error.ts'
import type { Http1Pool } from './http1/pool.ts'
import type { Upstream, UpstreamRequest } from './upstream.ts'

type Call = { upstream: Upstream; method: string; request: UpstreamRequest; to: AnswerReceiver }

/** RFC 9110 §9.2.2. */
const idempotentMethods = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])

/**
 * Sends a request by HTTP. An upstream may close an idle connection in the moment in which it gets the next request: a
 * request that was lost so is sent once more, on a new connection, if it can be repeated (RFC 9112 §9.3.1).
 */
export async function callByHttp(pool: Http1Pool, { upstream, method, request, to }: Call): Promise<void> {
  const { path, headers, body, span } = request
  const receiver = span ? traceStatus(to, span) : to
  try {
    return await pool.send({ method, path, headers, body }, receiver)
  } catch (error) {
    const lost = toUpstreamError(error, upstream)
    if (!(error instanceof CallError && error.lostOnReuse && idempotentMethods.has(method))) throw lost
    const again = await request.replayBody()
    if (again === undefined) throw lost
    request.onLostAttempt?.(lost)
    await pool.sendOnNewConnection({ method, path, headers, body: again }, receiver).catch((second: unknown) => {
      throw toUpstreamError(second, upstream)
    })
  }
}

function traceStatus(to: AnswerReceiver, span: NonNullable<UpstreamRequest['span']>): AnswerReceiver {
  return {
    inform: (status, reason, headers) => to.inform(status, reason, headers),
    start(status, reason, headers) {
      span.set({ 'http.response.status_code': status })
      to.start(status, reason, headers)
    },
    data: (chunk) => to.data(chunk),
    trailers: (headers) => to.trailers(headers),
  }
}
