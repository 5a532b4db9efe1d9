// Reads the requests of a connection, one after the other (RFC 9112). The bytes may be cut anywhere.
import { BodyRanges } from '../../http1/body-ranges.ts'
import { ChunkedReader } from '../../http1/chunked-reader.ts'
import { RequestHeadReader, toRequestRefusal } from './request-head-reader.ts'

export class RequestReader {
  readonly head: RequestHeadReader
  /** True when the request has come as a whole. */
  isComplete = false
  private readonly chunked: ChunkedReader
  private readonly ranges = new BodyRanges()
  /** Undefined: the body comes in chunks. */
  private left: number | undefined = 0
  /** False when a coding that the gateway does not know hides where the body ends. */
  private isReadable = true

  constructor(maxHeadBytes: number) {
    this.head = new RequestHeadReader(maxHeadBytes)
    this.chunked = new ChunkedReader(maxHeadBytes, toRequestRefusal)
    this.begin()
  }

  /** Prepares for the next request. */
  begin() {
    this.isComplete = false
    this.head.begin('head')
  }

  /** Flat, and complete when the request is. */
  get trailers(): string[] {
    return this.left === undefined ? this.chunked.trailers : []
  }

  /** True when another request may follow this one, which has come as a whole. */
  get keepsConnection() {
    return this.head.keepsConnection && !(this.left === undefined && this.chunked.endsConnection)
  }

  /** Returns the position behind the head, or -1 when more bytes must come. Throws a Refusal. */
  readHead(bytes: Buffer, at: number): number {
    const end = this.head.read(bytes, at, bytes.length)
    if (end !== -1) this.startBody()
    return end
  }

  /** Returns the position behind what was read of the body. Throws a Refusal. */
  readBody(bytes: Buffer, at: number, onData: (chunk: Buffer) => void): number {
    if (!this.isReadable) return bytes.length
    this.ranges.clear()
    try {
      return this.left === undefined ? this.readChunks(bytes, at) : this.readLength(bytes, at, this.left)
    } finally {
      // What came before a flaw is passed on too.
      if (!this.ranges.isEmpty) onData(this.ranges.view(bytes) ?? this.ranges.copy(bytes))
    }
  }

  private startBody() {
    const { codings, length } = this.head
    this.isReadable = true
    this.left = length ?? 0
    this.isComplete = this.left === 0 && codings === undefined
    if (codings === undefined) return
    const names = codings.split(',').map((name) => name.trim().toLowerCase())
    // Only chunks tell where the body of a request ends, and only once (RFC 9112 §6.1, §6.3).
    if (names.indexOf('chunked') !== names.length - 1) throw toRequestRefusal('lengths')
    this.isReadable = names.length === 1
    this.left = undefined
    this.chunked.begin()
  }

  private readLength(bytes: Buffer, at: number, left: number): number {
    const end = Math.min(bytes.length, at + left)
    this.ranges.add(at, end)
    this.left = left - (end - at)
    this.isComplete = this.left === 0
    return end
  }

  private readChunks(bytes: Buffer, at: number): number {
    const end = this.chunked.read(bytes, at, bytes.length, this.ranges.add)
    this.isComplete = this.chunked.isComplete
    return end
  }
}
