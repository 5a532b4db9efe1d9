import { endSpanAfter } from '../spans.ts'
import type { AnswerReceiver } from './answer-receiver.ts'
import { toUpstreamError } from './errors.ts'
import { callByHttp } from './http-call.ts'
import type { Upstream, UpstreamRequest } from './upstream.ts'

/** Sends the request to the upstream and passes its answer on, all but the last byte. Throws an UpstreamError or a Refusal. */
export const forward = (
  upstream: Upstream,
  method: string,
  request: UpstreamRequest,
  to: AnswerReceiver,
): Promise<void> => {
  const work = dispatch(upstream, method, request, to)
  return request.span ? endSpanAfter(request.span, work) : work
}

function dispatch(upstream: Upstream, method: string, request: UpstreamRequest, to: AnswerReceiver): Promise<void> {
  const { connection } = upstream
  if (connection.protocol === 'http') return callByHttp(connection.pool, { upstream, method, request, to })
  return connection.mllp.send(request, to).catch((error: unknown) => {
    throw toUpstreamError(error, upstream)
  })
}
