import type { AnswerReceiver } from '../answer-receiver.ts'
import type { HttpRequest, RequestHead } from './request-head.ts'

/** A request that waits for a connection or for its answer. */
export class PendingCall {
  readonly request: HttpRequest
  readonly head: RequestHead
  readonly receiver: AnswerReceiver
  /** True when the call must have a connection that has carried no request before. */
  readonly onNewConnection: boolean
  /** True once the whole request is written. */
  isSent = false
  hasEnded = false
  /** Resolves once the receiver has the whole answer. */
  readonly ended: Promise<void>
  private resolve: () => void = () => undefined
  private reject: (error: unknown) => void = () => undefined

  constructor(request: HttpRequest, head: RequestHead, receiver: AnswerReceiver, onNewConnection: boolean) {
    this.request = request
    this.head = head
    this.receiver = receiver
    this.onNewConnection = onNewConnection
    this.ended = new Promise<void>((resolve, reject) => {
      this.resolve = resolve
      this.reject = reject
    })
  }

  complete() {
    this.hasEnded = true
    this.resolve()
  }

  fail(error: unknown) {
    this.hasEnded = true
    this.reject(error)
  }
}
