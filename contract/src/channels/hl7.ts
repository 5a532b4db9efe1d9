/** HL7 v2 as it is sent: where a payload begins, its delimiters, segments, fields and escapes (HL7 v2.9 chapter 2). */

export type Hl7Delimiters = {
  field: string
  component: string
  /** Empty when the message declares another use of the standard character. */
  repetition: string
  escapeSign: string
  subcomponent: string
}

type Hl7Segment = { name: string; line: string; delimiters: Hl7Delimiters }

const payloadStart = /^[\ufeff\s\0]{0,64}(?=(?:MSH|BHS|FHS)[^\p{L}\p{N}\s])/u
const standardEncoding = ['^', '~', '\\', '&']
// MSH-1 is the separator itself, so that the fields of a header segment count one further.
const headers = ['MSH', 'BHS', 'FHS']

/** Returns a payload of HL7 v2 without what stands before its first segment; undefined when the text is none. */
export function stripHl7(text: string): string | undefined {
  const before = payloadStart.exec(text)?.[0]
  return before === undefined ? undefined : text.slice(before.length)
}

export const isHl7Header = (segmentName: string) => headers.includes(segmentName)

/** Reads the delimiters that a header segment declares in its first two fields. */
export function readHl7Delimiters(header: string): Hl7Delimiters {
  const field = header[3] ?? '|'
  const end = header.indexOf(field, 4)
  const declared = [...header.slice(4, end === -1 ? undefined : end).trimEnd()]
  const used = new Set([field, ...declared.slice(0, 4)])
  const [component = '^', repetition = '', escapeSign = '', subcomponent = ''] = standardEncoding.map(
    (standard, i) => declared[i] ?? (used.has(standard) ? '' : standard),
  )
  return { field, component, repetition, escapeSign, subcomponent }
}

/** Splits a payload into its segments, each with the delimiters of the message or batch that it belongs to. */
export function readHl7Segments(payload: string): Hl7Segment[] {
  let delimiters: Hl7Delimiters = readHl7Delimiters(payload)
  return payload.split(/\r\n?|\n/).flatMap((line) => {
    const name = line.slice(0, 3)
    if (line === '') return []
    if (isHl7Header(name)) delimiters = readHl7Delimiters(line)
    return [{ name, line, delimiters }]
  })
}

/** Returns the values of a segment's field, one for each repetition. `MSH-1` and `MSH-2` are returned as they stand. */
export function readHl7Field({ name, line, delimiters }: Hl7Segment, field: number): string[] {
  const { field: separator, repetition } = delimiters
  if (!isHl7Header(name)) return split(line.split(separator)[field] ?? '', repetition)
  if (field === 1) return [separator]
  const value = line.split(separator)[field - 1] ?? ''
  return field === 2 ? [value] : split(value, repetition)
}

/** Returns the part of a value with a number from 1: a component, or a subcomponent. */
export const readHl7Part = (value: string, delimiter: string, part: number) => split(value, delimiter)[part - 1] ?? ''

const split = (value: string, delimiter: string) => (delimiter ? value.split(delimiter) : [value])

/** Replaces the escape sequences that stand for characters. A sequence that is unknown or not closed stays as it is. */
export function unescapeHl7(value: string, delimiters: Hl7Delimiters): string {
  const { escapeSign } = delimiters
  if (!escapeSign || !value.includes(escapeSign)) return value
  let text = ''
  let at = 0
  for (let start = value.indexOf(escapeSign); start !== -1; start = value.indexOf(escapeSign, at)) {
    const end = value.indexOf(escapeSign, start + 1)
    if (end === -1) break
    const characters = readEscape(value.slice(start + 1, end), delimiters)
    text += value.slice(at, start) + (characters ?? escapeSign)
    at = characters === undefined ? start + 1 : end + 1
  }
  return text + value.slice(at)
}

function readEscape(sequence: string, delimiters: Hl7Delimiters): string | undefined {
  switch (sequence) {
    case 'F':
      return delimiters.field
    case 'S':
      return delimiters.component
    case 'R':
      return delimiters.repetition || undefined
    case 'E':
      return delimiters.escapeSign
    case 'T':
      return delimiters.subcomponent || undefined
    case 'P':
      return '#'
    default:
      return /^X(?:[0-9A-Fa-f]{2}){1,512}$/.test(sequence) ? decodeHex(sequence.slice(1)) : undefined
  }
}

/** Decodes bytes as UTF-8 when they are, else as Latin-1. */
function decodeHex(hex: string) {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return new TextDecoder('latin1').decode(bytes)
  }
}
