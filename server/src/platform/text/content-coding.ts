/** Undoes the Content-Encoding of a body (RFC 9110 §8.4). */
import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib'

type Decode = (bytes: Uint8Array, options: { maxOutputLength: number; finishFlush?: number }) => Buffer

const maxCodings = 3

// Some senders of "deflate" leave the zlib header out.
const inflate: Decode = (bytes, options) => {
  try {
    return inflateSync(bytes, options)
  } catch (error) {
    if (error instanceof RangeError) throw error
    return inflateRawSync(bytes, options)
  }
}

/** Lets a coding end before its last byte. */
const partial: Record<string, number> = { br: constants.BROTLI_OPERATION_FLUSH, zstd: constants.ZSTD_e_flush }

const codings: Record<string, Decode> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflate,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
}

/**
 * Returns the decoded bytes; undefined when a coding is unknown, the bytes are damaged, or there are more than `maxBytes`.
 * Of a truncated body it returns what can be decoded.
 */
export function decodeContent(
  bytes: Uint8Array,
  encoding: string | undefined,
  maxBytes: number,
  { isTruncated = false } = {},
) {
  const names = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name && name !== 'identity')
  if (names.length > maxCodings) return undefined
  let decoded = bytes
  for (const name of names.reverse()) {
    const decode = Object.hasOwn(codings, name) ? codings[name] : undefined
    if (!decode) return undefined
    try {
      const finishFlush = isTruncated ? (partial[name] ?? constants.Z_SYNC_FLUSH) : undefined
      decoded = decode(decoded, { maxOutputLength: maxBytes, ...(finishFlush !== undefined && { finishFlush }) })
    } catch {
      return undefined
    }
  }
  return decoded.length > maxBytes ? undefined : decoded
}
