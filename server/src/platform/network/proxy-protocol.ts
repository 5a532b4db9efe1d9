// Reads the header of the PROXY protocol, versions 1 and 2 (https://www.haproxy.org/download/3.2/doc/proxy-protocol.txt).
import { normaliseAddress } from './forwarded.ts'

/** `source` is the address of the client. It is undefined when the proxy speaks for itself or does not know the client. */
type ProxyHeader = { length: number; source: string | undefined }

const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1')
const prefix = Buffer.from('PROXY ', 'latin1')
/** The longest line of version 1, with its line end. */
const maxLineBytes = 107
/** The address block and the type-length-value fields of version 2. */
const maxBlockBytes = 4096

/** Reads the header at the beginning of a connection. The bytes of the connection follow it. */
export function readProxyHeader(bytes: Buffer): ProxyHeader | 'incomplete' | 'malformed' {
  if (startsAlike(bytes, signature)) return bytes.length < 16 ? 'incomplete' : readVersion2(bytes)
  return startsAlike(bytes, prefix) ? readVersion1(bytes) : 'malformed'
}

/** Tells whether the bytes begin with the expected ones, as far as they have come. */
function startsAlike(bytes: Buffer, expected: Buffer) {
  const length = Math.min(bytes.length, expected.length)
  return bytes.subarray(0, length).equals(expected.subarray(0, length))
}

const line = /^PROXY (?:UNKNOWN(?: .*)?|TCP([46]) ([\da-fA-F.:]+) ([\da-fA-F.:]+) (\d{1,5}) (\d{1,5}))$/

function readVersion1(bytes: Buffer): ProxyHeader | 'incomplete' | 'malformed' {
  const end = bytes.subarray(0, maxLineBytes).indexOf('\r\n')
  if (end === -1) return bytes.length < maxLineBytes ? 'incomplete' : 'malformed'
  const match = line.exec(bytes.toString('latin1', 0, end))
  if (!match) return 'malformed'
  const [, family, from, to, fromPort, toPort] = match
  const length = end + 2
  if (family === undefined) return { length, source: undefined }
  const areRight = [from, to].every((text) => text !== undefined && text.includes(':') === (family === '6'))
  const source = normaliseAddress(from ?? '')
  if (!areRight || source === undefined || normaliseAddress(to ?? '') === undefined) return 'malformed'
  return isPort(fromPort) && isPort(toPort) ? { length, source } : 'malformed'
}

const isPort = (text = '') => /^(?:0|[1-9]\d*)$/.test(text) && Number(text) <= 65_535

const addressBytes = [0, 4, 16, 108]

function readVersion2(bytes: Buffer): ProxyHeader | 'incomplete' | 'malformed' {
  const [version, family] = [bytes.readUInt8(12), bytes.readUInt8(13)]
  const command = version & 15
  const size = addressBytes[family >> 4]
  if (version >> 4 !== 2 || command > 1 || size === undefined || (family & 15) > 2) return 'malformed'
  const blockBytes = bytes.readUInt16BE(14)
  if (blockBytes > maxBlockBytes) return 'malformed'
  const length = 16 + blockBytes
  if (bytes.length < length) return 'incomplete'
  // LOCAL: the proxy checks whether we are alive. The other families have no address that we know.
  if (command === 0 || (size !== 4 && size !== 16)) return { length, source: undefined }
  const ports = 4
  if (blockBytes < 2 * size + ports) return 'malformed'
  return { length, source: formatAddress(bytes.subarray(16, 16 + size)) }
}

function formatAddress(bytes: Buffer) {
  if (bytes.length === 4) return bytes.join('.')
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16))
  return normaliseAddress(groups.join(':'))
}
