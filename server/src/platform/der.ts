/** Reads and writes ASN.1 in DER, and reads BER with indefinite lengths, as some programs write PKCS#12 and PKCS#7. */

export type DerElement = {
  tag: number
  /** Without tag and length. */
  content: Buffer
  /** With tag and length. */
  encoded: Buffer
  children: DerElement[]
}

export const derTags = {
  integer: 0x02,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
  set: 0x31,
  explicit0: 0xa0,
} as const

const constructedBit = 0x20
const maxDepth = 32
const endOfContents = 2

/** Returns the first element of some bytes. Throws when there is none. */
export const readDer = (bytes: Buffer): DerElement => readElement(bytes, 0, 0).element

type Read = { element: DerElement; end: number }

function readElement(bytes: Buffer, at: number, depth: number): Read {
  const [tag, first] = [bytes[at], bytes[at + 1]]
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f || depth > maxDepth) throw new DerError()
  if (first === 0x80) return readIndefinite(bytes, at, depth)
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f
  if (lengthBytes > 4 || at + 2 + lengthBytes > bytes.length) throw new DerError()
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(at + 2, lengthBytes)
  const start = at + 2 + lengthBytes
  const end = start + length
  if (end > bytes.length) throw new DerError()
  const content = bytes.subarray(start, end)
  const children = tag & constructedBit ? readAll(content, depth + 1) : []
  return { element: { tag, content, encoded: bytes.subarray(at, end), children }, end }
}

function readIndefinite(bytes: Buffer, at: number, depth: number): Read {
  const tag = bytes[at] ?? 0
  if (!(tag & constructedBit)) throw new DerError()
  const children: DerElement[] = []
  let next = at + 2
  while (bytes[next] !== 0 || bytes[next + 1] !== 0) {
    const { element, end } = readElement(bytes, next, depth + 1)
    children.push(element)
    next = end
  }
  const end = next + endOfContents
  return { element: { tag, content: bytes.subarray(at + 2, next), encoded: bytes.subarray(at, end), children }, end }
}

function readAll(content: Buffer, depth: number) {
  const children: DerElement[] = []
  for (let at = 0; at < content.length; ) {
    const { element, end } = readElement(content, at, depth)
    children.push(element)
    at = end
  }
  return children
}

export class DerError extends Error {
  override readonly name = 'DerError'
}

/** Returns the bytes of an octet string; BER may split it. */
export const readOctets = ({ tag, content, children }: DerElement): Buffer =>
  tag & constructedBit ? Buffer.concat(children.map(readOctets)) : content

export function readInteger({ tag, content }: DerElement): number {
  if (tag !== derTags.integer || content.length === 0 || content.length > 6) throw new DerError()
  return content.readUIntBE(0, content.length)
}

export function readOid({ tag, content }: DerElement): string {
  if (tag !== derTags.oid) throw new DerError()
  const numbers: number[] = []
  let number = 0
  for (const byte of content) {
    number = number * 128 + (byte & 0x7f)
    if (byte & 0x80) continue
    numbers.push(number)
    number = 0
  }
  const [first = 0, ...rest] = numbers
  const top = Math.min(2, Math.floor(first / 40))
  return [top, first - top * 40, ...rest].join('.')
}

export function encodeDer(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents)
  const bytes: number[] = []
  for (let length = content.length; length > 0; length = Math.floor(length / 256)) bytes.unshift(length % 256)
  const length = content.length < 0x80 ? [content.length] : [0x80 | bytes.length, ...bytes]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}

export const encodeInteger = (value: number): Buffer => {
  const hex = value.toString(16)
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex')
  return encodeDer(derTags.integer, (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes)
}

export function encodeOid(oid: string): Buffer {
  const [top = 0, second = 0, ...rest] = oid.split('.').map(Number)
  const encode = (number: number): number[] => {
    const bytes = [number & 0x7f]
    for (let left = Math.floor(number / 128); left > 0; left = Math.floor(left / 128))
      bytes.unshift((left & 0x7f) | 0x80)
    return bytes
  }
  return encodeDer(derTags.oid, Buffer.from([top * 40 + second, ...rest].flatMap(encode)))
}
