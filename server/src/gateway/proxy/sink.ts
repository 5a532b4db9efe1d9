import type { ServerResponse } from 'node:http'
import { sendText } from '../answers.ts'
import { closeAfterEarlyAnswer } from '../early-answer.ts'
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

const maxSingleWrite = 16 * 1024

/** A client's HTTP connection. */
export class HttpSink implements Sink {
  private readonly response: ServerResponse
  private added: readonly string[] | undefined

  constructor(response: ServerResponse) {
    this.response = response
  }

  /** Adds headers to the answer, also to one of the gateway itself. */
  addHeaders(headers: readonly string[]) {
    this.added = headers
    for (const [name, value] of toPairs(headers)) this.response.setHeader(name, value)
  }

  get gone() {
    return this.response.destroyed
  }

  inform(status: number, reason = '', headers: string[]) {
    // A client of HTTP/1.0 does not know them (RFC 9110 §15.2). Node would write but two of them, with other headers.
    if (this.response.req.httpVersion !== '1.1') return
    const lines = toPairs(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    this.response.socket?.write(`HTTP/1.1 ${status} ${reason}\r\n${lines.join('')}\r\n`, 'latin1')
  }

  head(status: number, reason: string | undefined, headers: string[]) {
    // Node adds a Date when the upstream gave none (RFC 9110 §6.6.1).
    if (!this.response.req.complete) this.response.shouldKeepAlive = false
    const all = this.added ? replaceCorsHeaders(headers, this.added) : headers
    if (reason === undefined) this.response.writeHead(status, all)
    else this.response.writeHead(status, reason, all)
  }

  write(chunk: Buffer) {
    return this.response.write(chunk)
  }

  drained() {
    const { response } = this
    return new Promise<void>((resolve) => {
      const done = () => {
        response.off('drain', done).off('close', done)
        resolve()
      }
      response.on('drain', done).on('close', done)
    })
  }

  end(last: Buffer, trailers?: readonly string[]) {
    closeAfterEarlyAnswer(this.response)
    if (trailers) this.response.addTrailers(toPairs(trailers))
    // As a string it travels with the head in one write; latin1 keeps each byte.
    if (last.length > 0 && last.length <= maxSingleWrite) this.response.end(last.toString('latin1'), 'latin1')
    else this.response.end(last)
  }

  fail(status: number, text: string, headers: Record<string, string>) {
    if (this.response.headersSent) this.response.destroy()
    else sendText(this.response, status, text, headers)
  }
}

const toPairs = (flat: readonly string[]) =>
  flat.flatMap((name, i): [string, string][] => (i % 2 === 0 ? [[name, flat[i + 1] ?? '']] : []))

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
