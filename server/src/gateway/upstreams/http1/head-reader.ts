// Reads the head of an answer: the status line and the field lines (RFC 9112 §4, §5). Whatever is not exactly HTTP is refused:
// no bare LF, no folded line, no white space before a colon, no control character.
import { CallError } from './call-error.ts'

const statusLine = /HTTP\/1\.([01]) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?\r\n/y
const fieldLine = /([!#$%&'*+.^_`|~0-9A-Za-z-]+):([\t\x20-\x7e\x80-\xff]*)\r\n/y

/** Bytes are taken as text in steps, because a large body may follow the head. */
const maxStepBytes = 1024

export const malformedHeader = () => new CallError('answer', 'sent a malformed header')
export const unclearLength = () => new CallError('answer', 'sent an answer whose length is not clear')

/** Reads one head after the other. The bytes may be cut anywhere. */
export class HeadReader {
  status = 0
  reason: string | undefined
  /** Flat: name, value, name, value … Each character is a byte. */
  headers: string[] = []
  /** What Content-Length says. Undefined without one. */
  length: number | undefined
  isChunked = false
  /** False when the connection ends with this answer. */
  keepsConnection = true
  /** What `Keep-Alive: timeout=…` says, in milliseconds. */
  keepAliveTimeout: number | undefined
  private readonly maxBytes: number
  private text = ''
  private at = 0
  private inFields = false

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  /** Prepares for the next head, or for the field lines of trailers. */
  begin(part: 'head' | 'trailers') {
    this.status = 0
    this.reason = undefined
    this.headers = []
    this.length = undefined
    this.isChunked = false
    this.keepsConnection = true
    this.keepAliveTimeout = undefined
    this.text = ''
    this.at = 0
    this.inFields = part === 'trailers'
  }

  /** Returns the position behind the head, or -1 when more bytes must come. Throws a CallError. */
  read(bytes: Buffer, from: number, to: number): number {
    for (let next = from; next < to; ) {
      const stop = Math.min(to, next + maxStepBytes)
      this.text += bytes.toString('latin1', next, stop)
      // What follows the head in this text is no part of it.
      if (this.parse()) return stop - (this.text.length - this.at)
      if (this.text.length > this.maxBytes) throw tooLarge()
      next = stop
    }
    return -1
  }

  private parse(): boolean {
    for (;;) {
      if (this.text.startsWith('\r\n', this.at)) {
        this.at += 2
        if (this.at > this.maxBytes) throw tooLarge()
        if (this.inFields) return true
        // An empty line before the status line is skipped (RFC 9112 §2.2).
        continue
      }
      const line = this.inFields ? fieldLine : statusLine
      line.lastIndex = this.at
      const match = line.exec(this.text)
      if (!match) return this.awaitLine()
      this.at = line.lastIndex
      if (this.at > this.maxBytes) throw tooLarge()
      if (this.inFields) this.addField(match[1] ?? '', trimWhiteSpace(match[2] ?? ''))
      else this.startFields(match[1], Number(match[2]), match[3])
    }
  }

  private startFields(minorVersion: string | undefined, status: number, reason: string | undefined) {
    this.inFields = true
    this.status = status
    this.reason = reason
    if (minorVersion === '0') this.keepsConnection = false
  }

  /** Returns false when the line is not there as a whole. A whole one that does not match is malformed. */
  private awaitLine(): false {
    const end = this.text.indexOf('\n', this.at)
    if (end === -1) return false
    if (!this.inFields) throw new CallError('answer', 'did not answer in HTTP')
    const line = this.text.slice(this.at, end)
    if (/^[^\s:]*[ \t]+:/.test(line)) throw new CallError('answer', 'sent a header with white space before its colon')
    throw malformedHeader()
  }

  private addField(name: string, value: string) {
    this.headers.push(name, value)
    switch (name.length) {
      case 10:
        this.readConnectionField(name.toLowerCase(), value)
        return
      case 14:
        if (name.toLowerCase() === 'content-length') this.readLength(value)
        return
      case 17:
        if (name.toLowerCase() === 'transfer-encoding') this.readCoding(value)
    }
  }

  private readConnectionField(lowerCaseName: string, value: string) {
    if (lowerCaseName === 'connection' && /(?:^|,)[ \t]*close[ \t]*(?:,|$)/i.test(value)) this.keepsConnection = false
    if (lowerCaseName !== 'keep-alive') return
    const seconds = /(?:^|,)[ \t]*timeout=(\d{1,9})/i.exec(value)?.[1]
    if (seconds !== undefined) this.keepAliveTimeout = Number(seconds) * 1000
  }

  /** Two lengths, and a length beside chunks, are how answers are smuggled (RFC 9112 §6.3). */
  private readLength(value: string) {
    if (this.length !== undefined || this.isChunked || !/^\d{1,15}$/.test(value)) throw unclearLength()
    this.length = Number(value)
  }

  private readCoding(value: string) {
    if (this.length !== undefined || this.isChunked || value.toLowerCase() !== 'chunked') throw unclearLength()
    this.isChunked = true
  }
}

const tooLarge = () => new CallError('answer', 'sent headers that are too large')

const isWhiteSpace = (code: number) => code === 0x20 || code === 0x09

function trimWhiteSpace(text: string): string {
  let [start, end] = [0, text.length]
  while (start < end && isWhiteSpace(text.charCodeAt(start))) start++
  while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end--
  return start === 0 && end === text.length ? text : text.slice(start, end)
}
