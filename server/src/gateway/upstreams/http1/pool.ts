// The connections to one upstream.

import type { Deadlines, Watched } from '../../http1/deadlines.ts'
import type { AnswerReceiver } from '../answer-receiver.ts'
import { CallError } from './call-error.ts'
import { type ConnectionOptions, Http1Connection } from './connection.ts'
import { PendingCall } from './pending-call.ts'
import { buildRequestHead, type HttpRequest } from './request-head.ts'
import type { UpstreamAddress } from './socket.ts'

type PoolOptions = {
  address: UpstreamAddress
  /** The Host header of each request. */
  hostHeader: string
  /** Milliseconds for each step of a call: to get a connection, to the head of the answer, between two parts of a body. */
  timeout: number
  maxHeadBytes: number
  deadlines: Deadlines
  limits?: Partial<PoolLimits>
}

type PoolLimits = {
  connections: number
  /** How long a connection is kept without a request, when the upstream does not say. Milliseconds. */
  idleTime: number
  /** A connection that is older is not used again, so that a changed address or certificate is noticed. Milliseconds. */
  age: number
}

const defaultLimits: PoolLimits = { connections: 1024, idleTime: 4_000, age: 300_000 }

/** An upstream that announces when it closes an idle connection may do so this much earlier. Milliseconds. */
const keepAliveMargin = 2_000
const maxIdleTime = 600_000

export class Http1Pool implements Watched {
  /** When the call that has waited longest for a connection is late. */
  deadline = Number.POSITIVE_INFINITY
  private readonly options: PoolOptions
  private readonly limits: PoolLimits
  private readonly connectionOptions: ConnectionOptions
  private readonly connections = new Set<Http1Connection>()
  /** The one used last stands last, and is used next: the others fall idle and are closed. */
  private readonly idle: Http1Connection[] = []
  private readonly waiting: { call: PendingCall; deadline: number }[] = []
  private isClosing = false
  private readonly closed = Promise.withResolvers<void>()

  constructor(options: PoolOptions) {
    this.options = options
    this.limits = { ...defaultLimits, ...options.limits }
    this.connectionOptions = {
      ...options,
      sessions: { session: undefined },
      onIdle: (connection, keepAliveTimeout) => this.takeBack(connection, keepAliveTimeout),
      onClosed: (connection) => this.forget(connection),
    }
  }

  /** Sends a request and passes its answer on. Throws a CallError, an error of the socket, or what the receiver throws. */
  send(request: HttpRequest, receiver: AnswerReceiver): Promise<void> {
    return this.call(request, receiver, false)
  }

  /** Sends a request on a connection that has carried no other before. */
  sendOnNewConnection(request: HttpRequest, receiver: AnswerReceiver): Promise<void> {
    return this.call(request, receiver, true)
  }

  /** Resolves once every call has ended and every connection is closed. */
  close(): Promise<void> {
    this.isClosing = true
    for (const connection of this.idle.slice()) connection.close()
    this.resolveWhenClosed()
    return this.closed.promise
  }

  /** Closes every connection at once. The calls under way fail. */
  destroy(): Promise<void> {
    for (const { call } of this.waiting.splice(0))
      call.fail(new CallError('lost', 'closed the connection before it answered'))
    this.watchWaiting()
    for (const connection of this.connections) connection.close()
    return this.close()
  }

  /** A call has waited too long for a connection. */
  expire() {
    const now = performance.now()
    while (this.waiting[0] && this.waiting[0].deadline <= now)
      this.waiting.shift()?.call.fail(new CallError('timeout', 'did not answer in time'))
    this.watchWaiting()
  }

  private async call(request: HttpRequest, receiver: AnswerReceiver, onNewConnection: boolean): Promise<void> {
    const head = buildRequestHead(request, this.options.hostHeader)
    const call = new PendingCall(request, head, receiver, onNewConnection)
    const connection = onNewConnection ? undefined : this.findIdle()
    if (connection) connection.start(call)
    else if (this.connections.size < this.limits.connections) this.open(call)
    else this.enqueue(call)
    return call.ended
  }

  private findIdle(): Http1Connection | undefined {
    const now = performance.now()
    for (let connection = this.idle.pop(); connection; connection = this.idle.pop()) {
      if (connection.isUsable(now)) return connection
      connection.close()
    }
    return undefined
  }

  private open(call: PendingCall) {
    try {
      this.connections.add(new Http1Connection(this.connectionOptions, call))
    } catch (error) {
      // The options of TLS cannot be used.
      call.fail(error)
    }
  }

  private enqueue(call: PendingCall) {
    this.waiting.push({ call, deadline: performance.now() + this.options.timeout })
    if (this.waiting.length === 1) this.watchWaiting()
    // An idle connection makes room for a call that needs a new one.
    this.idle[0]?.close()
  }

  private watchWaiting() {
    this.deadline = this.waiting[0]?.deadline ?? Number.POSITIVE_INFINITY
    if (this.waiting.length) this.options.deadlines.add(this)
    else this.options.deadlines.delete(this)
  }

  private takeBack(connection: Http1Connection, keepAliveTimeout: number | undefined) {
    const now = performance.now()
    const idleTime =
      keepAliveTimeout === undefined ? this.limits.idleTime : Math.min(keepAliveTimeout - keepAliveMargin, maxIdleTime)
    if (this.isClosing || idleTime <= 0 || now - connection.openedAt >= this.limits.age) return connection.close()
    const next = this.waiting[0]?.call
    if (!next) {
      connection.keepIdle(now + idleTime)
      this.idle.push(connection)
    } else if (next.onNewConnection) connection.close()
    else {
      this.waiting.shift()
      this.watchWaiting()
      connection.start(next)
    }
  }

  private forget(connection: Http1Connection) {
    this.connections.delete(connection)
    const index = this.idle.indexOf(connection)
    if (index !== -1) this.idle.splice(index, 1)
    const next = this.waiting.shift()
    if (next) {
      this.watchWaiting()
      this.open(next.call)
    }
    this.resolveWhenClosed()
  }

  private resolveWhenClosed() {
    if (this.isClosing && this.connections.size === 0 && this.waiting.length === 0) this.closed.resolve()
  }
}
