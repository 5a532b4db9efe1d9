/** Undoes the Content-Encoding of a body, as far as browsers can: gzip and deflate. */

const formats: Record<string, CompressionFormat> = { gzip: 'gzip', 'x-gzip': 'gzip', deflate: 'deflate' }

/** Returns at most `maxBytes` decoded bytes; undefined when the coding is unknown, or nothing can be decoded. */
export async function decodeContent(
  bytes: Uint8Array,
  encoding: string | undefined,
  maxBytes: number,
): Promise<{ bytes: Uint8Array; more: boolean } | undefined> {
  const coding = (encoding ?? '').trim().toLowerCase()
  if (coding === '' || coding === 'identity') return { bytes, more: false }
  const format = Object.hasOwn(formats, coding) ? formats[coding] : undefined
  if (!format) return undefined
  const stream = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new DecompressionStream(format))
  const reader = stream.getReader()
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  try {
    for (let next = await reader.read(); !next.done && size <= maxBytes; next = await reader.read()) {
      chunks.push(next.value)
      size += next.value.length
    }
    await reader.cancel()
  } catch {
    // The end of a truncated body is missing: what came before it is shown.
    if (size === 0) return undefined
  }
  const decoded = new Uint8Array(await new Blob(chunks).arrayBuffer())
  return { bytes: decoded.subarray(0, maxBytes), more: size > maxBytes }
}
