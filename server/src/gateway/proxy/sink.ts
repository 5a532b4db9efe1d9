import { sendText } from '../answers.ts'
import type { ClientAnswer, ClientRequest } from '../listeners/client-request.ts'
import { replaceCorsHeaders } from '../listeners/cors.ts'

/** The sink of an answer: a client's connection, or code inside the gateway that asked for it. */
export type Sink = {
  /** An informational answer (RFC 9110 §15.2), before the head of the final one. */
  inform: (status: number, reason: string | undefined, headers: string[]) => void
  /** `headers` is flat: name, value, name, value … */
  head: (status: number, reason: string | undefined, headers: string[]) => void
  /** False when it would rather wait for `drained`. */
  write: (chunk: Buffer) => boolean
  /** Returns why the next chunk of the answer cannot be delivered, or undefined when it can. */
  rejectionReason?: (chunk: Buffer) => string | undefined
  drained: () => Promise<void>
  end: (last: Buffer, trailers?: readonly string[]) => void
  /** The gateway's own answer, in place of one from an upstream; when a head has left already, the answer is cut off. */
  fail: (status: number, text: string, headers: Record<string, string>) => void
  /** Nobody waits for the answer any more. */
  readonly gone: boolean
}

/** A client's HTTP connection. */
export class HttpSink implements Sink {
  private readonly request: ClientRequest
  private readonly answer: ClientAnswer
  private added: readonly string[] | undefined

  constructor(request: ClientRequest, answer: ClientAnswer) {
    this.request = request
    this.answer = answer
  }

  /** Adds headers to the answer, also to one of the gateway itself. */
  addHeaders(headers: readonly string[]) {
    this.added = headers
    this.answer.addDefaultHeaders(headers)
  }

  get gone() {
    return this.answer.isGone
  }

  inform(status: number, reason = '', headers: string[]) {
    // A client of HTTP/1.0 does not know them (RFC 9110 §15.2).
    if (this.request.version === '1.1') this.answer.inform(status, reason, headers)
  }

  head(status: number, reason: string | undefined, headers: string[]) {
    this.answer.writeHead(status, reason, this.added ? replaceCorsHeaders(headers, this.added) : headers)
  }

  write(chunk: Buffer) {
    return this.answer.write(chunk)
  }

  drained() {
    return this.answer.drained()
  }

  end(last: Buffer, trailers?: readonly string[]) {
    this.answer.end(last, trailers)
  }

  fail(status: number, text: string, headers: Record<string, string>) {
    if (this.answer.isHeadSent) this.answer.destroy()
    else sendText(this.answer, status, text, Object.entries(headers).flat())
  }
}

/** For an answer that nobody waits for: it is recorded, and that is all. */
export const nullSink: Sink = {
  inform: () => undefined,
  head: () => undefined,
  write: () => true,
  drained: () => Promise.resolve(),
  end: () => undefined,
  fail: () => undefined,
  gone: false,
}
