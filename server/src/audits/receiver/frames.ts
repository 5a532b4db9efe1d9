// Splits the bytes of a connection into syslog messages: octet counting and line feeds (RFC 6587), in any mixture.

/** `fault`: the bytes are no message. */
type Frame = { bytes: Buffer; fault?: 'no-syslog' | 'too-long' }
type Limits = { maxBytes: number; receive: (frame: Frame) => void }

const lineFeed = 0x0a
const space = 0x20
const lessThan = 0x3c
const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39
const isFiller = (byte: number | undefined) => byte === lineFeed || byte === 0x0d || byte === 0 || byte === space

const maxCountDigits = 7
/** What is kept of bytes that are no message. */
const maxJunk = 1024

type Start = 'unknown' | 'none' | { kind: 'line' } | { kind: 'counted'; from: number; length: number }

/** Reads the start of a frame: `<85>…`, or `123 <85>…`. Unknown: it takes more bytes to tell. */
function readStart(bytes: Buffer, at: number): Start {
  if (bytes[at] === lessThan) return readPriority(bytes, at)
  let end = at
  while (isDigit(bytes[end]) && end - at < maxCountDigits) end++
  if (end === at || bytes[at] === 0x30) return 'none'
  if (end + 1 >= bytes.length) return end === bytes.length || bytes[end] === space ? 'unknown' : 'none'
  if (bytes[end] !== space || bytes[end + 1] !== lessThan) return 'none'
  return { kind: 'counted', from: end + 1, length: Number(bytes.toString('latin1', at, end)) }
}

function readPriority(bytes: Buffer, at: number): Start {
  let end = at + 1
  while (isDigit(bytes[end]) && end - at <= 3) end++
  if (end === bytes.length && end - at <= 4) return 'unknown'
  return end > at + 1 && bytes[end] === 0x3e ? { kind: 'line' } : 'none'
}

/** Bytes that are added at the end and dropped at the front. Each byte is copied a bounded number of times. */
class HeldBytes {
  #buffer = Buffer.alloc(4096)
  #from = 0
  #to = 0

  bytes = () => this.#buffer.subarray(this.#from, this.#to)

  append(chunk: Buffer) {
    const length = this.#to - this.#from
    if (this.#to + chunk.length > this.#buffer.length) {
      const isLarger = length + chunk.length > this.#buffer.length / 2
      const target = isLarger ? Buffer.alloc((length + chunk.length) * 2) : this.#buffer
      this.#buffer.copy(target, 0, this.#from, this.#to)
      this.#buffer = target
      this.#from = 0
      this.#to = length
    }
    chunk.copy(this.#buffer, this.#to)
    this.#to += chunk.length
  }

  drop(count: number) {
    this.#from += count
    if (this.#from === this.#to) this.#from = this.#to = 0
  }
}

/** Reads frames from chunks. A frame that is too long is cut. Bytes between frames delay nothing. */
export class FrameReader {
  readonly #limits: Limits
  readonly #held = new HeldBytes()
  /** Bytes that were searched for a line feed. */
  #searched = 0
  /** Bytes of a frame that is too long, which are still to come; a line has no number. */
  #skip: number | 'line' = 0
  #junk: Buffer[] = []
  #junkLength = 0
  #junkEndsInDigit = false

  constructor(limits: Limits) {
    this.#limits = limits
  }

  push(chunk: Buffer) {
    const { maxBytes } = this.#limits
    for (let from = 0; from < chunk.length; from += maxBytes) {
      this.#held.append(chunk.subarray(from, from + maxBytes))
      this.#drain()
    }
  }

  /** Tells if a message has begun and not ended. */
  isWaiting = () => this.#held.bytes().length > 0

  /** The connection has ended: what is left is a message if it is a line. */
  end() {
    const bytes = this.#held.bytes()
    if (this.#skip === 0 && bytes.length > 0) {
      const start = readStart(bytes, 0)
      if (typeof start === 'object' && start.kind === 'line') this.#limits.receive({ bytes: Buffer.from(bytes) })
      else this.#addJunk(bytes)
    }
    this.#endJunk()
  }

  #drain() {
    while (this.isWaiting()) {
      const used = this.#step(this.#held.bytes())
      if (used === 0) return
      this.#held.drop(used)
      this.#searched = 0
    }
  }

  /** Takes one step. Returns how many bytes it used; 0: more bytes are needed. */
  #step(bytes: Buffer): number {
    if (this.#skip !== 0) return this.#skipRest(bytes)
    const fillers = countFillers(bytes)
    if (fillers > 0) {
      this.#junkEndsInDigit = false
      if (bytes.subarray(0, fillers).includes(lineFeed)) this.#endJunk()
      return fillers
    }
    const start = this.#junkEndsInDigit && isDigit(bytes[0]) ? 'none' : readStart(bytes, 0)
    if (start === 'unknown') return 0
    if (start === 'none') {
      const length = this.#measureJunk(bytes)
      this.#addJunk(bytes.subarray(0, length))
      return length
    }
    this.#endJunk()
    return start.kind === 'line' ? this.#takeLine(bytes) : this.#takeCounted(bytes, start.from, start.length)
  }

  /** Drops bytes of a frame that was too long. Returns how many. */
  #skipRest(bytes: Buffer): number {
    if (this.#skip === 'line') {
      const end = bytes.indexOf(lineFeed)
      if (end !== -1) this.#skip = 0
      return end === -1 ? bytes.length : end + 1
    }
    const dropped = Math.min(this.#skip, bytes.length)
    this.#skip -= dropped
    return dropped
  }

  #takeLine(bytes: Buffer): number {
    const { maxBytes, receive } = this.#limits
    const end = bytes.indexOf(lineFeed, this.#searched)
    this.#searched = bytes.length
    if (end !== -1 && end <= maxBytes) {
      receive({ bytes: Buffer.from(bytes.subarray(0, end)) })
      return end + 1
    }
    if (bytes.length <= maxBytes) return 0
    receive({ bytes: Buffer.from(bytes.subarray(0, maxBytes)), fault: 'too-long' })
    this.#skip = 'line'
    return maxBytes
  }

  #takeCounted(bytes: Buffer, from: number, length: number): number {
    const { maxBytes, receive } = this.#limits
    const kept = Math.min(length, maxBytes)
    if (bytes.length < from + kept) return 0
    receive({ bytes: Buffer.from(bytes.subarray(from, from + kept)), ...(length > maxBytes && { fault: 'too-long' }) })
    this.#skip = length - kept
    return from + kept
  }

  /** Returns how many bytes of an unknown kind there are before the next possible start. A count has all digits of its run. */
  #measureJunk(bytes: Buffer): number {
    let at = 1
    const isJunk = (byte: number | undefined) =>
      byte !== lineFeed && ((isDigit(byte) && isDigit(bytes[at - 1])) || readStart(bytes, at) === 'none')
    while (at < bytes.length && isJunk(bytes[at])) at++
    return at
  }

  #addJunk(bytes: Buffer) {
    if (this.#junkLength < maxJunk) this.#junk.push(Buffer.from(bytes.subarray(0, maxJunk - this.#junkLength)))
    this.#junkLength += bytes.length
    this.#junkEndsInDigit = isDigit(bytes.at(-1))
  }

  #endJunk() {
    if (this.#junkLength > 0) this.#limits.receive({ bytes: Buffer.concat(this.#junk), fault: 'no-syslog' })
    this.#junk = []
    this.#junkLength = 0
    this.#junkEndsInDigit = false
  }
}

function countFillers(bytes: Buffer): number {
  let count = 0
  while (isFiller(bytes[count])) count++
  return count
}
