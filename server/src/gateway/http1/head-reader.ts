// Reads the head of a message: the start line and the field lines (RFC 9112 §2, §5). Whatever is not exactly HTTP is refused:
// no bare LF, no folded line, no white space before a colon, no control character.

import { toLength } from './field-syntax.ts'
import type { ToError } from './flaws.ts'

const fieldLine = /([!#$%&'*+.^_`|~0-9A-Za-z-]+):([\t\x20-\x7e\x80-\xff]*)\r\n/y

/** Bytes are taken as text in steps, because a large body may follow the head. */
const maxStepBytes = 1024
const maxFields = 2_000

/** Reads one head after the other. The bytes may be cut anywhere. */
export abstract class HeadReader {
  /** Flat: name, value, name, value … Each character is a byte. */
  headers: string[] = []
  /** What Content-Length says. Undefined without one. */
  length: number | undefined
  isChunked = false
  /** True when `Connection` says `close`. */
  endsConnection = false
  /** True as soon as one byte of this head has come. */
  hasBegun = false
  protected readonly toError: ToError
  private readonly maxBytes: number
  private text = ''
  private at = 0
  private inFields = false

  constructor(maxBytes: number, toError: ToError) {
    this.maxBytes = maxBytes
    this.toError = toError
  }

  /** Prepares for the next head, or for the field lines of trailers. */
  begin(part: 'head' | 'trailers') {
    this.headers = []
    this.length = undefined
    this.isChunked = false
    this.endsConnection = false
    this.hasBegun = false
    this.text = ''
    this.at = 0
    this.inFields = part === 'trailers'
  }

  /** Returns the position behind the head, or -1 when more bytes must come. Throws the error of a flaw. */
  read(bytes: Buffer, from: number, to: number): number {
    this.hasBegun = true
    for (let next = from; next < to; ) {
      const stop = Math.min(to, next + maxStepBytes)
      const step = bytes.toString('latin1', next, stop)
      this.text += step
      // What follows the head in this text is no part of it.
      if (step.includes('\n') && this.parse()) return stop - (this.text.length - this.at)
      if (this.text.length > this.maxBytes) throw this.toError('too-large')
      next = stop
    }
    if (!this.inFields) this.checkStart(this.text, this.at)
    return -1
  }

  /** Reads the start line at this position. Returns the position behind it, or -1 when none is there as a whole. */
  protected abstract readStartLine(text: string, at: number): number

  /** Refuses what can no longer become a start line, although its end has not come. */
  protected checkStart(_text: string, _at: number) {}

  protected addField(name: string, value: string) {
    if (this.headers.length >= 2 * maxFields) throw this.toError('too-large')
    this.headers.push(name, value)
    switch (name.length) {
      case 10:
        if (name.toLowerCase() === 'connection') this.readConnection(value)
        return
      case 14:
        if (name.toLowerCase() === 'content-length') this.readLength(value)
        return
      case 17:
        if (name.toLowerCase() === 'transfer-encoding') this.readCoding(value)
    }
  }

  protected readConnection(value: string) {
    if (listsOption(value, 'close')) this.endsConnection = true
  }

  /** Two lengths, and a length beside chunks, are how messages are smuggled (RFC 9112 §6.3). */
  protected readCoding(value: string) {
    if (this.length !== undefined || this.isChunked || value.toLowerCase() !== 'chunked') throw this.toError('lengths')
    this.isChunked = true
  }

  private readLength(value: string) {
    if (this.length !== undefined || this.isChunked) throw this.toError('lengths')
    this.length = toLength(value)
    if (this.length === undefined) throw this.toError('length')
  }

  private parse(): boolean {
    for (;;) {
      if (this.text.startsWith('\r\n', this.at)) {
        this.advance(this.at + 2)
        if (this.inFields) return true
        // An empty line before the start line is skipped (RFC 9112 §2.2).
      } else if (!(this.inFields ? this.readField() : this.readStart())) return this.awaitLine()
    }
  }

  private readStart(): boolean {
    const end = this.readStartLine(this.text, this.at)
    if (end === -1) return false
    this.advance(end)
    this.inFields = true
    return true
  }

  private readField(): boolean {
    fieldLine.lastIndex = this.at
    const match = fieldLine.exec(this.text)
    if (!match) return false
    this.advance(fieldLine.lastIndex)
    this.addField(match[1] ?? '', trimWhiteSpace(match[2] ?? ''))
    return true
  }

  private advance(to: number) {
    this.at = to
    if (to > this.maxBytes) throw this.toError('too-large')
  }

  /** Returns false when the line is not there as a whole. A whole one that does not match is malformed. */
  private awaitLine(): false {
    const end = this.text.indexOf('\n', this.at)
    if (end === -1) return false
    if (!this.inFields) throw this.toError('start-line')
    const line = this.text.slice(this.at, end)
    throw this.toError(/^[^\s:]*[ \t]+:/.test(line) ? 'space-before-colon' : 'header')
  }
}

/** Reads the field lines behind the last chunk. */
export class TrailerReader extends HeadReader {
  protected readStartLine() {
    return -1
  }
}

/** Returns true when a Connection header has this option. */
export const listsOption = (value: string, option: string) =>
  value.toLowerCase() === option || value.split(',').some((one) => one.trim().toLowerCase() === option)

const isWhiteSpace = (code: number) => code === 0x20 || code === 0x09

function trimWhiteSpace(text: string): string {
  let [start, end] = [0, text.length]
  while (start < end && isWhiteSpace(text.charCodeAt(start))) start++
  while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end--
  return start === 0 && end === text.length ? text : text.slice(start, end)
}
