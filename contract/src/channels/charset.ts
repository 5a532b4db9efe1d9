/** Finds the character set of a text, and decodes it. */
import { stripHl7 } from './hl7.ts'

export type Utf16 = 'utf-16le' | 'utf-16be'

/** Recognises UTF-16 by its byte order mark, or by the zero bytes of two ASCII characters (RFC 4627 §3). */
export function detectUtf16([a, b, c, d]: Uint8Array): Utf16 | undefined {
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  if (a && c && b === 0 && d === 0) return 'utf-16le'
  return b && d && a === 0 && c === 0 ? 'utf-16be' : undefined
}

/**
 * Decodes a text by its byte order mark, else by the first of these that names a known character set: the content type,
 * the XML declaration, MSH-18. Without any it is UTF-8, or Windows-1252 when the bytes are no UTF-8. A truncated text may
 * end within a character.
 */
export function decodeText(bytes: Uint8Array, contentType: string | undefined, isTruncated = false): string {
  const options = { stream: isTruncated }
  const utf16 = detectUtf16(bytes)
  if (utf16) return new TextDecoder(utf16).decode(bytes, options)
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 1024))
  const isUtf8 = start.startsWith('\u00ef\u00bb\u00bf')
  const decoder = isUtf8
    ? new TextDecoder('utf-8')
    : (createDecoder(readCharsetParameter(contentType)) ??
      createDecoder(readXmlEncoding(start)) ??
      createDecoder(readHl7Charset(start)))
  return decoder ? decoder.decode(bytes, options) : decodeUnlabelled(bytes, options)
}

/** A text for people. `isUtf8`: its bytes are the UTF-8 of it. */
type ShownText = { text: string; isUtf8: boolean }

/**
 * Returns the text of a body for people; undefined when it is binary. `decoded` is the body without its content coding;
 * undefined when it cannot be decoded.
 */
export function readShownText(
  body: Uint8Array,
  { decoded, contentType, isTruncated }: Labelled,
): ShownText | undefined {
  const plain = decodeUtf8(body, isTruncated)
  const text = decoded && decodeText(decoded, contentType, isTruncated)
  const shown = text === undefined || isBinary(text) ? undefined : text
  if (plain !== undefined && (shown === undefined || plain === shown || plain === `\ufeff${shown}`))
    return { text: plain, isUtf8: true }
  return shown === undefined ? undefined : { text: shown, isUtf8: false }
}

type Labelled = { decoded: Uint8Array | undefined; contentType: string | undefined; isTruncated: boolean }

function decodeUtf8(bytes: Uint8Array, isTruncated: boolean) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: isTruncated })
  } catch {
    return undefined
  }
}

/** Text has none of these characters. HL7 is framed by U+000B and U+001C, and some Japanese text has U+001B. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const isBinary = (text: string) => /[\x00-\x08\x0e-\x1a\x7f]/.test(text)

function decodeUnlabelled(bytes: Uint8Array, options: { stream: boolean }) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, options)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes, options)
  }
}

const readCharsetParameter = (contentType = '') => /;\s*charset\s*=\s*["']?([^\s"';]{1,40})/i.exec(contentType)?.[1]

const readXmlEncoding = (start: string) =>
  /^\s*<\?xml\s[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]{1,40})["']/i.exec(start)?.[1]

/** MSH-18, or the same field of the first message of a batch. */
function readHl7Charset(start: string): string | undefined {
  const header = stripHl7(start)
    ?.split(/[\r\n]/)
    .find((line) => line.startsWith('MSH'))
  // The first of several repetitions is the one that the message begins with.
  const name = header
    ?.split(header[3] ?? '|')[17]
    ?.split('~', 1)[0]
    ?.trim()
    .toUpperCase()
  if (!name) return undefined
  return hl7Charsets[name] ?? /^(?:ISO[ -]?)?(8859)[/-](\d{1,2})$/.exec(name)?.slice(1).join('-') ?? name
}

/** HL7 table 0211, where its names are not those of the web. `ASCII` says nothing about the other characters. */
const hl7Charsets: Record<string, string> = {
  ASCII: '',
  'ISO IR6': '',
  UNICODE: '',
  'UNICODE UTF-8': 'utf-8',
  'UNICODE UTF-16': 'utf-16be',
  'ISO IR14': 'shift_jis',
  'ISO IR87': 'iso-2022-jp',
  'ISO IR159': 'iso-2022-jp',
  'GB 18030-2000': 'gb18030',
  'BIG-5': 'big5',
  'KS X 1001': 'euc-kr',
}

function createDecoder(label: string | undefined): TextDecoder | undefined {
  if (!label || /^(us-)?ascii$/i.test(label)) return undefined
  for (const name of [label, `iso-${label}`])
    try {
      return new TextDecoder(name)
    } catch {
      // The next name, if there is one.
    }
  return undefined
}
