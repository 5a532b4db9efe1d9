import type { Span } from '../../tracing/index.ts'
import type { Refusal } from '../refusal.ts'
import type { AnswerReceiver } from './answer-receiver.ts'
import type { Http1Pool } from './http1/pool.ts'

/** A request as it is sent to one upstream. */
export type UpstreamRequest = {
  headers: string[]
  /** The path and the query. */
  path: string
  body: Buffer | AsyncIterable<Uint8Array> | null
  /** Returns the body once more. Undefined: it is not at hand any more. */
  replayBody: () => Promise<Buffer | AsyncIterable<Uint8Array> | null | undefined>
  /** Is called when the request is sent once more, because the upstream closed the connection without an answer. */
  onLostAttempt?: (error: Error) => void
  /** Refuses the request if the connection leads to this machine. */
  refuseOwn?: Refusal | undefined
  /** The span of the call, when it is traced. It ends with the call. */
  span?: Span | undefined
}

export type MllpConnection = {
  /** Sends a message and passes its answer on. */
  send: (request: UpstreamRequest, to: AnswerReceiver) => Promise<void>
  /** Closes idle connections; a message that is being answered keeps its connection. */
  close: () => void
}

export type UpstreamConnection = { protocol: 'http'; pool: Http1Pool } | { protocol: 'mllp'; mllp: MllpConnection }

/** One route of a channel, ready to be called. */
export type Upstream = {
  key: string
  connection: UpstreamConnection
  name: string
  host: string
  port: number
  toPath: (path: string) => string
  /** The route's own credential, which replaces the client's. */
  authorization: string | undefined
  forwardsAuthorization: boolean
  timeout: number
}

/** A route whose answer is recorded and does not reach the client. */
export type Secondary = {
  upstream: Upstream
  /** Calls the route after the primary has answered, and only when `takes` accepts the primary's status. */
  waits: boolean
  takes: (status: number) => boolean
}
