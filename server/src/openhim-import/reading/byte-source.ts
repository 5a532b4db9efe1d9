import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { type Place, refuseDump } from './refuse-dump.ts'

const chunkSize = 1024 * 1024

/** Deflate compresses nothing but repetitions so well. */
const maxExpansion = 300
const minExpandedBytes = 64 * 1024 * 1024

/** Reads a file from its beginning to its end. Its buffer holds what is read at once, and no more than a chunk beyond it. */
export class ByteSource {
  readonly file
  readonly #chunks
  #buffer: Buffer = Buffer.alloc(0)
  #offset = 0

  constructor(file: string, { isGzip = false } = {}) {
    this.file = file
    const chunks = isGzip ? unpack(file) : createReadStream(file, { highWaterMark: chunkSize })
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  get place(): Place {
    return { file: this.file, offset: this.#offset }
  }

  /** Returns up to `size` next bytes without taking them: fewer only at the end of the file. */
  async peek(size: number): Promise<Buffer> {
    if (this.#buffer.length < size) await this.#fill(size)
    return this.#buffer.subarray(0, size)
  }

  /** Takes the next bytes; undefined when the file has fewer. */
  async take(size: number): Promise<Buffer | undefined> {
    const bytes = await this.peek(size)
    if (bytes.length < size) return undefined
    this.#buffer = this.#buffer.subarray(size)
    this.#offset += size
    return bytes
  }

  /** Takes the next chunk, whatever its size; undefined at the end of the file. */
  async takeChunk(): Promise<Buffer | undefined> {
    const { length } = await this.peek(1)
    return length ? this.take(this.#buffer.length) : undefined
  }

  async close() {
    await this.#chunks.return?.(undefined)
  }

  async #fill(size: number) {
    const chunks = [this.#buffer]
    for (let length = this.#buffer.length; length < size; ) {
      const { value, done } = await this.#chunks.next()
      if (done) break
      chunks.push(value)
      length += value.length
    }
    this.#buffer = Buffer.concat(chunks)
  }
}

/** Yields the unpacked bytes. Throws when the file is damaged, or expands as nothing but a bomb does. */
async function* unpack(file: string): AsyncGenerator<Buffer> {
  const packed = createReadStream(file, { highWaterMark: chunkSize })
  const gunzip = createGunzip({ chunkSize: 256 * 1024 })
  packed.on('error', (error) => gunzip.destroy(error))
  packed.pipe(gunzip)
  let offset = 0
  try {
    for await (const chunk of gunzip) {
      if (!Buffer.isBuffer(chunk)) continue
      offset += chunk.length
      if (offset > minExpandedBytes && offset > packed.bytesRead * maxExpansion)
        refuseDump({ file, offset }, `the file expands to more than ${maxExpansion} times its size`)
      yield chunk
    }
  } catch (error) {
    if (isCompressionError(error)) refuseDump({ file, offset }, 'the gzip compression is damaged or ends too early')
    throw error
  } finally {
    packed.destroy()
    gunzip.destroy()
  }
}

const isCompressionError = (error: unknown) =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')
