// Reads the head of a request: the request line (RFC 9112 §3) and the field lines.
import { METHODS } from 'node:http'
import type { Flaw } from '../../http1/flaws.ts'
import { HeadReader, listsOption } from '../../http1/head-reader.ts'
import type { Refusal } from '../../refusal.ts'
import { connectionRefusals } from '../../refuse-connection.ts'
import type { ClientRequest } from '../client-request.ts'

const requestLine = /([A-Z-]{1,20}) ([\x21-\x7e]+) HTTP\/(0\.9|1\.[01]|2\.0)\r\n/y
const methods = new Set(METHODS)

const refusals: Record<Flaw, Refusal> = {
  'start-line': connectionRefusals.notHttp,
  method: connectionRefusals.method,
  header: connectionRefusals.notHttp,
  'space-before-colon': connectionRefusals.notHttp,
  'too-large': connectionRefusals.headTooLarge,
  length: connectionRefusals.length,
  lengths: connectionRefusals.lengths,
  chunk: connectionRefusals.notHttp,
}

export const toRequestRefusal = (flaw: Flaw) => refusals[flaw]

export class RequestHeadReader extends HeadReader {
  method = ''
  target = ''
  version = ''
  expectation: ClientRequest['expectation']
  /** The codings of Transfer-Encoding, as one list. */
  codings: string | undefined
  private wantsConnection = false
  private listsUpgrade = false
  private hasUpgrade = false

  constructor(maxBytes: number) {
    super(maxBytes, toRequestRefusal)
  }

  override begin(part: 'head' | 'trailers') {
    super.begin(part)
    this.expectation = undefined
    this.codings = undefined
    this.wantsConnection = false
    this.listsUpgrade = false
    this.hasUpgrade = false
  }

  /**
   * True when another request may follow on the connection. None follows an offer to speak another protocol: what the client
   * sends next could be meant in that one.
   */
  get keepsConnection() {
    if (this.endsConnection || (this.listsUpgrade && this.hasUpgrade)) return false
    return this.version === '1.1' || this.wantsConnection
  }

  protected override readStartLine(text: string, at: number): number {
    requestLine.lastIndex = at
    const match = requestLine.exec(text)
    if (!match) {
      this.checkMethod(text, at)
      return -1
    }
    const [, method = '', target = '', version = ''] = match
    if (!methods.has(method)) throw this.toError('method')
    if (!isTarget(method, target)) throw this.toError('start-line')
    this.method = method
    this.target = target
    this.version = version
    return requestLine.lastIndex
  }

  /** A client that speaks another protocol, TLS for instance, may wait for an answer and never end its line. */
  protected override checkStart(text: string, at: number) {
    const start = text.slice(at, at + 24)
    if (!/^(?:\r?$|[A-Z-]{1,20}(?: |$))/.test(start)) throw this.toError('start-line')
    this.checkMethod(text, at)
  }

  protected override addField(name: string, value: string) {
    super.addField(name, value)
    if (name.length === 7 && name.toLowerCase() === 'upgrade') this.hasUpgrade = true
    if (name.length !== 6 || name.toLowerCase() !== 'expect' || this.version !== '1.1') return
    const known = this.expectation === undefined && value.toLowerCase() === '100-continue'
    this.expectation = known ? 'continue' : 'unknown'
  }

  protected override readConnection(value: string) {
    super.readConnection(value)
    if (listsOption(value, 'keep-alive')) this.wantsConnection = true
    if (listsOption(value, 'upgrade')) this.listsUpgrade = true
  }

  /** The gateway refuses other codings than `chunked`, when the last of them tells at least where the body ends. */
  protected override readCoding(value: string) {
    if (this.length !== undefined) throw this.toError('lengths')
    this.codings = this.codings === undefined ? value : `${this.codings}, ${value}`
    this.isChunked = true
  }

  private checkMethod(text: string, at: number) {
    const end = text.indexOf(' ', at)
    if (end === -1 || end - at > 20) return
    const method = text.slice(at, end)
    if (/^[A-Z-]+$/.test(method) && !methods.has(method)) throw this.toError('method')
  }
}

const absoluteTarget = /^[a-z]+:\/\/[\w.~!$&'()*+,;=:@%[\]-]+(?:[/?].*)?$/i

/** A target is a path, a whole URL, the asterisk, or the authority that a tunnel leads to (RFC 9112 §3.2). */
const isTarget = (method: string, target: string) =>
  target.startsWith('/') || target === '*' || absoluteTarget.test(target) || method === 'CONNECT'
