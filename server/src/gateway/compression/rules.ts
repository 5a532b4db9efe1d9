// Decides which answers are compressed (RFC 9110 §8.4, §12.5.3), and how their head changes.

/** A smaller answer fits into one packet either way. */
const minBytes = 1024

// Media types of text. Pictures, archives and streams of audio are compressed already.
const shrinks =
  /^\s*(text\/|application\/(([\w.-]+\+)?(json|xml)|fhir\+(json|xml)|x-ndjson|javascript|x-www-form-urlencoded|edi-\w+|hl7-v2|graphql|rtf|dicom\+(json|xml)|soap\+xml)(\s*;|\s*$)|image\/svg\+xml|[\w.-]+\/[\w.-]+\+(json|xml)(\s*;|\s*$))/i

// Digests and signatures of the bytes would no longer be true.
const describesBytes = ['content-md5', 'digest', 'content-digest', 'repr-digest', 'signature', 'content-range']

const noTransform = /(^|[\s,])no-transform\s*(,|$)/i

/** The headers by their small names; lines with the same name are joined. */
export function readHeaders(flat: readonly string[]): Map<string, string> {
  const found = new Map<string, string>()
  for (let i = 0; i < flat.length; i += 2) {
    const name = (flat[i] ?? '').toLowerCase()
    const former = found.get(name)
    found.set(name, former === undefined ? (flat[i + 1] ?? '') : `${former}, ${flat[i + 1] ?? ''}`)
  }
  return found
}

/** Tells if the request or its method rules out that the answer is changed. */
export const mayTransform = (method: string, headers: Map<string, string>) =>
  method !== 'HEAD' && !noTransform.test(headers.get('cache-control') ?? '')

/** Tells if an answer would be compressed for a client that takes gzip. */
export function canShrink(status: number, headers: Map<string, string>): boolean {
  if (status < 200 || status === 204 || status === 205 || status === 206 || status === 304) return false
  const encoding = headers.get('content-encoding')?.trim().toLowerCase()
  if (encoding !== undefined && encoding !== '' && encoding !== 'identity') return false
  if (noTransform.test(headers.get('cache-control') ?? '')) return false
  if (describesBytes.some((name) => headers.has(name))) return false
  const length = headers.get('content-length')
  if (length !== undefined && Number(length) < minBytes) return false
  return shrinks.test(headers.get('content-type') ?? '')
}

/** Says to caches that the answer depends on the encodings that a client accepts (RFC 9110 §12.5.5). */
export const addVary = (flat: readonly string[]): string[] => {
  const named = (readHeaders(flat).get('vary') ?? '').toLowerCase().split(',')
  if (named.some((name) => ['*', 'accept-encoding'].includes(name.trim()))) return [...flat]
  return [...flat, 'Vary', 'Accept-Encoding']
}

const replaced = /^(content-length|content-encoding|accept-ranges)$/i

/** Returns the head of the compressed answer. Its tag is weak: another encoding has other bytes (RFC 9110 §8.8.3.3). */
export function toCompressedHead(flat: readonly string[]): string[] {
  const headers: string[] = []
  for (let i = 0; i < flat.length; i += 2) {
    const [name = '', value = ''] = [flat[i], flat[i + 1]]
    if (replaced.test(name)) continue
    headers.push(name, /^etag$/i.test(name) && !value.startsWith('W/') ? `W/${value}` : value)
  }
  return [...headers, 'Content-Encoding', 'gzip']
}
