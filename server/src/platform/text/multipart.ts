/** Finds the root part of a multipart/related body, as MTOM sends XML (RFC 2387, W3C MTOM). */

type BodyPart = { bytes: Uint8Array; contentType: string | undefined }

const maxHeaderBytes = 8192

/** Returns the part that `start` names, else the first; undefined when the body is not multipart/related or is damaged. */
export function readRootPart(body: Uint8Array, contentType: string | undefined): BodyPart | undefined {
  if (!contentType || !/^\s*multipart\/related\b/i.test(contentType)) return undefined
  const boundary = readParameter(contentType, 'boundary')
  if (!boundary || boundary.length > 70) return undefined
  const start = readParameter(contentType, 'start')
  let first: BodyPart | undefined
  for (const part of splitParts(Buffer.from(body.buffer, body.byteOffset, body.byteLength), boundary)) {
    const parsed = parsePart(part)
    if (!parsed) return undefined
    if (start === undefined || parsed.id === start) return parsed
    first ??= parsed
  }
  return first
}

function* splitParts(body: Buffer, boundary: string): Generator<Buffer> {
  const delimiter = Buffer.from(`--${boundary}`, 'latin1')
  let at = body.indexOf(delimiter)
  while (at !== -1) {
    const begin = body.indexOf('\n', at)
    if (begin === -1 || body.subarray(at + delimiter.length, at + delimiter.length + 2).toString('latin1') === '--')
      return
    const next = findDelimiter(body, delimiter, begin)
    if (next === -1) return
    const end = body[next - 2] === 0x0d ? next - 2 : next - 1
    yield body.subarray(begin + 1, Math.max(begin + 1, end))
    at = next
  }
}

/** A delimiter stands at the beginning of a line. */
function findDelimiter(body: Buffer, delimiter: Buffer, from: number) {
  for (let at = body.indexOf(delimiter, from); at !== -1; at = body.indexOf(delimiter, at + 1))
    if (body[at - 1] === 0x0a) return at
  return -1
}

function parsePart(part: Buffer): (BodyPart & { id: string | undefined }) | undefined {
  const head = part.subarray(0, maxHeaderBytes).toString('latin1')
  const blank = /^\r?\n|\r?\n\r?\n/.exec(head)
  if (!blank) return undefined
  const fields = head.slice(0, blank.index).replace(/\r?\n[ \t]+/g, ' ')
  const read = (name: string) => new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*\\r?$`, 'im').exec(fields)?.[1]
  const bytes = decodeTransfer(part.subarray(blank.index + blank[0].length), read('Content-Transfer-Encoding'))
  return { bytes, contentType: read('Content-Type'), id: read('Content-ID') }
}

function decodeTransfer(bytes: Buffer, encoding = ''): Buffer {
  switch (encoding.toLowerCase()) {
    case 'base64':
      return Buffer.from(bytes.toString('latin1'), 'base64')
    case 'quoted-printable':
      return Buffer.from(
        bytes
          .toString('latin1')
          .replace(/=\r?\n/g, '')
          .replace(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      )
    default:
      return bytes
  }
}

function readParameter(contentType: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^\\s;]+))`, 'i').exec(contentType)
  return found?.[1] ?? found?.[2]
}
