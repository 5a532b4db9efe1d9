// A client's answer as Node's own HTTP server writes it.
import type { ServerResponse } from 'node:http'
import type { ClientAnswer } from '../client-request.ts'
import { closeAfterEarlyAnswer } from './early-answer.ts'

const maxSingleWrite = 16 * 1024

export class NodeAnswer implements ClientAnswer {
  private readonly response: ServerResponse

  constructor(response: ServerResponse) {
    this.response = response
  }

  get isHeadSent() {
    return this.response.headersSent
  }

  get isGone() {
    return this.response.destroyed
  }

  get isFinished() {
    return this.response.writableFinished
  }

  get status() {
    return this.response.statusCode
  }

  addDefaultHeaders(headers: readonly string[]) {
    for (const [name, value] of toPairs(headers)) this.response.setHeader(name, value)
  }

  endConnection() {
    this.response.shouldKeepAlive = false
  }

  sendContinue() {
    this.response.writeContinue()
  }

  inform(status: number, reason: string, headers: readonly string[]) {
    // Node would write but two of them, with other headers.
    const lines = toPairs(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    this.response.socket?.write(`HTTP/1.1 ${status} ${reason}\r\n${lines.join('')}\r\n`, 'latin1')
  }

  writeHead(status: number, reason: string | undefined, headers: readonly string[]) {
    // A request whose body is not read would hold the connection: it is closed once the answer is sent.
    if (!this.response.req.complete) this.response.shouldKeepAlive = false
    // Node adds a Date when there is none (RFC 9110 §6.6.1).
    if (reason === undefined) this.response.writeHead(status, [...headers])
    else this.response.writeHead(status, reason, [...headers])
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

  destroy() {
    this.response.destroy()
  }

  onClose(listener: () => void) {
    this.response.once('close', listener)
  }
}

const toPairs = (flat: readonly string[]) =>
  flat.flatMap((name, i): [string, string][] => (i % 2 === 0 ? [[name, flat[i + 1] ?? '']] : []))
