// Reads a body in chunks, with its trailers (RFC 9112 §7.1). The bytes may be cut anywhere.
import type { ToError } from './flaws.ts'
import { TrailerReader } from './head-reader.ts'

/** Takes the position of bytes of the body. */
type OnData = (from: number, to: number) => void

type State = 'size' | 'extension' | 'size-end' | 'data' | 'data-cr' | 'data-lf' | 'trailers'

const [cr, lf, semicolon] = [0x0d, 0x0a, 0x3b]
// 13 hexadecimal digits hold every size that a number can hold exactly.
const maxSizeDigits = 13
const maxExtensionBytes = 1024
const extensions =
  /^(?:;[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:=(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+|"[\t\x20\x21\x23-\x5b\x5d-\x7e]*"))?)*$/

export class ChunkedReader {
  /** Flat: name, value, name, value … */
  trailers: string[] = []
  isComplete = false
  private readonly trailerReader: TrailerReader
  private readonly toError: ToError
  private state: State = 'size'
  private size = 0
  private digits = 0
  private extension = ''
  private left = 0

  constructor(maxTrailerBytes: number, toError: ToError) {
    this.trailerReader = new TrailerReader(maxTrailerBytes, toError)
    this.toError = toError
  }

  /** True when a trailer ends the connection. Some readers obey it. */
  get endsConnection() {
    return this.trailerReader.endsConnection
  }

  begin() {
    this.trailers = []
    this.isComplete = false
    this.trailerReader.begin('trailers')
    this.beginChunk()
  }

  /** Returns the position behind what was read. Throws the error of a flaw. */
  read(bytes: Buffer, from: number, to: number, onData: OnData): number {
    let at = from
    while (at < to && !this.isComplete) {
      if (this.state === 'data') at = this.readData(at, to, onData)
      else if (this.state === 'trailers') at = this.readTrailers(bytes, at, to)
      else this.readByte(this.state, bytes[at++] ?? 0)
    }
    return at
  }

  private beginChunk() {
    this.state = 'size'
    this.size = 0
    this.digits = 0
    this.extension = ''
  }

  private readByte(state: Exclude<State, 'data' | 'trailers'>, byte: number) {
    switch (state) {
      case 'size':
        this.readSize(byte)
        return
      case 'extension':
        this.readExtension(byte)
        return
      case 'size-end':
        this.expect(byte, lf)
        this.endSize()
        return
      case 'data-cr':
        this.expect(byte, cr)
        this.state = 'data-lf'
        return
      case 'data-lf':
        this.expect(byte, lf)
        this.beginChunk()
    }
  }

  private readSize(byte: number) {
    const digit = toDigit(byte)
    if (digit !== undefined) {
      this.size = this.size * 16 + digit
      if (++this.digits > maxSizeDigits) throw this.toError('chunk')
    } else if (this.digits === 0) throw this.toError('chunk')
    else if (byte === cr) this.state = 'size-end'
    else if (byte === semicolon) {
      this.state = 'extension'
      this.extension = ';'
    } else throw this.toError('chunk')
  }

  private readExtension(byte: number) {
    if (byte !== cr) {
      this.extension += String.fromCharCode(byte)
      if (this.extension.length > maxExtensionBytes) throw this.toError('chunk')
      return
    }
    if (!extensions.test(this.extension)) throw this.toError('chunk')
    this.state = 'size-end'
  }

  private endSize() {
    this.left = this.size
    this.state = this.size === 0 ? 'trailers' : 'data'
  }

  private readData(at: number, to: number, onData: OnData): number {
    const end = Math.min(to, at + this.left)
    onData(at, end)
    this.left -= end - at
    if (this.left === 0) this.state = 'data-cr'
    return end
  }

  private readTrailers(bytes: Buffer, at: number, to: number): number {
    const end = this.trailerReader.read(bytes, at, to)
    if (end === -1) return to
    const { headers, length, isChunked } = this.trailerReader
    // A trailer must not change the framing (RFC 9110 §6.5.1).
    if (length !== undefined || isChunked) throw this.toError('header')
    this.trailers = headers
    this.isComplete = true
    return end
  }

  private expect(byte: number, expected: number) {
    if (byte !== expected) throw this.toError('chunk')
  }
}

function toDigit(byte: number): number | undefined {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : undefined
}
