// The format of `mongoexport`: Extended JSON, one document a line or a list.
import { EJSON, serialize } from 'bson'
import { maxDocumentBytes } from './bson-document.ts'
import type { ByteSource } from './byte-source.ts'
import { toPlainDocument } from './plain-document.ts'
import { type Place, refuseDump } from './refuse-dump.ts'

/** Text takes more room than BSON: a canonical number of one digit takes 20 bytes in place of 4. */
const maxTextBytes = 3 * maxDocumentBytes

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = Buffer.from('"\\{}[]')
const separators = new Set(Buffer.from(' \t\r\n,'))

/** Yields each document of a file as BSON. */
export async function* readExtendedJson(source: ByteSource): AsyncGenerator<{ bytes: Buffer; place: Place }> {
  const splitter = new DocumentSplitter(source.file)
  for (;;) {
    const chunk = await source.takeChunk()
    if (!chunk) break
    for (const { text, place } of splitter.add(chunk)) yield { bytes: toBson(text, place), place }
  }
  splitter.end()
}

function toBson(text: string, place: Place): Buffer {
  const bytes = serializeOrUndefined(text)
  if (!bytes) refuseDump(place, 'a document is not Extended JSON, or is nested too deeply')
  if (bytes.length > maxDocumentBytes) refuseDump(place, `a document has more than ${maxDocumentBytes} bytes`)
  return bytes
}

function serializeOrUndefined(text: string): Buffer | undefined {
  try {
    const document: unknown = EJSON.parse(text, { relaxed: false })
    if (typeof document !== 'object' || document === null || !toPlainDocument(document)) return undefined
    return Buffer.from(serialize(document))
  } catch {
    return undefined
  }
}

/** Cuts a file into its documents: it follows braces and quotes, and leaves the rest to the parser. */
class DocumentSplitter {
  readonly #file
  #chunks: Buffer[] = []
  #size = 0
  #offset = 0
  #start = 0
  #depth = 0
  #inText = false
  #isEscaped = false
  #list: 'none' | 'open' | 'closed' = 'none'

  constructor(file: string) {
    this.#file = file
  }

  *add(chunk: Buffer): Generator<{ text: string; place: Place }> {
    let from = this.#depth > 0 ? 0 : -1
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]
      if (this.#depth === 0) {
        if (byte === openBrace) {
          from = i
          this.#start = this.#offset + i
          this.#depth = 1
        } else this.#readBetween(byte, this.#offset + i)
      } else if (this.#endsDocument(byte)) {
        this.#keep(chunk.subarray(from, i + 1))
        yield { text: Buffer.concat(this.#chunks).toString(), place: { file: this.#file, offset: this.#start } }
        this.#chunks = []
        this.#size = 0
        from = -1
      }
    }
    if (from >= 0) this.#keep(chunk.subarray(from))
    this.#offset += chunk.length
  }

  end() {
    if (this.#depth > 0 || this.#list === 'open') refuseDump(this.#place(this.#offset), 'the file ends too early')
  }

  #place(offset: number): Place {
    return { file: this.#file, offset }
  }

  #keep(part: Buffer) {
    this.#size += part.length
    if (this.#size > maxTextBytes)
      refuseDump(this.#place(this.#start), `a document has more than ${maxTextBytes} bytes`)
    this.#chunks.push(Buffer.from(part))
  }

  #readBetween(byte: number | undefined, offset: number) {
    if (byte === undefined || separators.has(byte) || (offset < 3 && byte >= 0x80)) return
    if (byte === openBracket && this.#list === 'none') this.#list = 'open'
    else if (byte === closeBracket && this.#list === 'open') this.#list = 'closed'
    else refuseDump(this.#place(offset), 'the file is neither a list of JSON documents nor one document a line')
  }

  #endsDocument(byte: number | undefined): boolean {
    if (this.#inText) {
      if (this.#isEscaped) this.#isEscaped = false
      else if (byte === backslash) this.#isEscaped = true
      else if (byte === quote) this.#inText = false
      return false
    }
    if (byte === quote) this.#inText = true
    else if (byte === openBrace) this.#depth++
    else if (byte === closeBrace) this.#depth--
    return this.#depth === 0
  }
}
