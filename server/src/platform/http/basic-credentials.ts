/** Basic credentials as clients send them (RFC 7617): in UTF-8, or by programs that are older than it in Latin-1 or Windows-1252. */

type BasicCredentials = { user: string; password: string }

const scheme = /^ *basic(\s|$)/i
const maxEncodedLength = 16_384

/** Returns `other-scheme` when the header has no Basic credentials, and `unreadable` when nobody can tell what they say. */
export function readBasicCredentials(authorization: string): BasicCredentials | 'other-scheme' | 'unreadable' {
  if (!scheme.test(authorization)) return 'other-scheme'
  const encoded = /^ *basic +([A-Za-z0-9+/_-]+=*) *$/i.exec(authorization.slice(0, maxEncodedLength))?.[1]
  if (encoded === undefined) return 'unreadable'
  const text = decode(Buffer.from(encoded, 'base64'))
  const colon = text.indexOf(':')
  return colon === -1 ? 'unreadable' : { user: text.slice(0, colon), password: text.slice(colon + 1) }
}

function decode(bytes: Buffer) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    // It differs from Latin-1 only where that has control characters, which no credential has.
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
