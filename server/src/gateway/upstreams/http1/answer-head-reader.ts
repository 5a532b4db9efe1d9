// Reads the head of an answer: the status line (RFC 9112 §4) and the field lines.
import type { Flaw } from '../../http1/flaws.ts'
import { HeadReader } from '../../http1/head-reader.ts'
import { CallError } from './call-error.ts'

const statusLine = /HTTP\/1\.([01]) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?\r\n/y

const descriptions: Record<Flaw, string> = {
  'start-line': 'did not answer in HTTP',
  method: 'did not answer in HTTP',
  header: 'sent a malformed header',
  'space-before-colon': 'sent a header with white space before its colon',
  'too-large': 'sent headers that are too large',
  length: 'sent an answer whose length is not clear',
  lengths: 'sent an answer whose length is not clear',
  chunk: 'sent a malformed chunk',
}

/** Makes the error of an answer that cannot be read. */
export const toAnswerError = (flaw: Flaw) => new CallError('answer', descriptions[flaw])

export class AnswerHeadReader extends HeadReader {
  status = 0
  reason: string | undefined
  /** What `Keep-Alive: timeout=…` says, in milliseconds. */
  keepAliveTimeout: number | undefined
  private minorVersion: string | undefined

  constructor(maxBytes: number) {
    super(maxBytes, toAnswerError)
  }

  override begin(part: 'head' | 'trailers') {
    super.begin(part)
    this.status = 0
    this.reason = undefined
    this.keepAliveTimeout = undefined
  }

  /** False when the connection ends with this answer. */
  get keepsConnection() {
    return this.minorVersion === '1' && !this.endsConnection
  }

  protected override readStartLine(text: string, at: number): number {
    statusLine.lastIndex = at
    const match = statusLine.exec(text)
    if (!match) return -1
    this.minorVersion = match[1]
    this.status = Number(match[2])
    this.reason = match[3]
    return statusLine.lastIndex
  }

  protected override addField(name: string, value: string) {
    super.addField(name, value)
    if (name.length !== 10 || name.toLowerCase() !== 'keep-alive') return
    const seconds = /(?:^|,)[ \t]*timeout=(\d{1,9})/i.exec(value)?.[1]
    if (seconds !== undefined) this.keepAliveTimeout = Number(seconds) * 1000
  }
}
