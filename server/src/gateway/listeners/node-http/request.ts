// A client's request as Node's own HTTP server reads it.
import type { IncomingMessage } from 'node:http'
import type { ClientRequest, IncomingBody } from '../client-request.ts'
import { clientGone } from '../request-body.ts'

export const toClientRequest = (
  request: IncomingMessage,
  expectation: ClientRequest['expectation'],
): ClientRequest => ({
  socket: request.socket,
  method: request.method ?? 'GET',
  target: request.url ?? '/',
  version: request.httpVersion,
  rawHeaders: request.rawHeaders,
  expectation,
  body: new NodeBody(request),
})

const events = ['readable', 'end', 'error', 'close']

class NodeBody implements IncomingBody {
  private readonly request: IncomingMessage
  private listener: (() => void) | undefined

  constructor(request: IncomingMessage) {
    this.request = request
  }

  read(): Buffer | undefined {
    const chunk: Buffer | null = this.request.read()
    return chunk ?? undefined
  }

  get isEnded() {
    return this.request.readableEnded
  }

  get failure() {
    return this.request.destroyed && !this.request.readableEnded ? clientGone() : undefined
  }

  get trailers() {
    return this.request.rawTrailers
  }

  listen(listener: (() => void) | undefined) {
    const { listener: former, request } = this
    this.listener = listener
    for (const event of events) {
      if (former) request.off(event, former)
      if (listener) request.on(event, listener)
    }
  }
}
