// A client's request by HTTP/1.1 and its answer, as the gateway sees them. An engine reads the one and writes the other.
import type { Socket } from 'node:net'
import type { Refusal } from '../refusal.ts'

export type ClientRequest = {
  readonly socket: Socket
  readonly method: string
  /** As it came: a path with its query, or a whole URL. */
  readonly target: string
  /** The version of HTTP, such as `1.1`. */
  readonly version: string
  /** Flat: name, value, name, value … Each character is a byte. */
  readonly rawHeaders: string[]
  /** What `Expect` says (RFC 9110 §10.1.1). `unknown`: something that the gateway does not know. */
  readonly expectation: 'continue' | 'unknown' | undefined
  readonly body: IncomingBody
}

/** The bytes of a body as they come from a connection. No more are read than somebody takes, but for a bounded number. */
export type IncomingBody = {
  /** Takes bytes that have come. Returns undefined when none are here. */
  read: () => Buffer | undefined
  /** True once the last byte of the body has been taken. */
  readonly isEnded: boolean
  /** Why the rest of the body will not come. */
  readonly failure: Refusal | undefined
  /** Flat, and complete once the body has ended. */
  readonly trailers: string[]
  /** Calls this listener, and no other, whenever something of the above may have changed. */
  listen: (listener: (() => void) | undefined) => void
}

export type ClientAnswer = {
  /** False as long as another answer can take the place of this one. */
  readonly isHeadSent: boolean
  /** True when nobody receives the answer any more. */
  readonly isGone: boolean
  /** True when the answer has left as a whole. */
  readonly isFinished: boolean
  /** The status that was sent. */
  readonly status: number
  /** Adds headers that the answer has unless it has others of the same names. `headers` is flat. */
  addDefaultHeaders: (headers: readonly string[]) => void
  /** Makes this the last answer of its connection. */
  endConnection: () => void
  /** Tells a client that asked first to send the body (RFC 9110 §15.2.1). */
  sendContinue: () => void
  /** Sends an informational answer (RFC 9110 §15.2). `headers` is flat. */
  inform: (status: number, reason: string, headers: readonly string[]) => void
  /** `headers` is flat. Without a reason the usual one is sent. Throws when something of them cannot be sent. */
  writeHead: (status: number, reason: string | undefined, headers: readonly string[]) => void
  /** Returns false when the next chunk should wait for `drained`. */
  write: (chunk: Buffer) => boolean
  drained: () => Promise<void>
  /** `trailers` is flat. */
  end: (last: Buffer, trailers?: readonly string[]) => void
  /** Cuts the answer off, and the connection with it. */
  destroy: () => void
  /** The listener is called once, when the answer has left or the connection is closed. */
  onClose: (listener: () => void) => void
}
