import { isHl7Header, readHl7Delimiters, stripHl7 } from '@mediary/contract/channels/hl7'

/** A field that a person can look up: PID-5 and its value. */
type Hl7Field = { place: string; value: string }
export type Hl7Segment = { name: string; fields: Hl7Field[] }

/** Returns the segments of an HL7 v2 message or batch; undefined when the text is none. Values are left as they came. */
export function parseHl7(body: string): Hl7Segment[] | undefined {
  const text = stripHl7(stripFrame(body))
  if (text === undefined) return undefined
  let separator = '|'
  return text
    .split(/\r\n?|\n/)
    .filter((line) => line !== '')
    .map((line) => {
      if (isHl7Header(line.slice(0, 3))) separator = readHl7Delimiters(line).field
      return toSegment(line, separator)
    })
}

/** Removes the MLLP frame from a message. */
function stripFrame(body: string) {
  const end = body.indexOf('\x1c')
  return end === -1 ? body : body.slice(0, end)
}

function toSegment(line: string, separator: string): Hl7Segment {
  const [name = '', ...values] = line.split(separator)
  const isHeader = isHl7Header(name)
  const fields = values.map((value, index) => ({ place: `${name}-${index + (isHeader ? 2 : 1)}`, value }))
  const first = isHeader ? [{ place: `${name}-1`, value: separator }] : []
  return { name, fields: [...first, ...fields].filter(({ value }) => value !== '') }
}
