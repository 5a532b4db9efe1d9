/** A part of a message that a person can look up: PID-5 and what stands there. */
export type Hl7Field = { place: string; value: string }
export type Hl7Segment = { name: string; fields: Hl7Field[] }

/**
 * The segments of an HL7 v2 message; undefined when it is none. The separators are those that the message names in
 * MSH-1 and MSH-2 (HL7 v2.5 §2.5.4). Text is left as it came.
 */
export function hl7Of(body: string): Hl7Segment[] | undefined {
  const text = withoutMllp(body)
  if (!/^MSH[^\w\s]/.test(text)) return undefined
  const separator = text.charAt(3)
  return text
    .split(/\r\n?|\n/)
    .filter((line) => line !== '')
    .map((line) => segmentOf(line, separator))
}

// A message that came over MLLP may have kept its frame.
const withoutMllp = (body: string) => {
  let start = 0
  while (start < body.length && body.charCodeAt(start) <= 0x20) start++
  const end = body.indexOf('\x1c', start)
  return body.slice(start, end === -1 ? undefined : end)
}

function segmentOf(line: string, separator: string): Hl7Segment {
  const [name = '', ...values] = line.split(separator)
  const isHeader = name === 'MSH'
  const fields = values.map((value, index) => ({ place: `${name}-${index + (isHeader ? 2 : 1)}`, value }))
  const first = isHeader ? [{ place: 'MSH-1', value: separator }] : []
  return { name, fields: [...first, ...fields].filter(({ value }) => value !== '') }
}
