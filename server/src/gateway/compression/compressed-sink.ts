import { constants, createGzip, type Gzip } from 'node:zlib'
import { acceptsCoding } from '../../platform/http/accept-encoding.ts'
import type { Arrival } from '../listeners/request.ts'
import type { Sink } from '../proxy/sink.ts'
import { addVary, canShrink, mayTransform, readHeaders, toCompressedHead } from './rules.ts'

// About 130 KB of memory for each answer under way; every write leaves at once, also that of a stream of events.
const gzipOptions = { windowBits: 14, memLevel: 7, flush: constants.Z_SYNC_FLUSH }
const maxCompressing = 200

/** Compresses answers with gzip: a bounded number at once in a process, the others leave as they are. */
export class Compressor {
  private compressing = 0

  /** Returns a sink that compresses what its client accepts compressed. */
  wrap(sink: Sink, { method, head }: Arrival): CompressedSink {
    const headers = readHeaders(head.forwarded)
    const accepted = acceptsCoding(headers.get('accept-encoding'), 'gzip')
    return new CompressedSink(sink, mayTransform(method, headers), () => (accepted ? this.start() : undefined))
  }

  private start(): Gzip | undefined {
    if (this.compressing >= maxCompressing) return undefined
    this.compressing++
    return createGzip(gzipOptions).once('close', () => {
      this.compressing--
    })
  }
}

/** Passes an answer on to a client, compressed when that is possible. The record has it as the upstream sent it. */
class CompressedSink implements Sink {
  private readonly to: Sink
  private readonly enabled: boolean
  private readonly start: () => Gzip | undefined
  private gzip: Gzip | undefined

  constructor(to: Sink, enabled: boolean, start: () => Gzip | undefined) {
    this.to = to
    this.enabled = enabled
    this.start = start
  }

  get gone() {
    return this.to.gone
  }

  inform(status: number, reason: string | undefined, headers: string[]) {
    this.to.inform(status, reason, headers)
  }

  head(status: number, reason: string | undefined, headers: string[]) {
    if (!this.enabled || !canShrink(status, readHeaders(headers))) return this.to.head(status, reason, headers)
    this.gzip = this.start()
    const sent = addVary(headers)
    this.to.head(status, reason, this.gzip ? toCompressedHead(sent) : sent)
    if (this.gzip) this.passOn(this.gzip)
  }

  write(chunk: Buffer): boolean {
    if (!this.gzip) return this.to.write(chunk)
    if (this.to.gone) {
      this.cancel()
      return true
    }
    return this.gzip.write(chunk)
  }

  drained(): Promise<void> {
    const { gzip } = this
    if (!gzip || gzip.destroyed) return this.to.drained()
    return new Promise<void>((resolve) => {
      const done = () => {
        gzip.off('drain', done).off('close', done)
        resolve()
      }
      gzip.on('drain', done).on('close', done)
    })
  }

  end(last: Buffer, trailers?: readonly string[]) {
    const { gzip } = this
    if (!gzip || gzip.destroyed) return this.to.end(gzip ? Buffer.alloc(0) : last, trailers)
    gzip.once('end', () => this.to.end(Buffer.alloc(0), trailers))
    gzip.end(last)
  }

  fail(status: number, text: string, headers: Record<string, string>) {
    this.cancel()
    this.to.fail(status, text, headers)
  }

  /** Gives the memory back of an answer that will not be ended. */
  cancel() {
    this.gzip?.destroy()
  }

  private passOn(gzip: Gzip) {
    gzip.on('data', (compressed: Buffer) => {
      if (this.to.gone) return this.cancel()
      if (this.to.write(compressed)) return
      gzip.pause()
      this.to.drained().then(
        () => gzip.resume(),
        () => this.cancel(),
      )
    })
  }
}
